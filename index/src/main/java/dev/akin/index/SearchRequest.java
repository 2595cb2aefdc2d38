package dev.akin.index;

import dev.akin.api.index.SearchParams;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * What to search for. The arrays and sets are used, not copied: leave them alone until the search
 * returns.
 *
 * @param query prepared by the metric ({@code Metric.prepare})
 * @param k neighbours wanted, at least 1
 * @param params of the index's family, or null for its defaults
 * @param accept ordinals that may be returned, or null for all
 * @param stop polled now and then; once true the search throws {@link
 *     java.util.concurrent.CancellationException}; or null
 */
public record SearchRequest(
    float[] query, int k, SearchParams params, OrdinalSet accept, BooleanSupplier stop) {
  /** Checks the range of k. */
  public SearchRequest {
    Objects.requireNonNull(query, "query");
    if (k < 1) {
      throw new IllegalArgumentException("k must be at least 1: " + k);
    }
  }

  /** The k nearest of all rows, with the index's default parameters. */
  public static SearchRequest of(float[] query, int k) {
    return new SearchRequest(query, k, null, null, null);
  }

  /** This request with other parameters. */
  public SearchRequest withParams(SearchParams params) {
    return new SearchRequest(query, k, params, accept, stop);
  }

  /** This request with other acceptable ordinals. */
  public SearchRequest withAccept(OrdinalSet accept) {
    return new SearchRequest(query, k, params, accept, stop);
  }
}
