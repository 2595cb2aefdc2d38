package dev.akin.api;

import dev.akin.api.index.SearchCost;
import java.util.Optional;

/**
 * What a search did and what it cost.
 *
 * @param strategy how the candidates were found: {@code exact}, the index ({@code hnsw}, {@code
 *     ivf}), or the index and {@code +tail}; with a filter, {@code exact} scans what it lets
 *     through; {@code bm25} for full text, {@code fused(...)} with those of the parts for several
 *     queries in one
 * @param cost of the index
 * @param filter what the filter took, if there was one
 * @param embedNanos spent embedding the query; of several in one call, its part of the time for all
 * @param searchNanos spent finding candidates
 * @param fetchNanos spent reading the records
 * @param rerankNanos spent ordering the hits by a model; 0 where that was not asked for
 */
public record SearchStats(
    String strategy,
    SearchCost cost,
    Optional<FilterStats> filter,
    long embedNanos,
    long searchNanos,
    long fetchNanos,
    long rerankNanos) {
  /** Without a reranker. */
  public SearchStats(
      String strategy,
      SearchCost cost,
      Optional<FilterStats> filter,
      long embedNanos,
      long searchNanos,
      long fetchNanos) {
    this(strategy, cost, filter, embedNanos, searchNanos, fetchNanos, 0);
  }

  /** Nanoseconds spent in all. */
  public long nanos() {
    return embedNanos
        + filter.map(FilterStats::nanos).orElse(0L)
        + searchNanos
        + fetchNanos
        + rerankNanos;
  }
}
