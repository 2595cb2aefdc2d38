package dev.akin.engine.internal.filter;

import dev.akin.api.Value;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The single values of a payload field: booleans, numbers and texts. */
public final class Scalars {
  /** False, true, numbers, texts in the order of UTF-16 code units. */
  public static final Comparator<Value> ORDER = Scalars::compare;

  private static final double TWO_TO_63 = 0x1p63;

  private Scalars() {}

  /** Whether a value is one. */
  static boolean isScalar(Value value) {
    return switch (value) {
      case Value.Bool _, Value.Int _, Value.Real _, Value.Text _ -> true;
      case Value.Null _, Value.Array _, Value.Fields _ -> false;
    };
  }

  /** The form in which equal numbers are the same value: whole ones are integers. */
  static Value canonical(Value value) {
    if (value instanceof Value.Real(double number)
        && number == Math.rint(number)
        && number >= -TWO_TO_63
        && number < TWO_TO_63) {
      return new Value.Int((long) number);
    }
    return value;
  }

  /** The different values of a field, in canonical form. */
  public static Set<Value> of(Map<String, Value> payload, String field) {
    Set<Value> values = new LinkedHashSet<>();
    PayloadPath.any(
        payload,
        field,
        value -> {
          if (isScalar(value)) {
            values.add(canonical(value));
          }
          return false;
        });
    return values;
  }

  private static int compare(Value a, Value b) {
    int byKind = Integer.compare(kind(a), kind(b));
    if (byKind != 0) {
      return byKind;
    }
    if (a instanceof Value.Bool(boolean left) && b instanceof Value.Bool(boolean right)) {
      return Boolean.compare(left, right);
    }
    if (a instanceof Value.Text(String left) && b instanceof Value.Text(String right)) {
      return left.compareTo(right);
    }
    return NumberOrder.INSTANCE.compare(a, b);
  }

  private static int kind(Value value) {
    return switch (value) {
      case Value.Bool _ -> 0;
      case Value.Int _, Value.Real _ -> 1;
      case Value.Text _ -> 2;
      case Value.Null _, Value.Array _, Value.Fields _ ->
          throw new IllegalArgumentException("not a single value: " + value);
    };
  }
}
