package dev.akin.api.filter;

import dev.akin.api.AkinException;
import dev.akin.api.Value;

/**
 * An end of a range.
 *
 * @param value a number, or an ISO-8601 date or time as {@link IsoTime} reads it
 * @param inclusive whether the value itself is within
 */
public record Bound(Value value, boolean inclusive) {
  /** Checks that the value has an order. */
  public Bound {
    boolean ordered =
        switch (value) {
          case Value.Int _, Value.Real _ -> true;
          case Value.Text(String text) -> IsoTime.parse(text).isPresent();
          case Value.Null _, Value.Bool _, Value.Array _, Value.Fields _ -> false;
        };
    if (!ordered) {
      throw new AkinException.InvalidArgument(
          "range bound must be a number or an ISO-8601 date or time, such as"
              + " \"2026-01-31T09:30:00Z\": "
              + FilterPrinter.literal(value));
    }
  }

  /** Whether this bounds instants and not numbers. */
  public boolean isTime() {
    return value instanceof Value.Text;
  }
}
