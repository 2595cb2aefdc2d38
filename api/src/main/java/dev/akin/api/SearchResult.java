package dev.akin.api;

import java.util.List;

/**
 * The answer to a query.
 *
 * @param hits closest first; fewer than k only when fewer match. With {@link GroupBy} those of a
 *     group follow each other, and the group with the best hit comes first
 * @param stats what it cost
 */
public record SearchResult(List<Hit> hits, SearchStats stats) {
  /** Copies the list. */
  public SearchResult {
    hits = List.copyOf(hits);
  }
}
