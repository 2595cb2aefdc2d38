package dev.akin.bench.peer;

/** How many inverted lists contestants are given: the same for all. */
final class InvertedLists {
  private InvertedLists() {}

  /** Four times the square root of the rows. */
  static int number(int rows) {
    return (int) (4 * Math.sqrt(rows));
  }
}
