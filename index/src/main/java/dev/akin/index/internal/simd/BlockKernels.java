package dev.akin.index.internal.simd;

import dev.akin.api.index.Metric;

/**
 * Scores of rows that are stored number by number: a block holds {@value #ROWS} rows, first the
 * first number of each, then the second of each and so on. A register then holds one number of
 * several rows, so no sum across a register is needed and no row is filled up. Stateless and
 * thread-safe.
 */
public interface BlockKernels {
  /** Rows per block. */
  int ROWS = 16;

  /** Bytes from one number of a row to its next. */
  int STRIDE = ROWS * Float.BYTES;

  /** Bytes of a block. */
  static int blockBytes(int dimension) {
    return Math.multiplyExact(dimension, STRIDE);
  }

  /**
   * Scores a block.
   *
   * @param metric which score
   * @param query address of as many floats as rows have
   * @param block address of the block
   * @param dimension numbers per row
   * @param floor what counts as too low
   * @param scores receives the score of row {@code i} at {@code at + i}
   * @return the rows whose score is not below the floor, row 0 lowest
   */
  int score(
      Metric metric, long query, long block, int dimension, float floor, float[] scores, int at);

  /** The kernels of this process, of the kind that {@link KernelChoice} took. */
  static BlockKernels get() {
    return KernelChoice.kernels().name().startsWith("panama")
        ? new PanamaBlockKernels()
        : new ScalarBlockKernels();
  }
}
