package dev.akin.api;

import java.util.List;

/**
 * The values of a payload field and how many records have each.
 *
 * @param facets most frequent first, ties by value: false, true, numbers, texts
 * @param distinct how many values there are, those beyond the limit included
 * @param scanned records that had to be read because no payload index could tell; 0 if none
 */
public record FacetResult(List<Facet> facets, long distinct, long scanned) {
  /** Copies the list. */
  public FacetResult {
    facets = List.copyOf(facets);
  }
}
