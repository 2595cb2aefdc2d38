package dev.akin.api.index;

/**
 * What a search cost the index.
 *
 * @param distanceComputations vectors scored against the query
 * @param hops graph nodes expanded or lists probed; 0 for a scan
 */
public record SearchCost(long distanceComputations, long hops) {
  /** Nothing done. */
  public static final SearchCost NONE = new SearchCost(0, 0);

  /** The sum of two costs. */
  public SearchCost plus(SearchCost other) {
    return new SearchCost(distanceComputations + other.distanceComputations, hops + other.hops);
  }
}
