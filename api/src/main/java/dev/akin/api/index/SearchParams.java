package dev.akin.api.index;

/**
 * What a query asks of the index that answers it. Parameters of another family than the index are
 * refused; {@link Exact} is taken by all.
 */
public sealed interface SearchParams {
  /**
   * For an HNSW index.
   *
   * @param efSearch candidates kept during the search, 1 to 100,000; raised to {@code k} if lower
   */
  record Hnsw(int efSearch) implements SearchParams {
    /** Checks the range. */
    public Hnsw {
      if (efSearch < 1 || efSearch > 100_000) {
        throw new IllegalArgumentException("efSearch must be 1 to 100000: " + efSearch);
      }
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

  /** Scan all vectors, whatever the index. */
  record Exact() implements SearchParams {}
}
