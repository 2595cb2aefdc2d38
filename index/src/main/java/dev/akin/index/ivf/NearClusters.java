package dev.akin.index.ivf;

import dev.akin.api.index.Metric;
import dev.akin.index.internal.candidates.Scored;
import dev.akin.index.internal.candidates.TopHeap;
import dev.akin.index.internal.memory.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The clusters near each cluster. A point whose centroid has moved a little is now nearest to that
 * or to one near it, and looking at no others makes its assignment take the same time however many
 * clusters there are.
 */
final class NearClusters {
  /** Clusters that a point is compared with, its own among them. */
  private static final int NEAR = 64;

  private final Clusters clusters;
  private final CentroidBlocks blocks;

  /** The clusters as they are now. */
  NearClusters(Clusters clusters) {
    this.clusters = clusters;
    this.blocks = new CentroidBlocks(clusters.centroids(), clusters.dimension());
  }

  /**
   * The nearest cluster of each point among those near its old one.
   *
   * @param points addresses of rows
   * @param old the cluster that each was in
   */
  int[] nearest(long[] points, int[] old) {
    int[] starts = new int[clusters.count() + 1];
    int[] members = Clusters.group(old, starts);
    int[] nearest = new int[points.length];
    IntStream.range(0, clusters.count())
        .parallel()
        .forEach(
            c -> {
              int[] mine = Arrays.copyOfRange(members, starts[c], starts[c + 1]);
              if (mine.length > 0) {
                int[] near = near(c);
                long[] theirs = Arrays.stream(mine).mapToLong(i -> points[i]).toArray();
                int[] found = panels(near).nearest(theirs);
                for (int i = 0; i < mine.length; i++) {
                  nearest[mine[i]] = near[found[i]];
                }
              }
            });
    return nearest;
  }

  private CentroidPanels panels(int[] which) {
    int dimension = clusters.dimension();
    float[] some = new float[which.length * dimension];
    for (int i = 0; i < which.length; i++) {
      System.arraycopy(clusters.centroids(), which[i] * dimension, some, i * dimension, dimension);
    }
    return new CentroidPanels(some, dimension, !clusters.spherical());
  }

  /** A cluster and those nearest to it, in ascending order. */
  private int[] near(int cluster) {
    int dimension = clusters.dimension();
    float[] scores = new float[blocks.scoresLength()];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment query = arena.allocate(4L * dimension, 64);
      MemorySegment.copy(
          clusters.centroids(),
          cluster * dimension,
          Memory.ALL,
          ValueLayout.JAVA_FLOAT,
          query.address(),
          dimension);
      blocks.score(clusters.spherical() ? Metric.DOT : Metric.EUCLIDEAN, query.address(), scores);
    }
    scores[cluster] = Float.POSITIVE_INFINITY;
    TopHeap top = new TopHeap();
    top.reset(Math.min(NEAR, clusters.count()));
    for (int c = 0; c < clusters.count(); c++) {
      if (scores[c] >= top.floorScore()) {
        top.insert(Scored.pack(scores[c], c));
      }
    }
    int[] near = new int[top.size()];
    long[] entries = top.sortAscending();
    for (int i = 0; i < near.length; i++) {
      near[i] = Scored.ordinal(entries[i]);
    }
    Arrays.sort(near);
    return near;
  }
}
