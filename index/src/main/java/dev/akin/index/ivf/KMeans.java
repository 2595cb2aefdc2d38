package dev.akin.index.ivf;

import dev.akin.index.internal.memory.Memory;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Lloyd's k-means from a random start. The result depends on the points and the seed alone, not on
 * the number of threads, which are those of the caller's pool.
 */
final class KMeans {
  private static final int ITERATIONS = 10;

  private final long[] points;
  private final int dimension;
  private final int count;
  private final boolean spherical;
  private final SplittableRandom random;
  private final float[] centroids;

  private KMeans(long[] points, int dimension, int count, boolean spherical, long seed) {
    this.points = points;
    this.dimension = dimension;
    this.count = count;
    this.spherical = spherical;
    this.random = new SplittableRandom(seed);
    this.centroids = new float[Math.multiplyExact(count, dimension)];
  }

  /**
   * The centroids, one after the other.
   *
   * @param points addresses of rows, at least {@code count} of them
   * @param spherical whether centroids have unit length and the inner product decides
   */
  static float[] train(long[] points, int dimension, int count, boolean spherical, long seed) {
    KMeans means = new KMeans(points, dimension, count, spherical, seed);
    means.start();
    for (int i = 0; i < ITERATIONS; i++) {
      means.iterate();
    }
    return means.centroids;
  }

  private void start() {
    int[] chosen = sample(points.length, count, random);
    float[] row = new float[dimension];
    for (int c = 0; c < count; c++) {
      Memory.getRow(points[chosen[c]], row);
      put(c, row, 1);
    }
  }

  /** That many different numbers below {@code of}, ascending. */
  static int[] sample(int of, int wanted, SplittableRandom random) {
    int[] chosen = new int[wanted];
    int taken = 0;
    for (int i = 0; taken < wanted; i++) {
      if (random.nextLong(of - i) < wanted - taken) {
        chosen[taken++] = i;
      }
    }
    return chosen;
  }

  private void iterate() {
    int[] nearest = new CentroidPanels(centroids, dimension, !spherical).nearest(points);
    int[] starts = new int[count + 1];
    int[] members = group(nearest, starts);
    IntStream.range(0, count).parallel().forEach(c -> mean(c, members, starts[c], starts[c + 1]));
    fillEmpty(starts);
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

  private void mean(int centroid, int[] members, int from, int to) {
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
  private void fillEmpty(int[] starts) {
    int[] sizes = new int[count];
    for (int c = 0; c < count; c++) {
      sizes[c] = starts[c + 1] - starts[c];
    }
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
