package dev.akin.index.hnsw;

import dev.akin.index.OrdinalSet;
import dev.akin.index.internal.candidates.Scored;
import dev.akin.index.internal.simd.RowScorer;
import java.util.Arrays;

/**
 * Finds new links for nodes whose neighbours died: walks through the dead, breadth first, to the
 * living around them, on to the neighbours of these, and chooses among all of them as an insertion
 * does, but until the node has as many links as before. Not thread-safe.
 */
final class HnswHealer {
  /** Candidates that a walk looks for, as a multiple of the links a node may have. */
  private static final int CANDIDATES_PER_LINK = 8;

  private final HnswLinks links;
  private final OrdinalSet live;
  private final RowScorer scorer;
  private final NeighborSelector selector;
  private final int[] list;
  private final int[] candidates;
  private final float[] scores;
  private final long[] sorted;
  private int[] dead = new int[64];
  private int deadCount;
  private final byte[] seen;
  private byte epoch;
  private int count;

  /**
   * A healer.
   *
   * @param live nodes that have links and stay
   * @param scorer of the rows that the links are between
   */
  HnswHealer(HnswLinks links, OrdinalSet live, int nodes, RowScorer scorer) {
    this.links = links;
    this.live = live;
    this.scorer = scorer;
    int capacity = links.capacity(0);
    int most = (CANDIDATES_PER_LINK + 1) * capacity;
    this.selector = new NeighborSelector(scorer, capacity);
    this.list = new int[capacity];
    this.candidates = new int[most];
    this.scores = new float[most];
    this.sorted = new long[most];
    this.seen = new byte[nodes];
  }

  /** Whether the last node had dead neighbours. */
  boolean healed() {
    return deadCount > 0;
  }

  /** What {@link #heal} gave; overwritten by the next. */
  int[] neighbors() {
    return candidates;
  }

  /**
   * The living links of a node, new ones among them if it had dead ones.
   *
   * @return how many
   */
  int heal(int node, int level) {
    begin(node);
    collect(node, level);
    if (deadCount == 0) {
      return count;
    }
    int before = count + deadCount;
    int most = CANDIDATES_PER_LINK * links.capacity(level);
    for (int i = 0; i < deadCount && count < most; i++) {
      collect(dead[i], level);
    }
    for (int i = 0; i < count && count < most; i++) {
      collect(candidates[i], level);
    }
    scorer.queryRow(node);
    scorer.score(candidates, 0, count, scores);
    for (int i = 0; i < count; i++) {
      sorted[i] = -Scored.pack(scores[i], candidates[i]);
    }
    // Negated, so that the best come first.
    Arrays.sort(sorted, 0, count);
    for (int i = 0; i < count; i++) {
      sorted[i] = -sorted[i];
    }
    int kept = selector.select(sorted, count, before, links.capacity(level));
    System.arraycopy(selector.chosen(), 0, candidates, 0, kept);
    return kept;
  }

  private void begin(int node) {
    if (++epoch == 0) {
      Arrays.fill(seen, (byte) 0);
      epoch = 1;
    }
    seen[node] = epoch;
    count = 0;
    deadCount = 0;
  }

  /** Sorts a node's links into candidates and dead. */
  private void collect(int node, int level) {
    int linked = links.copy(node, level, list);
    for (int i = 0; i < linked; i++) {
      int link = list[i];
      // Beyond are nodes that were added after this began.
      if (link < seen.length && seen[link] != epoch) {
        seen[link] = epoch;
        if (live.contains(link)) {
          candidates[count++] = link;
        } else {
          if (deadCount == dead.length) {
            dead = Arrays.copyOf(dead, 2 * deadCount);
          }
          dead[deadCount++] = link;
        }
      }
    }
  }
}
