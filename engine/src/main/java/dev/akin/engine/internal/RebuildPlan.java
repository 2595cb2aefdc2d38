package dev.akin.engine.internal;

import dev.akin.index.file.CorruptIndexFileException;
import dev.akin.index.file.FileStamp;
import dev.akin.index.file.IndexFile;
import dev.akin.index.file.IndexFileWriter;
import dev.akin.storage.CollectionMeta;
import dev.akin.storage.VectorMeta;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.StringJoiner;

/**
 * What a {@link Rebuild} is to make, written before anything of it is made. The files of the next
 * generation mean nothing without the numbering that it has.
 *
 * @param seqs sequence number by ordinal of the next generation, ascending
 * @param throughSeq records up to this one are among them, or were dead
 * @param lastSeq of the store when they were taken
 * @param settings of the indexes, in words
 */
record RebuildPlan(long[] seqs, long throughSeq, long lastSeq, String settings) {
  private static final String SEQS = "plan.seqs";
  private static final String SHAPE = "plan.shape";
  private static final String SETTINGS = "plan.settings";
  private static final int SHAPE_LENGTH = 2;

  /** What the files of a collection depend on. */
  static String settings(CollectionMeta meta) {
    StringJoiner settings = new StringJoiner("\n");
    for (Map.Entry<String, VectorMeta> vector : meta.vectors().entrySet()) {
      settings.add(vector.getValue().id() + " " + vector.getKey() + " " + vector.getValue().spec());
    }
    return settings.toString();
  }

  /**
   * Whether what was made by it can be gone on with.
   *
   * @param meta what the collection is to be
   * @param table of the current generation
   * @param lastSeq of the store now
   */
  boolean fits(CollectionMeta meta, OrdinalTable table, long lastSeq) {
    if (!settings.equals(settings(meta)) || this.lastSeq > lastSeq) {
      return false;
    }
    int alive = 0;
    int place = 0;
    for (int next = table.live().next(0); next >= 0; next = table.live().next(next + 1)) {
      long seq = table.seq(next);
      if (seq > throughSeq) {
        break;
      }
      while (place < seqs.length && seqs[place] < seq) {
        place++;
      }
      if (place == seqs.length || seqs[place] != seq) {
        return false; // a record that is alive must not be lost, whoever is right
      }
      alive++;
    }
    // With fewer of them alive, beginning again is less work than it leaves to the next time.
    return alive >= seqs.length / 2;
  }

  /** Writes and syncs the file. */
  FileStamp write(Path file) {
    try (IndexFileWriter out = new IndexFileWriter(file)) {
      out.longs(SHAPE, new long[] {throughSeq, lastSeq});
      out.bytes(SETTINGS, settings.getBytes(StandardCharsets.UTF_8));
      out.longs(SEQS, seqs);
      out.finish();
      return out.stamp();
    }
  }

  /**
   * Reads the file.
   *
   * @param stamp that it must have
   * @throws CorruptIndexFileException if it has another, or is damaged
   */
  static RebuildPlan read(Path path, FileStamp stamp) {
    try (IndexFile file = IndexFile.open(path)) {
      long[] shape = file.longs(SHAPE);
      if (!file.stamp().equals(stamp) || shape.length != SHAPE_LENGTH) {
        throw new CorruptIndexFileException(path, 0, "it is not the plan of this journal");
      }
      long[] seqs = file.longs(SEQS);
      for (int i = 1; i < seqs.length; i++) {
        if (seqs[i] <= seqs[i - 1]) {
          throw new CorruptIndexFileException(
              path, file.offset(SEQS) + 8L * i, "sequence numbers do not ascend");
        }
      }
      String settings = new String(file.bytes(SETTINGS), StandardCharsets.UTF_8);
      return new RebuildPlan(seqs, shape[0], shape[1], settings);
    }
  }
}
