package dev.akin.index.internal.simd;

/**
 * Estimates of scores from codes, a block of {@value #ROWS} rows at a time. A code is a row of
 * bytes, each of which stands for a few numbers and is looked up in a table of its own; the sum of
 * what is found is a linear function of the inner product with the query. There are three kinds of
 * codes: bytes below 64 ({@link #bound}), two numbers below 16 in a byte ({@link #boundNibbles}),
 * and bytes of any value ({@link #boundBytes}).
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

  /** Entries per table for the lower four bits of a byte. */
  int LOW_ENTRIES = 16;

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

  /** Bytes that the tables of bytes below 64 take. */
  static long tableBytes(int positions) {
    return (long) positions * (TABLE + LOW_ENTRIES);
  }

  /** Where those tables have what the upper two bits add. */
  static long highTables(long tables, int positions) {
    return tables + (long) positions * TABLE;
  }

  /** Bytes that the tables of two numbers below 16 take. */
  static long nibbleTableBytes(int positions) {
    // A register wider than a table reads beyond the last.
    return (long) positions * 2 * LOW_ENTRIES + 64;
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
   *     #MAX_ENTRY}; each is the sum of one for the value's lower four bits and one for its upper
   *     two. Then come 16 bytes for each position, the first four of them what the upper bits' 0 to
   *     3 add to their 0
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

  /**
   * The same for codes of two numbers below 16 in a byte.
   *
   * @param tables address of 16 bytes for each position's lower number and 16 for its upper, none
   *     above {@value #MAX_ENTRY}, and 64 bytes more
   */
  long boundNibbles(
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

  /**
   * The same for codes of bytes of any value.
   *
   * @param tables address of 256 bytes for each position, none above {@value #MAX_ENTRY}
   */
  long boundBytes(
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

  /** What is in use, such as {@code panama-512}. */
  String name();

  /**
   * Kernels by their name: {@code scalar}, {@code panama-128}, or {@code panama-512}, which is slow
   * where the CPU does not permute 64 bytes. For measurements.
   */
  static CodeKernels named(String name) {
    return switch (name) {
      case "scalar" -> new ScalarCodeKernels();
      case "panama-128" -> new NarrowCodeKernels();
      case "panama-512" -> new PanamaCodeKernels();
      default ->
          throw new IllegalArgumentException(
              "kernels must be scalar, panama-128 or panama-512: " + name);
    };
  }

  /** The kernels of this process. */
  static CodeKernels get() {
    return CodeKernelChoice.KERNELS;
  }
}
