package dev.akin.storage;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/** Counts what is really in the column families of a closed data directory. */
final class Rows {
  private static final byte[] END = {-1, -1, -1, -1, -1, -1, -1, -1};

  private Rows() {}

  static Map<Family, Integer> count(Path data) {
    Map<Family, Integer> counts = new EnumMap<>(Family.class);
    try (Rocks rocks = Rocks.open(data.resolve("rocksdb"), false)) {
      for (Family family : Family.values()) {
        try (RangeScan scan = new RangeScan(rocks, family, new byte[0], END, false)) {
          int count = 0;
          for (; scan.isValid(); scan.next()) {
            count++;
          }
          counts.put(family, count);
        }
      }
      return counts;
    }
  }
}
