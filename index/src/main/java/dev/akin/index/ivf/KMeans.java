package dev.akin.index.ivf;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * K-means in two levels: the points are split among the root of so many clusters, each of those
 * among its share of them, and then points move between clusters that are near each other. That
 * takes time in proportion to the root of the number of clusters; few clusters are found directly,
 * by Lloyd's iterations. The result depends on the points and the seed alone, not on the number of
 * threads, which are those of the caller's pool.
 */
final class KMeans {
  /** Up to this many clusters are found directly. */
  private static final int DIRECT = 256;

  private static final int ITERATIONS = 10;

  /** Points per cluster that find the clusters of the first level. */
  private static final int ROOT_POINTS = 256;

  /** Moves between near clusters; later ones hardly change anything. */
  private static final int REFINEMENTS = 20;

  private KMeans() {}

  /**
   * The centroids, one after the other.
   *
   * @param points addresses of rows, at least {@code count} of them
   * @param spherical whether centroids have unit length and the inner product decides
   */
  static float[] train(long[] points, int dimension, int count, boolean spherical, long seed) {
    Clusters clusters = new Clusters(dimension, count, spherical);
    if (count <= DIRECT) {
      iterate(clusters, points, new SplittableRandom(seed));
      return clusters.centroids();
    }
    int[] nearest = split(clusters, points, seed);
    for (int i = 0; i < REFINEMENTS; i++) {
      nearest = new NearClusters(clusters).nearest(points, nearest);
      clusters.move(points, nearest);
    }
    return clusters.centroids();
  }

  private static int[] iterate(Clusters clusters, long[] points, SplittableRandom random) {
    int[] chosen = sample(points.length, clusters.count(), random);
    for (int c = 0; c < chosen.length; c++) {
      clusters.put(c, points[chosen[c]]);
    }
    int[] nearest = new int[points.length];
    for (int i = 0; i < ITERATIONS; i++) {
      nearest = panels(clusters).nearest(points);
      clusters.move(points, nearest);
    }
    return nearest;
  }

  private static CentroidPanels panels(Clusters clusters) {
    return new CentroidPanels(clusters.centroids(), clusters.dimension(), !clusters.spherical());
  }

  /** Makes the clusters in two levels; returns the cluster of each point. */
  private static int[] split(Clusters clusters, long[] points, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int roots = (int) Math.round(Math.sqrt(clusters.count()));
    Clusters root = new Clusters(clusters.dimension(), roots, clusters.spherical());
    iterate(root, choose(points, ROOT_POINTS * roots, random), random);
    int[] rootOf = panels(root).nearest(points);
    int[] starts = new int[roots + 1];
    int[] members = Clusters.group(rootOf, starts);
    int[] firsts = shares(starts, clusters.count());
    int[] nearest = new int[points.length];
    IntStream.range(0, roots)
        .parallel()
        .forEach(
            r -> {
              int[] mine = Arrays.copyOfRange(members, starts[r], starts[r + 1]);
              Clusters part =
                  new Clusters(
                      clusters.dimension(), firsts[r + 1] - firsts[r], clusters.spherical());
              if (part.count() == 0) {
                return;
              }
              int[] partOf = iterate(part, at(points, mine), new SplittableRandom(seed + r + 1));
              clusters.put(firsts[r], part);
              for (int i = 0; i < mine.length; i++) {
                nearest[mine[i]] = firsts[r] + partOf[i];
              }
            });
    for (int r = 0; r < roots; r++) {
      if (firsts[r] == firsts[r + 1]) {
        int[] strays = Arrays.copyOfRange(members, starts[r], starts[r + 1]);
        int[] found = panels(clusters).nearest(at(points, strays));
        for (int i = 0; i < strays.length; i++) {
          nearest[strays[i]] = found[i];
        }
      }
    }
    return nearest;
  }

  /**
   * How many clusters each group of points gets, in proportion to its points: those of group {@code
   * g} begin at {@code result[g]}.
   *
   * @param starts the points of group {@code g} begin at {@code starts[g]}
   * @param count no more than there are points
   */
  static int[] shares(int[] starts, int count) {
    int groups = starts.length - 1;
    int total = starts[groups];
    int[] firsts = new int[groups + 1];
    for (int g = 0; g < groups; g++) {
      // With at most one per point on either side of each border.
      long ideal = Math.round((double) count * starts[g + 1] / total);
      long most = firsts[g] + (long) starts[g + 1] - starts[g];
      long least = count - ((long) total - starts[g + 1]);
      firsts[g + 1] = (int) Math.clamp(ideal, Math.max(firsts[g], least), most);
    }
    return firsts;
  }

  private static long[] choose(long[] points, int wanted, SplittableRandom random) {
    return points.length <= wanted ? points : at(points, sample(points.length, wanted, random));
  }

  private static long[] at(long[] points, int[] which) {
    return Arrays.stream(which).mapToLong(i -> points[i]).toArray();
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
}
