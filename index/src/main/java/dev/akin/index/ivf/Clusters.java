package dev.akin.index.ivf;

import dev.akin.index.internal.memory.Memory;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Centroids in the making: moved to the means of their points again and again. The result depends
 * on the points alone, not on the number of threads, which are those of the caller's pool.
 */
final class Clusters {
  private final int dimension;
  private final int count;
  private final boolean spherical;
  private final float[] centroids;
  private final int[] sizes;

  /**
   * Centroids that are zero yet.
   *
   * @param spherical whether centroids have unit length and the inner product decides
   */
  Clusters(int dimension, int count, boolean spherical) {
    this.dimension = dimension;
    this.count = count;
    this.spherical = spherical;
    this.centroids = new float[Math.multiplyExact(count, dimension)];
    this.sizes = new int[count];
  }

  /** Centroids that are there already. */
  static Clusters of(float[] centroids, int dimension, boolean spherical) {
    Clusters clusters = new Clusters(dimension, centroids.length / dimension, spherical);
    System.arraycopy(centroids, 0, clusters.centroids, 0, centroids.length);
    return clusters;
  }

  int dimension() {
    return dimension;
  }

  int count() {
    return count;
  }

  boolean spherical() {
    return spherical;
  }

  /** The centroids, one after the other; not a copy. */
  float[] centroids() {
    return centroids;
  }

  /** Puts a centroid on a point. */
  void put(int centroid, long point) {
    float[] row = new float[dimension];
    Memory.getRow(point, row);
    put(centroid, row, 1);
  }

  /** Copies centroids to those from {@code first} on. */
  void put(int first, Clusters from) {
    System.arraycopy(from.centroids, 0, centroids, first * dimension, from.centroids.length);
  }

  /**
   * Moves every centroid to the mean of its points.
   *
   * @param nearest the centroid of each point
   */
  void move(long[] points, int[] nearest) {
    int[] starts = new int[count + 1];
    int[] members = group(nearest, starts);
    IntStream.range(0, count)
        .parallel()
        .forEach(c -> mean(c, points, members, starts[c], starts[c + 1]));
    for (int c = 0; c < count; c++) {
      sizes[c] = starts[c + 1] - starts[c];
    }
    fillEmpty();
  }

  /** The points by centroid: those of {@code c} from {@code starts[c]} to {@code starts[c + 1]}. */
  static int[] group(int[] nearest, int[] starts) {
    for (int c : nearest) {
      starts[c + 1]++;
    }
    for (int c = 1; c < starts.length; c++) {
      starts[c] += starts[c - 1];
    }
    int[] next = Arrays.copyOf(starts, starts.length);
    int[] members = new int[nearest.length];
    for (int i = 0; i < nearest.length; i++) {
      members[next[nearest[i]]++] = i;
    }
    return members;
  }

  private void mean(int centroid, long[] points, int[] members, int from, int to) {
    if (from == to) {
      return;
    }
    float[] sum = new float[dimension];
    float[] row = new float[dimension];
    for (int i = from; i < to; i++) {
      Memory.getRow(points[members[i]], row);
      for (int d = 0; d < dimension; d++) {
        sum[d] += row[d];
      }
    }
    put(centroid, sum, 1f / (to - from));
  }

  private void put(int centroid, float[] values, float factor) {
    float scale = factor;
    if (spherical) {
      double squares = 0;
      for (float value : values) {
        squares += (double) value * value;
      }
      scale = squares == 0 ? 0 : (float) (1 / Math.sqrt(squares));
    }
    for (int d = 0; d < dimension; d++) {
      centroids[centroid * dimension + d] = values[d] * scale;
    }
  }

  /** A centroid without points takes half of a large one's: both move apart by a little. */
  private void fillEmpty() {
    for (int c = 0; c < count; c++) {
      if (sizes[c] > 0) {
        continue;
      }
      int large = 0;
      for (int other = 1; other < count; other++) {
        large = sizes[other] > sizes[large] ? other : large;
      }
      sizes[c] = sizes[large] / 2;
      sizes[large] -= sizes[c];
      for (int d = 0; d < dimension; d++) {
        float value = centroids[large * dimension + d];
        float apart = (d & 1) == 0 ? 1 / 1024f : -1 / 1024f;
        centroids[c * dimension + d] = value * (1 + apart);
        centroids[large * dimension + d] = value * (1 - apart);
      }
    }
  }
}
