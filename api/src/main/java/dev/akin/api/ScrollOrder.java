package dev.akin.api;

import java.util.Objects;
import java.util.Optional;

/**
 * In which order a scroll passes over records.
 *
 * <p>By a field: false, true, numbers by their value, texts that are ISO-8601 dates or times by the
 * moment, other texts in the order of UTF-16 code units. Of several values in an array the lowest
 * counts, or descending the highest. Records without such a value come last in both directions, and
 * records with the same in the order of their ids.
 *
 * @param field a path as filters have it; empty for the order of ids
 * @param isDescending whether the highest value comes first
 */
public record ScrollOrder(Optional<String> field, boolean isDescending) {
  private static final ScrollOrder BY_ID = new ScrollOrder(Optional.empty(), false);

  /** Checks that the field has a name, and that ids ascend. */
  public ScrollOrder {
    Objects.requireNonNull(field, "field");
    if (field.filter(String::isEmpty).isPresent()) {
      throw new AkinException.InvalidArgument("field of an order must not be empty");
    }
    if (field.isEmpty() && isDescending) {
      throw new AkinException.InvalidArgument("the order of ids is ascending; name a field");
    }
  }

  /** By id: numbers, strings, UUIDs. */
  public static ScrollOrder byId() {
    return BY_ID;
  }

  /** By a payload field, the lowest value first. */
  public static ScrollOrder by(String field) {
    return new ScrollOrder(Optional.of(field), false);
  }

  /** The highest value first. */
  public ScrollOrder descending() {
    return new ScrollOrder(field, true);
  }
}
