package dev.akin.index.hnsw;

import dev.akin.index.internal.candidates.BestPool;
import dev.akin.index.internal.candidates.Scored;
import dev.akin.index.internal.candidates.TopHeap;
import dev.akin.index.internal.simd.RowScorer;

/**
 * Scores the best of what a walk over codes found again, with the rows themselves. Not thread-safe.
 */
final class Rescorer {
  /** Candidates scored again for each hit wanted; eight bits seldom swap more than neighbours. */
  private static final int OVERSAMPLE = 3;

  private final RowScorer exact;
  private final TopHeap top = new TopHeap();
  private int[] ordinals = new int[64];
  private float[] scores = new float[64];
  private int rescored;

  Rescorer(RowScorer exact) {
    this.exact = exact;
  }

  /** How many candidates {@code k} hits are chosen from. */
  static int candidates(int k) {
    return OVERSAMPLE * k;
  }

  /** The best {@code k} of the best candidates of a pool. */
  TopHeap rescore(float[] query, BestPool pool, int k) {
    int count = prepare(Math.min(candidates(k), pool.size()));
    for (int i = 0; i < count; i++) {
      ordinals[i] = Scored.ordinal(pool.get(i));
    }
    return rescore(query, count, k);
  }

  /** The best {@code k} of the best candidates of a heap, which must be reset afterwards. */
  TopHeap rescore(float[] query, TopHeap found, int k) {
    int size = found.size();
    int count = prepare(Math.min(candidates(k), size));
    long[] sorted = found.sortAscending();
    for (int i = 0; i < count; i++) {
      ordinals[i] = Scored.ordinal(sorted[size - 1 - i]);
    }
    return rescore(query, count, k);
  }

  private int prepare(int count) {
    if (ordinals.length < count) {
      ordinals = new int[2 * count];
      scores = new float[2 * count];
    }
    return count;
  }

  /** How many candidates the last call scored again. */
  int rescored() {
    return rescored;
  }

  private TopHeap rescore(float[] query, int count, int k) {
    rescored = count;
    exact.query(query);
    exact.score(ordinals, 0, count, scores);
    top.reset(k);
    for (int i = 0; i < count; i++) {
      top.insert(Scored.pack(scores[i], ordinals[i]));
    }
    return top;
  }
}
