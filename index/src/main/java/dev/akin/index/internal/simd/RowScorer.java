package dev.akin.index.internal.simd;

import dev.akin.api.index.Metric;
import dev.akin.index.internal.memory.Memory;
import dev.akin.index.internal.memory.RowTable;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Scores rows of a table against one query at a time, which is either given or is itself a row. Not
 * thread-safe.
 */
public final class RowScorer implements OrdinalScorer {
  private final Metric metric;
  private final RowTable rows;
  private final VectorKernels kernels = KernelChoice.kernels();
  private final MemorySegment buffer;
  private final int[] single = new int[1];
  private final float[] singleScore = new float[1];
  private long query;

  /** A scorer with no query yet. */
  public RowScorer(Metric metric, RowTable rows) {
    this.metric = metric;
    this.rows = rows;
    this.buffer = Arena.ofAuto().allocate(rows.rowBytes(), 64);
    this.query = buffer.address();
  }

  @Override
  public void query(float[] vector) {
    query = buffer.address();
    Memory.putRow(query, vector, rows.rowBytes());
  }

  @Override
  public void queryRow(int ordinal) {
    query = rows.address(ordinal);
  }

  /** Whether two rows are the same, bit by bit. */
  public boolean areEqual(int a, int b) {
    return Memory.areEqual(rows.address(a), rows.address(b), rows.rowBytes());
  }

  /** Whether a row is all zeros. */
  public boolean isZero(int ordinal) {
    return Memory.isZero(rows.address(ordinal), rows.rowBytes());
  }

  /** Nothing: four float32 rows at a time keep all the misses going that a core can have. */
  @Override
  public int touch(int[] ordinals, int count) {
    return 0;
  }

  @Override
  public float score(int ordinal) {
    single[0] = ordinal;
    score(single, 0, 1, singleScore);
    return singleScore[0];
  }

  /** The score of the row at an address, padded as those of the table are. */
  public float scoreAt(long row) {
    kernels.scoreRange(metric, query, row, rows.rowBytes(), 1, singleScore);
    return singleScore[0];
  }

  @Override
  public void score(int[] ordinals, int from, int to, float[] scores) {
    kernels.scoreRows(
        metric, query, rows.bases(), rows.shift(), rows.rowBytes(), ordinals, from, to, scores);
  }

  /** Scores rows that lie one after the other, into {@code scores} from 0 on. */
  public void scoreRange(int ordinal, int count, float[] scores) {
    kernels.scoreRange(metric, query, rows.address(ordinal), rows.rowBytes(), count, scores);
  }
}
