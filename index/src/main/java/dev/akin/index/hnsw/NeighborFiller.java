package dev.akin.index.hnsw;

import dev.akin.index.internal.candidates.Scored;
import dev.akin.index.internal.simd.RowScorer;
import java.util.Arrays;

/**
 * Fills a node's neighbours up to a full block, which costs a search of sealed records nothing more
 * than a part of one: first with neighbours' neighbours that are closer to the node than to any
 * neighbour it has, then with the closest of the others. Links that the node has stay, so that
 * whatever was in reach is. Not thread-safe.
 */
final class NeighborFiller {
  private static final int GROUP = 4;

  private final HnswLinks links;
  private final RowScorer scorer;
  private final int[] neighbors;
  private final int[] list;
  private final int[] candidates;
  private final float[] candidateScores;
  private final long[] sorted;
  private final float[] scores;
  private final byte[] seen;
  private byte epoch;

  /**
   * A filler.
   *
   * @param nodes ordinals are below this
   * @param degree neighbours wanted, at least the capacity of a list of links
   */
  NeighborFiller(HnswLinks links, RowScorer scorer, int nodes, int degree) {
    this.links = links;
    this.scorer = scorer;
    int capacity = links.capacity(0);
    this.neighbors = new int[degree];
    this.list = new int[capacity];
    this.candidates = new int[capacity * capacity];
    this.candidateScores = new float[capacity * capacity];
    this.sorted = new long[capacity * capacity];
    this.scores = new float[degree];
    this.seen = new byte[nodes];
  }

  /** What {@link #fill} gave; overwritten by the next. */
  int[] neighbors() {
    return neighbors;
  }

  /**
   * Finds the neighbours of a node.
   *
   * @return how many there are
   */
  int fill(int node) {
    int count = links.copy(node, 0, neighbors);
    if (count == neighbors.length) {
      return count;
    }
    int found = gather(node, count);
    int most = Math.min(found, 4 * neighbors.length);
    for (int i = 0; i < most && count < neighbors.length; i++) {
      if (isDiverse(sorted[found - 1 - i], count)) {
        neighbors[count++] = Scored.ordinal(sorted[found - 1 - i]);
        sorted[found - 1 - i] = Scored.NONE;
      }
    }
    for (int i = 0; i < found && count < neighbors.length; i++) {
      if (sorted[found - 1 - i] != Scored.NONE) {
        neighbors[count++] = Scored.ordinal(sorted[found - 1 - i]);
      }
    }
    return count;
  }

  /** Sorts the neighbours' neighbours by their score, best last. */
  private int gather(int node, int count) {
    if (++epoch == 0) {
      Arrays.fill(seen, (byte) 0);
      epoch = 1;
    }
    seen[node] = epoch;
    for (int i = 0; i < count; i++) {
      seen[neighbors[i]] = epoch;
    }
    int found = 0;
    for (int i = 0; i < count; i++) {
      int second = links.copy(neighbors[i], 0, list);
      for (int j = 0; j < second; j++) {
        candidates[found] = list[j];
        found += seen[list[j]] == epoch ? 0 : 1;
        seen[list[j]] = epoch;
      }
    }
    scorer.queryRow(node);
    scorer.score(candidates, 0, found, candidateScores);
    for (int i = 0; i < found; i++) {
      sorted[i] = Scored.pack(candidateScores[i], candidates[i]);
    }
    Arrays.sort(sorted, 0, found);
    return found;
  }

  private boolean isDiverse(long candidate, int count) {
    scorer.queryRow(Scored.ordinal(candidate));
    for (int from = 0; from < count; from += GROUP) {
      int to = Math.min(count, from + GROUP);
      scorer.score(neighbors, from, to, scores);
      for (int i = from; i < to; i++) {
        if (scores[i] >= Scored.score(candidate)) {
          return false;
        }
      }
    }
    return true;
  }
}
