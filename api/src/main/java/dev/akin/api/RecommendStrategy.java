package dev.akin.api;

/** How a record is measured against several examples. */
public enum RecommendStrategy {
  /**
   * By its score against one vector: the mean of the positives, shifted by its difference from the
   * mean of the negatives. The mean is taken of unit vectors under cosine, and bit by bit under
   * hamming (the majority).
   */
  AVERAGE_VECTOR,
  /**
   * By the best of its scores p against the positives and the best of those n against the
   * negatives: it scores f(p) if p is more than n, and -f(n) if not, where f(x) = (x / (1 + |x|) +
   * 1) / 2 maps any score to 0 to 1. So what is like any one of the positives comes first, and what
   * is more like a negative comes after all of that. As Qdrant defines its strategy {@code
   * best_score} (qdrant.tech/documentation/concepts/explore, and {@code RecoBestScoreQuery} in its
   * source). A hit's distance is minus its score.
   */
  BEST_SCORE
}
