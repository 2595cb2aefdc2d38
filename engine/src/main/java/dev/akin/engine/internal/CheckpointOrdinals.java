package dev.akin.engine.internal;

import dev.akin.index.file.CorruptIndexFileException;
import dev.akin.index.file.IndexFile;
import dev.akin.index.file.IndexFileWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The part of a checkpoint that all vectors share: the table of ordinals, and how far each vector's
 * file reaches.
 *
 * @param seqs sequence number by ordinal, ascending
 * @param live one bit per ordinal, lowest first
 * @param indexed by vector id: ordinals below this are in the vector's file
 * @param lastSeq of the store when the live bits were taken
 */
record CheckpointOrdinals(long[] seqs, long[] live, Map<Integer, Integer> indexed, long lastSeq) {
  private static final String SEQS = "seqs";
  private static final String LIVE = "live";
  private static final String INDEXED = "indexed";

  /** A snapshot of the first {@code limit} ordinals; no commit may be in progress. */
  static CheckpointOrdinals of(
      OrdinalTable table, int limit, Map<Integer, Integer> indexed, long lastSeq) {
    // The set leaves out zeros at the end; here each ordinal has its bit.
    long[] live = Arrays.copyOf(table.live().toLongs(limit), (limit + 63) / 64);
    return new CheckpointOrdinals(table.seqs(limit), live, Map.copyOf(indexed), lastSeq);
  }

  boolean isLive(int ordinal) {
    return (live[ordinal >>> 6] >>> ordinal & 1) != 0;
  }

  /** The sequence number of the newest record, 0 when there is none. */
  long newestSeq() {
    return seqs.length == 0 ? 0 : seqs[seqs.length - 1];
  }

  /** Writes and syncs the file. */
  void write(Path file) {
    try (IndexFileWriter out = new IndexFileWriter(file)) {
      out.longs(SEQS, seqs);
      out.longs(LIVE, live);
      long[] pairs = new long[1 + 2 * indexed.size()];
      pairs[0] = lastSeq;
      int at = 1;
      for (Map.Entry<Integer, Integer> entry : indexed.entrySet()) {
        pairs[at++] = entry.getKey();
        pairs[at++] = entry.getValue();
      }
      out.longs(INDEXED, pairs);
      out.finish();
    }
  }

  /**
   * Reads the file and checks that it makes sense.
   *
   * @throws CorruptIndexFileException if it does not
   */
  static CheckpointOrdinals read(Path path) {
    try (IndexFile file = IndexFile.open(path)) {
      long[] seqs = file.longs(SEQS);
      long[] live = file.longs(LIVE);
      long[] pairs = file.longs(INDEXED);
      if (live.length != (seqs.length + 63) / 64 || pairs.length % 2 != 1) {
        throw new CorruptIndexFileException(path, 0, "sections do not fit each other");
      }
      for (int i = 1; i < seqs.length; i++) {
        if (seqs[i] <= seqs[i - 1]) {
          throw new CorruptIndexFileException(
              path, file.offset(SEQS) + 8L * i, "sequence numbers do not ascend");
        }
      }
      Map<Integer, Integer> indexed = new LinkedHashMap<>();
      for (int i = 1; i < pairs.length; i += 2) {
        if (pairs[i + 1] < 0 || pairs[i + 1] > seqs.length) {
          throw new CorruptIndexFileException(
              path,
              file.offset(INDEXED) + 8L * i,
              "vector " + pairs[i] + " reaches to " + pairs[i + 1]);
        }
        indexed.put((int) pairs[i], (int) pairs[i + 1]);
      }
      return new CheckpointOrdinals(seqs, live, indexed, pairs[0]);
    }
  }
}
