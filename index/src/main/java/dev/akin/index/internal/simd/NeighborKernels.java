package dev.akin.index.internal.simd;

/**
 * Estimates of scores from the codes of a node's neighbours, {@value #ROWS} at a time. A code is a
 * row of bytes below 64, an even number of them, each of which stands for a few numbers and is
 * looked up in a table of its own; the sum of what is found is a linear function of the inner
 * product with the query.
 *
 * <p>In memory a block has, for each two positions of the code, 64 bytes where {@link #at} says;
 * those of the second have {@value #SECOND} added. Then come, in the rows' order, {@value #ROWS}
 * ints: the upper half of a float that is the factor and below it that of the term. Stateless and
 * thread-safe.
 */
public interface NeighborKernels {
  /** Rows per block. */
  int ROWS = 32;

  /** Entries per table. */
  int TABLE = 64;

  /** What is added to the bytes of odd positions, so that they look into the second table. */
  int SECOND = 64;

  /** Where the byte of a row at a position lies in a block. */
  static int at(int row, int position) {
    // A row's two bytes are in the two halves of an int: no shuffle is needed to add them up.
    return 64 * (position >>> 1) + 4 * (row & 15) + (row >>> 4) + 2 * (position & 1);
  }

  /** Where the factors begin in a block. */
  static int factors(int positions) {
    return positions * ROWS;
  }

  /** Bytes of a block. */
  static int blockBytes(int positions) {
    return Math.addExact(Math.multiplyExact(positions, ROWS), ROWS * Integer.BYTES);
  }

  /** A factor and a term, each rounded to the upper half of a float. */
  static int pack(float factor, float term) {
    int upper = (Float.floatToRawIntBits(factor) + 0x8000) & 0xffff0000;
    return upper | (Float.floatToRawIntBits(term) + 0x8000) >>> 16;
  }

  /**
   * Estimates scores: {@code base + term + factor * (step * sum + offset)}.
   *
   * @param block address of the block
   * @param positions bytes per code, even
   * @param tables address of {@value #TABLE} bytes for each position, none above 63, their greatest
   *     summing up to at most 65,535
   * @param floor what counts as too low
   * @param estimates receives the estimate of row {@code i} at {@code i}
   * @return the rows whose estimate is not below the floor, row 0 lowest
   */
  int estimate(
      long block,
      int positions,
      long tables,
      float base,
      float step,
      float offset,
      float floor,
      float[] estimates);

  /** The kernels of this process. */
  static NeighborKernels get() {
    return NeighborKernelChoice.KERNELS;
  }
}
