package dev.akin.index.ivf;

import dev.akin.api.index.Metric;
import dev.akin.index.FloatRows;
import dev.akin.index.OrdinalSet;
import dev.akin.index.SearchRequest;
import dev.akin.index.internal.candidates.Scored;
import dev.akin.index.internal.candidates.TopHeap;
import dev.akin.index.internal.memory.Memory;
import dev.akin.index.internal.simd.RowScorer;

/**
 * Scores the rows behind codes that could be among the best, in groups, and keeps the best. Not
 * thread-safe.
 */
final class Rescorer {
  /** Rows scored together, so that the floor rises often and memory is still read in parallel. */
  private static final int GROUP = 16;

  private final RowScorer scorer;
  private final TopHeap top = new TopHeap();
  private final int[] pending = new int[GROUP + Long.SIZE];
  private final float[] scores = new float[GROUP + Long.SIZE];
  private int count;
  private OrdinalSet accept;
  private long scored;

  Rescorer(FloatRows rows, Metric metric) {
    this.scorer = new RowScorer(metric, rows.table());
  }

  /** Starts a search. */
  void begin(SearchRequest request) {
    scorer.query(request.query());
    top.reset(request.k());
    accept = request.accept();
    count = 0;
    scored = 0;
  }

  /** The score below which nothing can be among the best. */
  float floor() {
    return top.floorScore();
  }

  /**
   * Takes candidates.
   *
   * @param passed bits of those of 64 that are any
   * @param ordinals address of the ordinals of all 64
   */
  void offer(long passed, long ordinals) {
    int last = count;
    for (long left = passed; left != 0; left &= left - 1) {
      int ordinal = Memory.getInt(ordinals + 4L * Long.numberOfTrailingZeros(left));
      if (accept == null || accept.contains(ordinal)) {
        pending[last++] = ordinal;
      }
    }
    count = last;
    if (count >= GROUP) {
      score();
    }
  }

  private void score() {
    scorer.score(pending, 0, count, scores);
    float floor = top.floorScore();
    for (int i = 0; i < count; i++) {
      if (scores[i] >= floor) {
        top.insert(Scored.pack(scores[i], pending[i]));
        floor = top.floorScore();
      }
    }
    scored += count;
    count = 0;
  }

  /** Scores what is pending and gives the best. */
  TopHeap end() {
    if (count > 0) {
      score();
    }
    return top;
  }

  /** Rows scored since {@link #begin}. */
  long scored() {
    return scored;
  }
}
