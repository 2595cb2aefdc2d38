package dev.akin.index.internal.pq;

import dev.akin.index.internal.memory.Memory;
import dev.akin.index.internal.memory.RowTable;

/**
 * The centroids of a product quantizer (Jégou, Douze and Schmid, 2011): the numbers of a vector are
 * cut into runs as equal as can be, and each run has centroids of its own. Immutable and
 * thread-safe.
 *
 * @param dimension numbers per vector
 * @param numSubspaces runs, 1 to {@code dimension}
 * @param nbits of the number of a centroid, 4 or 8
 * @param values for each run, for each number in it, that number of all its centroids
 */
record PqCodebook(int dimension, int numSubspaces, int nbits, float[] values) {
  PqCodebook {
    if (values.length != size(dimension, nbits)) {
      throw new IllegalArgumentException(
          "a codebook of "
              + dimension
              + " numbers and "
              + nbits
              + " bits has "
              + size(dimension, nbits)
              + " values: "
              + values.length);
    }
  }

  /** Values of a codebook. */
  static int size(int dimension, int nbits) {
    return Math.multiplyExact(dimension, 1 << nbits);
  }

  /**
   * Learns a codebook.
   *
   * @param vectors addresses of the vectors, any number of them
   */
  static PqCodebook train(
      long[] vectors, int dimension, int numSubspaces, int nbits, Clustering clustering) {
    int centroids = 1 << nbits;
    int count = Math.min(centroids, vectors.length);
    float[] values = new float[size(dimension, nbits)];
    float[] row = new float[dimension];
    for (int m = 0; m < numSubspaces; m++) {
      int from = start(dimension, numSubspaces, m);
      int length = start(dimension, numSubspaces, m + 1) - from;
      float[] run = new float[length];
      try (RowTable table = new RowTable(length * Float.BYTES)) {
        table.ensure(vectors.length);
        long[] points = new long[vectors.length];
        for (int i = 0; i < points.length; i++) {
          points[i] = table.address(i);
          Memory.getRow(vectors[i], row);
          System.arraycopy(row, from, run, 0, length);
          Memory.putRow(points[i], run, table.rowBytes());
        }
        float[] found = count == 0 ? new float[0] : clustering.train(points, length, count);
        for (int c = 0; c < count; c++) {
          for (int d = 0; d < length; d++) {
            values[(from + d) * centroids + c] = found[c * length + d];
          }
        }
      }
    }
    return new PqCodebook(dimension, numSubspaces, nbits, values);
  }

  private static int start(int dimension, int numSubspaces, int subspace) {
    return (int) ((long) dimension * subspace / numSubspaces);
  }

  /** The first number of a run; that of the run after the last is the dimension. */
  int start(int subspace) {
    return start(dimension, numSubspaces, subspace);
  }

  /** Centroids per run. */
  int centroids() {
    return 1 << nbits;
  }
}
