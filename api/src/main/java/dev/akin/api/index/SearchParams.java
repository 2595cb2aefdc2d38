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

  /** Scan all vectors, whatever the index. */
  record Exact() implements SearchParams {}
}
