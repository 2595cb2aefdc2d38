package dev.akin.index.internal.pq;

/** The k-means that finds the centroids of a subspace. */
public interface Clustering {
  /**
   * Finds centroids.
   *
   * @param points addresses of rows of {@code dimension} floats, filled up with zeros to a multiple
   *     of 64 bytes; no fewer than {@code count}
   * @return the centroids, one after the other
   */
  float[] train(long[] points, int dimension, int count);
}
