package dev.akin.storage;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * RocksDB's own numbers, under its own names without the leading {@code rocksdb.}. Immutable.
 *
 * @param counters that only grow while the storage is open, such as {@code block.cache.miss}
 * @param gauges as they are now, such as {@code cur-size-all-mem-tables}
 */
public record StorageStats(Map<String, Long> counters, Map<String, Long> gauges) {
  /** Copies the maps, in the order of their names. */
  public StorageStats {
    counters = Collections.unmodifiableMap(new TreeMap<>(counters));
    gauges = Collections.unmodifiableMap(new TreeMap<>(gauges));
  }
}
