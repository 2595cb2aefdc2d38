package dev.akin.index.hnsw;

import dev.akin.api.index.HnswConfig;
import dev.akin.index.internal.candidates.BestPool;
import dev.akin.index.internal.candidates.Scored;
import dev.akin.index.internal.simd.RowScorer;
import java.util.Arrays;

/**
 * Links a new node into the graph: the algorithm and its working memory. Not thread-safe, one per
 * thread; several may work on one graph.
 */
final class HnswInserter {
  private final HnswConfig config;
  private final HnswLinks links;
  private final TwinChains twins;
  private final HnswSearcher searcher;
  private final RowScorer scorer;
  private final NeighborSelector selector;
  private final int[][] chosen = new int[HnswEntry.MAX_LEVEL + 1][];
  private final int[] counts = new int[HnswEntry.MAX_LEVEL + 1];
  private final int[] existing;
  private final float[] scores;
  private long[] sorted;

  HnswInserter(
      HnswConfig config,
      HnswLinks links,
      TwinChains twins,
      HnswSearcher searcher,
      RowScorer scorer) {
    this.config = config;
    this.links = links;
    this.twins = twins;
    this.searcher = searcher;
    this.scorer = scorer;
    int capacity = links.capacity(0);
    this.selector = new NeighborSelector(scorer, capacity);
    this.existing = new int[capacity + 1];
    this.scores = new float[capacity + 1];
    this.sorted = new long[Math.max(config.efConstruction(), capacity + 1)];
  }

  /**
   * Links a node whose empty lists are open on all its levels:
   *
   * <ol>
   *   <li>Walk down from the entry to the node's level.
   *   <li>From there down, search each level for candidates, choose among them, and write the
   *       node's own lists. Nothing links to the node yet, so nobody sees a list half written.
   *   <li>From level 0 up, link the chosen back to the node, each under its own lock. Whoever meets
   *       the node on a level thus finds its lists on all the levels below.
   * </ol>
   *
   * <p>A row that equals one of the candidates on level 0 becomes its twin instead.
   *
   * @return the node whose twin it became, or -1
   */
  int insert(int ordinal, int level, HnswEntry entry) {
    searcher.scorer().queryRow(ordinal);
    int nearest = searcher.descend(entry.ordinal(), entry.level(), level);
    int topLevel = Math.min(level, entry.level());
    for (int l = topLevel; l >= 0; l--) {
      searcher.search(nearest, l, config.efConstruction(), null);
      if (l == 0) {
        int original = findEqual(ordinal);
        if (original >= 0) {
          attach(original, ordinal);
          return original;
        }
      }
      nearest = choose(ordinal, l, nearest);
    }
    for (int l = 0; l <= topLevel; l++) {
      for (int i = 0; i < counts[l]; i++) {
        linkBack(chosen[l][i], l, ordinal);
      }
    }
    return -1;
  }

  /** Whether a row is all zeros. */
  boolean isZero(int ordinal) {
    return scorer.isZero(ordinal);
  }

  /** Makes a row the twin of a node. */
  void attach(int node, int twin) {
    synchronized (links.lock(node)) {
      twins.attach(node, twin);
    }
  }

  /** Links all of a node's neighbours on a level back to it, as far as they would choose it. */
  void linkBackAll(int ordinal, int level) {
    int[] neighbors = new int[links.capacity(level)];
    int count = links.copy(ordinal, level, neighbors);
    for (int i = 0; i < count; i++) {
      linkBack(neighbors[i], level, ordinal);
    }
  }

  private int findEqual(int ordinal) {
    BestPool pool = searcher.pool();
    float self = searcher.scorer().score(ordinal);
    float tolerance = Math.abs(self) * 1e-4f + Float.MIN_NORMAL;
    for (int i = 0; i < pool.size(); i++) {
      float score = Scored.score(pool.get(i));
      if (score < self - tolerance) {
        break;
      }
      int candidate = Scored.ordinal(pool.get(i));
      if (score <= self + tolerance
          && candidate != ordinal
          && scorer.areEqual(ordinal, candidate)) {
        return candidate;
      }
    }
    return -1;
  }

  private int choose(int ordinal, int level, int nearest) {
    BestPool pool = searcher.pool();
    int count = 0;
    for (int i = 0; i < pool.size(); i++) {
      if (Scored.ordinal(pool.get(i)) != ordinal) {
        sorted[count++] = pool.get(i);
      }
    }
    counts[level] = selector.select(sorted, count, config.m() / 2, config.m());
    if (chosen[level] == null) {
      chosen[level] = new int[config.m()];
    }
    System.arraycopy(selector.chosen(), 0, chosen[level], 0, counts[level]);
    links.set(ordinal, level, chosen[level], counts[level]);
    return count > 0 ? Scored.ordinal(sorted[0]) : nearest;
  }

  private void linkBack(int node, int level, int link) {
    synchronized (links.lock(node)) {
      int count = links.copy(node, level, existing);
      for (int i = 0; i < count; i++) {
        if (existing[i] == link) {
          return;
        }
      }
      if (count < links.capacity(level)) {
        links.append(node, level, count, link);
      } else {
        existing[count] = link;
        shrink(node, level, count + 1);
      }
    }
  }

  private void shrink(int node, int level, int count) {
    scorer.queryRow(node);
    scorer.score(existing, 0, count, scores);
    for (int i = 0; i < count; i++) {
      sorted[i] = Scored.pack(scores[i], existing[i]);
    }
    Arrays.sort(sorted, 0, count);
    for (int i = 0, j = count - 1; i < j; i++, j--) {
      long swap = sorted[i];
      sorted[i] = sorted[j];
      sorted[j] = swap;
    }
    int kept = selector.select(sorted, count, config.m() / 2, links.capacity(level));
    links.set(node, level, selector.chosen(), kept);
  }
}
