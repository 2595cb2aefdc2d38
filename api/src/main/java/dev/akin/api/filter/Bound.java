package dev.akin.api.filter;

import dev.akin.api.AkinException;
import dev.akin.api.Value;

/**
 * An end of a range.
 *
 * @param value a number; an ISO-8601 date or time as {@link IsoTime} reads it; or any other text
 * @param inclusive whether the value itself is within
 */
public record Bound(Value value, boolean inclusive) {
  /** What a range orders. */
  public enum Kind {
    /** Integers and floating point numbers, by value. */
    NUMBER,
    /** Texts that are ISO-8601 dates or times, by the instant they name. */
    TIME,
    /** Texts, by their UTF-16 code units as {@link String#compareTo} has it. */
    TEXT
  }

  /** Checks that the value has an order, and that what is written like a date is one. */
  public Bound {
    boolean ordered =
        switch (value) {
          case Value.Int _, Value.Real _ -> true;
          case Value.Text(String text) ->
              IsoTime.parse(text).isPresent() || !IsoTime.isWrittenLikeOne(text);
          case Value.Null _, Value.Bool _, Value.Array _, Value.Fields _ -> false;
        };
    if (!ordered) {
      throw new AkinException.InvalidArgument(
          "range bound must be a number, a text, or an ISO-8601 date or time, such as"
              + " \"2026-01-31T09:30:00Z\": "
              + FilterPrinter.literal(value));
    }
  }

  /** What this bounds. */
  public Kind kind() {
    if (value instanceof Value.Text(String text)) {
      return IsoTime.parse(text).isPresent() ? Kind.TIME : Kind.TEXT;
    }
    return Kind.NUMBER;
  }
}
