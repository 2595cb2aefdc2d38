package dev.akin.index.internal.sq8;

/**
 * Sums over codes and a float32 query, by address. The query is padded with zeros as the codes are.
 * Stateless and thread-safe.
 */
interface Sq8Kernels {
  /**
   * The sum of query times code byte, for four codes.
   *
   * @param query address of the query
   * @param count numbers per code, padding included, a multiple of 16
   * @param sums receives the sums from {@code at} on
   */
  void dot4(long query, long a, long b, long c, long d, int count, float[] sums, int at);

  /** The sum of query times code byte, for one code. */
  float dot(long query, long code, int count);

  /** The sum of |query - (offset + step * byte)|, padding included. */
  float manhattan(long query, long code, float offset, float step, int count);
}
