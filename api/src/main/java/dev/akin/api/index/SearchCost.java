package dev.akin.api.index;

/**
 * What a search cost the index.
 *
 * @param distanceComputations vectors scored against the query
 * @param hops graph nodes expanded or lists probed; 0 for a scan
 * @param scanned of the vectors scored, those that a scan scored
 * @param rescored of the vectors scored, those that had been scored by their codes before
 */
public record SearchCost(long distanceComputations, long hops, long scanned, long rescored) {
  /** Nothing done. */
  public static final SearchCost NONE = new SearchCost(0, 0);

  /** Without a scan, and without codes. */
  public SearchCost(long distanceComputations, long hops) {
    this(distanceComputations, hops, 0, 0);
  }

  /** The sum of two costs. */
  public SearchCost plus(SearchCost other) {
    return new SearchCost(
        distanceComputations + other.distanceComputations,
        hops + other.hops,
        scanned + other.scanned,
        rescored + other.rescored);
  }
}
