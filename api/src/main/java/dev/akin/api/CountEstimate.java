package dev.akin.api;

/**
 * About how many records match a filter.
 *
 * @param count the best guess
 * @param atLeast so many do for certain
 * @param atMost no more do
 */
public record CountEstimate(long count, long atLeast, long atMost) {
  /** Whether payload indexes could tell it exactly. */
  public boolean isExact() {
    return atLeast == atMost;
  }
}
