package dev.akin.api;

/** How the answers to several queries become one. */
public sealed interface Fusion {
  /**
   * Reciprocal rank fusion (Cormack, Clarke, Büttcher, SIGIR 2009): the sum of weight / (k + rank),
   * the rank counted from 1. It looks at ranks alone.
   *
   * @param k 1 to 1,000,000; the larger, the less it matters whether a hit is first or second
   */
  record ReciprocalRank(int k) implements Fusion {
    private static final int MAX_K = 1_000_000;

    /** Checks the range. */
    public ReciprocalRank {
      if (k < 1 || k > MAX_K) {
        throw new AkinException.InvalidArgument("k of a fusion must be 1 to " + MAX_K + ": " + k);
      }
    }
  }

  /**
   * Distribution-based score fusion: the weighted sum of the scores, those of each query mapped to
   * 0 to 1 by their mean less and plus three standard deviations. What a query did not find adds 0.
   */
  record DistributionBased() implements Fusion {}

  /** Reciprocal rank fusion with k = 60, as in the paper. */
  Fusion RRF = new ReciprocalRank(60);

  /** Distribution-based score fusion. */
  Fusion DBSF = new DistributionBased();
}
