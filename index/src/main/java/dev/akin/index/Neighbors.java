package dev.akin.index;

import dev.akin.api.index.SearchCost;

/**
 * The result of a search, best first; equal scores by lower ordinal. Fewer than {@code k} entries
 * mean that there are no more.
 *
 * @param ordinals the rows found
 * @param scores of each, higher is closer
 * @param cost what the search did
 */
public record Neighbors(int[] ordinals, float[] scores, SearchCost cost) {
  /** Nothing found. */
  public static final Neighbors NONE = new Neighbors(new int[0], new float[0], SearchCost.NONE);

  /** How many were found. */
  public int size() {
    return ordinals.length;
  }
}
