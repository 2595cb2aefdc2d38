package dev.akin.api.index;

/**
 * What a query asks of the index that answers it. Parameters of another family than the index are
 * refused; {@link TargetRecall} and {@link Exact} are taken by all.
 */
public sealed interface SearchParams {
  /**
   * For an HNSW index.
   *
   * @param efSearch candidates kept during the search, 1 to 100,000; raised to {@code k} if lower
   * @param slack when the search ends before that: once what is left is farther than {@code 1 +
   *     slack} times the {@code k}-th best found; 0 or more, infinite for never. Not for {@link
   *     Metric#DOT}, which is no distance
   */
  record Hnsw(int efSearch, double slack) implements SearchParams {
    /** The most candidates of a search that is given a slack alone. */
    public static final int SLACK_EF_SEARCH = 2_000;

    /** Checks the ranges. */
    public Hnsw {
      if (efSearch < 1 || efSearch > 100_000) {
        throw new IllegalArgumentException("efSearch must be 1 to 100000: " + efSearch);
      }
      if (!(slack >= 0)) {
        throw new IllegalArgumentException("slack must be 0 or more: " + slack);
      }
    }

    /** As many candidates for every query. */
    public Hnsw(int efSearch) {
      this(efSearch, Double.POSITIVE_INFINITY);
    }

    /** As many candidates as a query needs, at most {@link #SLACK_EF_SEARCH}. */
    public static Hnsw withSlack(double slack) {
      return new Hnsw(SLACK_EF_SEARCH, slack);
    }

    /** Whether the search may end before it has seen {@code efSearch} candidates. */
    public boolean hasSlack() {
      return slack < Double.POSITIVE_INFINITY;
    }
  }

  /**
   * For an IVF index.
   *
   * @param nprobe lists scanned, 1 to 1,000,000; more are scanned when they hold fewer than {@code
   *     k} vectors that may be returned
   */
  record Ivf(int nprobe) implements SearchParams {
    /** Checks the range. */
    public Ivf {
      if (nprobe < 1 || nprobe > IvfConfig.MAX_NLIST) {
        throw new IllegalArgumentException(
            "nprobe must be 1 to " + IvfConfig.MAX_NLIST + ": " + nprobe);
      }
    }
  }

  /**
   * For any index: spend what it takes to find this share of the true nearest, on average over
   * queries. An index learns from a sample of its own vectors how {@code slack} or {@code nprobe}
   * turns into recall; until it has, and for a family that cannot tell, it takes a setting that is
   * rather too careful. An index that scans all vectors is exact anyway.
   *
   * <p>Queries that are unlike the vectors in the index find less than was asked for.
   *
   * @param recall above 0 and below 1
   */
  record TargetRecall(double recall) implements SearchParams {
    /** Checks the range. */
    public TargetRecall {
      if (!(recall > 0 && recall < 1)) {
        throw new IllegalArgumentException(
            "targetRecall must be above 0 and below 1: " + recall + "; for 1, search exactly");
      }
    }
  }

  /** Scan all vectors, whatever the index. */
  record Exact() implements SearchParams {}
}
