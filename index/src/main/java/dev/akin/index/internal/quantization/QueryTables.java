package dev.akin.index.internal.quantization;

/**
 * A query as tables. With q the query, o the origin and v a code's levels it estimates {@code <v, q
 * - o>}. Not thread-safe.
 */
public interface QueryTables {
  /** Takes a query, not transformed. */
  void set(float[] query);

  /** The square of the query's length. */
  float squares();

  /**
   * Bounds the scores of a block of codes, as {@link
   * dev.akin.index.internal.simd.CodeKernels#bound} does.
   *
   * @return the rows whose bound is not below the floor, row 0 lowest
   */
  long bound(long block, float base, float deviations, float distance, float floor, float[] bounds);

  /**
   * The inner product of the query less the origin with what code and finer code stand for.
   *
   * @param block address of the block that the code is in
   * @param slot of the code in the block
   * @param fine address of the finer code
   */
  default float fineProduct(long block, int slot, long fine) {
    throw new IllegalStateException("there is no finer code");
  }

  /** The standard deviation of {@link #fineProduct} for the rounding of the query. */
  default float fineNoise() {
    return 0;
  }
}
