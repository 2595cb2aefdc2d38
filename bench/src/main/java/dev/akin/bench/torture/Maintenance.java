package dev.akin.bench.torture;

import java.util.Locale;

/** What a server does for its data besides reads and writes. */
enum Maintenance {
  CHECKPOINT,
  OPTIMIZE,
  ALTER,
  BACKUP;

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
