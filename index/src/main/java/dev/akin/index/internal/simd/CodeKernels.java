package dev.akin.index.internal.simd;

/**
 * Estimates of scores from codes, a block of {@value #ROWS} rows at a time. A code is a row of
 * bytes below 64, each of which stands for a few numbers and is looked up in a table of its own;
 * the sum of what is found is a linear function of the inner product with the query.
 *
 * <p>In memory a block is, for each position of the code, the bytes of the 64 rows at that position
 * in the order of {@link #lane(int)}; then, in the rows' order, 64 times the upper half of a float
 * that is the term, and above it that of the factor, as one int; then a float, the block's error,
 * and zeros up to 64 bytes. Stateless and thread-safe.
 */
public interface CodeKernels {
  /** Rows per block. */
  int ROWS = 64;

  /** Entries per table. */
  int TABLE = 64;

  /** The most that all tables' greatest entries may sum up to. */
  int MAX_SUM = 65_535;

  /** The most that an entry may be: four of them fit in a byte. */
  int MAX_ENTRY = 63;

  /** Where a row's byte lies among the 64 of its position. */
  static int lane(int row) {
    int quarter = row >>> 4;
    // Sixteen-bit halves of bytes, then 32-bit halves of those: no shuffle is needed to widen.
    int offset = quarter == 1 ? 2 : quarter == 2 ? 1 : quarter;
    return 4 * (row & 15) + offset;
  }

  /** Where the factors begin in a block. */
  static long factors(int positions) {
    return (long) positions * ROWS;
  }

  /** Where the error is in a block. */
  static long error(int positions) {
    return factors(positions) + (long) ROWS * Integer.BYTES;
  }

  /** A factor and a term, each as the upper half of a float; the term is rounded up. */
  static int pack(float factor, float term) {
    int upper = (Float.floatToRawIntBits(factor) + 0x8000) & 0xffff0000;
    int bits = Float.floatToRawIntBits(term);
    // Away from zero if positive, towards zero if negative.
    int lower = ((bits >= 0 ? bits + 0xffff : bits) >>> 16);
    return upper | lower;
  }

  /** Bytes of a block. */
  static int blockBytes(int positions) {
    return Math.addExact(Math.multiplyExact(positions, ROWS), ROWS * Integer.BYTES + 64);
  }

  /**
   * Bounds the scores of a block from above: {@code base + term + factor * (step * sum + offset +
   * deviations * deviation)}, where the deviation is the root of {@code (error * distance)^2 +
   * noise^2}.
   *
   * @param block address of the block
   * @param positions bytes per code
   * @param tables address of {@value #TABLE} bytes for each position, none above {@value
   *     #MAX_ENTRY}
   * @param floor what counts as too low
   * @param bounds receives the bound of row {@code i} at {@code i}
   * @return the rows whose bound is not below the floor, row 0 lowest
   */
  long bound(
      long block,
      int positions,
      long tables,
      float base,
      float step,
      float offset,
      float deviations,
      float distance,
      float noise,
      float floor,
      float[] bounds);

  /** The kernels of this process. */
  static CodeKernels get() {
    return CodeKernelChoice.KERNELS;
  }
}
