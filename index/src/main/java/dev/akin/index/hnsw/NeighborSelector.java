package dev.akin.index.hnsw;

import dev.akin.index.internal.candidates.Scored;
import dev.akin.index.internal.simd.RowScorer;

/**
 * Chooses which candidates a node links to: those that are closer to the node than to any chosen
 * before (algorithm 4 of the paper), so that links point in different directions; then, if these
 * are few, the best of the others. Not thread-safe.
 */
final class NeighborSelector {
  private static final int GROUP = 4;

  private final RowScorer scorer;
  private final int[] chosen;
  private final int[] passed;
  private final float[] scores;

  /**
   * A selector.
   *
   * @param capacity the most it is asked to choose
   */
  NeighborSelector(RowScorer scorer, int capacity) {
    this.scorer = scorer;
    this.chosen = new int[capacity];
    this.passed = new int[capacity];
    this.scores = new float[capacity];
  }

  /** What {@link #select} chose; overwritten by the next. */
  int[] chosen() {
    return chosen;
  }

  /**
   * Chooses among candidates that are sorted, best first.
   *
   * @param floor candidates passed over are taken until there are so many
   * @param max the most to choose
   * @return how many were chosen
   */
  int select(long[] candidates, int count, int floor, int max) {
    int kept = 0;
    int over = 0;
    for (int i = 0; i < count && kept < max; i++) {
      int ordinal = Scored.ordinal(candidates[i]);
      if (isDiverse(ordinal, Scored.score(candidates[i]), kept)) {
        chosen[kept++] = ordinal;
      } else if (over < floor) {
        passed[over++] = ordinal;
      }
    }
    for (int i = 0; i < over && kept < floor; i++) {
      chosen[kept++] = passed[i];
    }
    return kept;
  }

  private boolean isDiverse(int ordinal, float score, int kept) {
    if (kept == 0) {
      return true;
    }
    scorer.queryRow(ordinal);
    for (int from = 0; from < kept; from += GROUP) {
      int to = Math.min(kept, from + GROUP);
      scorer.score(chosen, from, to, scores);
      for (int i = from; i < to; i++) {
        if (scores[i] >= score) {
          return false;
        }
      }
    }
    return true;
  }
}
