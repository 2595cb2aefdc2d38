package dev.akin.bench.data;

import java.util.Arrays;

/**
 * The best k of what was offered, kept sorted. Of equal scores the lower ordinal is better. Not
 * thread-safe.
 */
final class NearestSet {
  private final int[] ordinals;
  private final float[] scores;
  private int size;

  NearestSet(int k) {
    ordinals = new int[k];
    scores = new float[k];
  }

  void offer(int ordinal, float score) {
    if (size == ordinals.length && !better(score, ordinal, size - 1)) {
      return;
    }
    int at = size < ordinals.length ? size++ : size - 1;
    while (at > 0 && better(score, ordinal, at - 1)) {
      scores[at] = scores[at - 1];
      ordinals[at] = ordinals[at - 1];
      at--;
    }
    scores[at] = score;
    ordinals[at] = ordinal;
  }

  void addAll(NearestSet other) {
    for (int i = 0; i < other.size; i++) {
      offer(other.ordinals[i], other.scores[i]);
    }
  }

  int[] ordinals() {
    return Arrays.copyOf(ordinals, size);
  }

  float[] scores() {
    return Arrays.copyOf(scores, size);
  }

  private boolean better(float score, int ordinal, int than) {
    return score > scores[than] || (score == scores[than] && ordinal < ordinals[than]);
  }
}
