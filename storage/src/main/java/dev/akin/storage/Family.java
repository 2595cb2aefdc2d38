package dev.akin.storage;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;

/** The column families; {@link KeyLayout} says what they hold. */
enum Family {
  CATALOG("catalog"),
  RECORDS("records"),
  SOURCES("sources"),
  VECTORS("vectors"),
  IDS("ids"),
  CHANGES("changes"),
  /** Since format 2; older databases get it when they are opened to be written. */
  EXPIRIES("expiries");

  /** Those whose keys start with a collection's id. */
  static final Set<Family> OF_COLLECTION = EnumSet.complementOf(EnumSet.of(CATALOG));

  private final String columnFamily;

  Family(String columnFamily) {
    this.columnFamily = columnFamily;
  }

  /** The name that RocksDB and its tools know it by. */
  String columnFamily() {
    return columnFamily;
  }

  byte[] nameBytes() {
    return columnFamily.getBytes(StandardCharsets.UTF_8);
  }
}
