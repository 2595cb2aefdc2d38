package dev.akin.api;

import java.util.List;

/**
 * The answer to a query.
 *
 * @param hits closest first; fewer than k only when fewer match
 * @param stats what it cost
 */
public record SearchResult(List<Hit> hits, SearchStats stats) {
  /** Copies the list. */
  public SearchResult {
    hits = List.copyOf(hits);
  }
}
