package dev.akin.api;

import java.util.List;
import java.util.Optional;

/**
 * The answer to a query.
 *
 * @param hits closest first; fewer than k only when fewer match. With {@link GroupBy} those of a
 *     group follow each other, and the group with the best hit comes first
 * @param stats what it cost
 * @param plan how it was found; empty unless the query asked to {@link Query#explain explain} it
 */
public record SearchResult(List<Hit> hits, SearchStats stats, Optional<SearchPlan> plan) {
  /** Copies the list. */
  public SearchResult {
    hits = List.copyOf(hits);
  }

  /** An answer without a plan. */
  public SearchResult(List<Hit> hits, SearchStats stats) {
    this(hits, stats, Optional.empty());
  }
}
