package dev.akin.api;

/**
 * Hits by the values of a payload field: the groups with the best hits, and the best hits of each.
 * A record belongs to the group of every text, number or boolean at the field, also of those in
 * arrays, and to none if there is none; 1 and 1.0 are one group. If there are k groups among what
 * matches, k are found; a group is full if as many of its records match.
 *
 * @param field a path of names joined by dots, as in filters
 * @param size hits of one group at most, 1 to {@value #MAX_SIZE}
 */
public record GroupBy(String field, int size) {
  /** The largest size. */
  public static final int MAX_SIZE = 1_000;

  /** Checks both. */
  public GroupBy {
    if (field == null || field.isEmpty()) {
      throw new AkinException.InvalidArgument("field of groupBy must not be empty");
    }
    if (size < 1 || size > MAX_SIZE) {
      throw new AkinException.InvalidArgument(
          "size of groupBy must be 1 to " + MAX_SIZE + ": " + size);
    }
  }
}
