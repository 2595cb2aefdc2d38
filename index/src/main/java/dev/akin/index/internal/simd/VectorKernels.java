package dev.akin.index.internal.simd;

import dev.akin.api.index.Metric;

/**
 * Arithmetic over float32 vectors. The address forms read rows padded with zeros to a multiple of
 * 64 bytes, all of the same length as the query; scores are as {@link Metric} defines them, with
 * vectors prepared. Stateless and thread-safe.
 */
public interface VectorKernels {
  /** What is in use, such as {@code panama-512-fma}. */
  String name();

  /** The inner product of two arrays of equal length. */
  float dot(float[] a, float[] b);

  /** The squared L2 distance of two arrays of equal length. */
  float squaredEuclidean(float[] a, float[] b);

  /** The L1 distance of two arrays of equal length. */
  float manhattan(float[] a, float[] b);

  /**
   * Scores rows of a chunked table.
   *
   * @param metric which score
   * @param query address of the query
   * @param bases address of each chunk
   * @param shift log2 of the rows per chunk
   * @param rowBytes bytes per row
   * @param ordinals the rows
   * @param from first position in {@code ordinals} and {@code scores}
   * @param to position after the last
   * @param scores receives the score of {@code ordinals[i]} at {@code i}
   */
  void scoreRows(
      Metric metric,
      long query,
      long[] bases,
      int shift,
      int rowBytes,
      int[] ordinals,
      int from,
      int to,
      float[] scores);

  /**
   * Scores rows that lie one after the other.
   *
   * @param metric which score
   * @param query address of the query
   * @param rows address of the first row
   * @param rowBytes bytes per row
   * @param count how many
   * @param scores receives the score of row {@code i} at {@code i}
   */
  void scoreRange(Metric metric, long query, long rows, int rowBytes, int count, float[] scores);
}
