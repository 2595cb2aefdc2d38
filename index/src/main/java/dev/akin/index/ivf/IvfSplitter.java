package dev.akin.index.ivf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Splits lists that have grown far beyond the others, each into parts of about the mean size, and
 * moves every row near them to the list that is then its nearest, as LIRE does (SPFresh,
 * arXiv:2410.14452) but for all such lists at once. For the threads of the caller's pool.
 */
final class IvfSplitter {
  /** Lists of more than this many times the mean size are split. */
  private static final int SPLIT_ABOVE = 2;

  /** A list is left as it is if no part of it has less than this share: its rows are too alike. */
  private static final double MAX_PART = 0.9;

  private final long[] points;
  private final int[] listOf;
  private final int dimension;
  private final boolean spherical;
  private final long seed;
  private final float[] centroids;
  private final List<float[]> more = new ArrayList<>();

  /**
   * A splitter of lists as they are.
   *
   * @param centroids of the lists, one after the other
   * @param points addresses of all rows
   * @param listOf the list of each row
   */
  IvfSplitter(
      float[] centroids, int dimension, boolean spherical, long[] points, int[] listOf, long seed) {
    this.centroids = centroids.clone();
    this.dimension = dimension;
    this.spherical = spherical;
    this.points = points;
    this.listOf = listOf.clone();
    this.seed = seed;
  }

  /** The centroids after the splits and the list of each row. */
  record Split(float[] centroids, int[] listOf) {}

  /** Splits what is too large. */
  Split split() {
    int nlist = centroids.length / dimension;
    int[] starts = new int[nlist + 1];
    int[] members = Clusters.group(listOf, starts);
    int mean = Math.max(1, points.length / nlist);
    for (int list = 0; list < nlist; list++) {
      if (starts[list + 1] - starts[list] > SPLIT_ABOVE * mean) {
        split(list, Arrays.copyOfRange(members, starts[list], starts[list + 1]), mean);
      }
    }
    float[] all = Arrays.copyOf(centroids, centroids.length + more.size() * dimension);
    for (int i = 0; i < more.size(); i++) {
      System.arraycopy(more.get(i), 0, all, centroids.length + i * dimension, dimension);
    }
    Clusters clusters = Clusters.of(all, dimension, spherical);
    return new Split(all, new NearClusters(clusters).nearest(points, listOf));
  }

  private void split(int list, int[] members, int mean) {
    long[] rows = Arrays.stream(members).mapToLong(i -> points[i]).toArray();
    int parts = (members.length + mean - 1) / mean;
    float[] found = KMeans.train(rows, dimension, parts, spherical, seed);
    int[] partOf = new CentroidPanels(found, dimension, !spherical).nearest(rows);
    int[] starts = new int[parts + 1];
    Clusters.group(partOf, starts);
    int largest = 0;
    for (int part = 0; part < parts; part++) {
      largest = Math.max(largest, starts[part + 1] - starts[part]);
    }
    if (largest > MAX_PART * members.length) {
      return;
    }
    int next = centroids.length / dimension + more.size();
    System.arraycopy(found, 0, centroids, list * dimension, dimension);
    for (int part = 1; part < parts; part++) {
      more.add(Arrays.copyOfRange(found, part * dimension, (part + 1) * dimension));
    }
    for (int i = 0; i < members.length; i++) {
      listOf[members[i]] = partOf[i] == 0 ? list : next + partOf[i] - 1;
    }
  }
}
