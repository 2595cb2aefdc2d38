package dev.akin.index.ivf;

import dev.akin.api.index.Metric;
import dev.akin.index.Neighbors;
import dev.akin.index.internal.candidates.Scored;
import dev.akin.index.internal.candidates.TopHeap;
import dev.akin.index.internal.memory.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Finds the centroids nearest to a query: by scoring all of them, or by a walk of their graph.
 * Holds working memory; not thread-safe.
 */
final class CentroidSearcher {
  private final Centroids centroids;
  private final Metric metric;
  private final MemorySegment query;
  private final float[] scores;
  private final TopHeap nearest = new TopHeap();
  private float[] vector;
  private boolean isScored;
  private boolean hasWalked;
  private int[] lists = {};
  private float[] found = {};
  private long scored;

  /**
   * A searcher with no query yet.
   *
   * @param metric by which closeness is measured
   */
  CentroidSearcher(Centroids centroids, Metric metric) {
    this.centroids = centroids;
    this.metric = metric;
    this.query = Arena.ofAuto().allocate(4L * centroids.dimension(), 64);
    this.scores = new float[centroids.blocks().scoresLength()];
  }

  /** Takes a query, which is used until the next. */
  void query(float[] vector) {
    this.vector = vector;
    isScored = false;
    hasWalked = false;
    scored = 0;
  }

  /** The list of the nearest of all. */
  int nearest() {
    if (serves(1)) {
      walk(1);
      return lists[0];
    }
    scoreAll();
    int best = 0;
    for (int c = 1; c < centroids.count(); c++) {
      best = scores[c] > scores[best] ? c : best;
    }
    return best;
  }

  /**
   * Finds the nearest, for {@link #list} and {@link #score}.
   *
   * @param count no more than there are
   * @return whether the first are those that the last call for this query found, in the same order
   */
  boolean find(int count) {
    boolean walked = hasWalked;
    if (!isScored && serves(count)) {
      walk(count);
      if (lists.length == count) {
        hasWalked = true;
        return !walked;
      }
    }
    scoreAll();
    select(count);
    hasWalked = false;
    return !walked;
  }

  private boolean serves(int count) {
    return centroids.graph() != null && centroids.graph().serves(metric, count);
  }

  private void walk(int count) {
    Neighbors neighbors = centroids.graph().nearest(vector, count);
    lists = neighbors.ordinals();
    found = neighbors.scores();
    scored += neighbors.cost().distanceComputations();
  }

  private void scoreAll() {
    if (!isScored) {
      Memory.putRow(query.address(), vector, query.byteSize());
      centroids.blocks().score(metric, query.address(), scores);
      scored += centroids.count();
      isScored = true;
    }
  }

  private void select(int count) {
    nearest.reset(count);
    float floor = Float.NEGATIVE_INFINITY;
    for (int c = 0; c < centroids.count(); c++) {
      if (scores[c] >= floor) {
        nearest.insert(Scored.pack(scores[c], c));
        floor = nearest.floorScore();
      }
    }
    if (lists.length < count) {
      lists = new int[count];
      found = new float[count];
    }
    long[] ascending = nearest.sortAscending();
    for (int i = 0; i < count; i++) {
      lists[i] = Scored.ordinal(ascending[count - 1 - i]);
      found[i] = Scored.score(ascending[count - 1 - i]);
    }
  }

  /** The list of the i-th nearest. */
  int list(int i) {
    return lists[i];
  }

  /** The score of the i-th nearest. */
  float score(int i) {
    return found[i];
  }

  /** Centroids scored for this query. */
  long scored() {
    return scored;
  }
}
