package dev.akin.bench.damage;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** The kinds of files of a data directory. */
enum FileKind {
  FORMAT("FORMAT", true),
  SNAPSHOT("snapshots/[^/]+/SNAPSHOT", true),
  CURRENT("(.*/)?rocksdb/CURRENT", true),
  MANIFEST("(.*/)?rocksdb/MANIFEST-\\d+", true),
  LOG("(.*/)?rocksdb/\\d+\\.log", true),
  TABLE("(.*/)?rocksdb/\\d+\\.sst", true),
  BLOBS("(.*/)?rocksdb/\\d+\\.blob", true),
  ORDINALS("indexes/\\d+/checkpoint-\\d+/ordinals\\.akn", true),
  INDEX("indexes/\\d+/checkpoint-\\d+/vector-\\d+\\.akn", true),
  /** Nothing depends on what these hold: people and RocksDB's tools read them, no open does. */
  IDLE("(.*/)?rocksdb/(OPTIONS-\\d+|LOG(\\.old\\.\\d+)?|IDENTITY|LOCK)|akin\\.lock", false);

  private final Pattern path;
  private final boolean counts;

  FileKind(String path, boolean counts) {
    this.path = Pattern.compile(path);
    this.counts = counts;
  }

  /** Whether damage to one must be noticed by a check. */
  boolean counts() {
    return counts;
  }

  /** The kind of a file, by its path below the data directory. */
  static Optional<FileKind> of(Path relative) {
    String text = relative.toString();
    return Arrays.stream(values()).filter(kind -> kind.path.matcher(text).matches()).findFirst();
  }
}
