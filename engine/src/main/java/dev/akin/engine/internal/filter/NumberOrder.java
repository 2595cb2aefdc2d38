package dev.akin.engine.internal.filter;

import dev.akin.api.Value;
import java.util.Comparator;

/** The exact numerical order of integers and floating point numbers; other values have none. */
enum NumberOrder implements Comparator<Value> {
  /** The order. */
  INSTANCE;

  private static final double TWO_TO_63 = 0x1p63;

  static boolean isNumber(Value value) {
    return value instanceof Value.Int || value instanceof Value.Real;
  }

  @Override
  public int compare(Value a, Value b) {
    if (a instanceof Value.Int(long left)) {
      return b instanceof Value.Int(long right)
          ? Long.compare(left, right)
          : compare(left, real(b));
    }
    return b instanceof Value.Int(long right)
        ? -compare(right, real(a))
        : Double.compare(real(a) + 0.0, real(b) + 0.0);
  }

  private static int compare(long left, double right) {
    if (right >= TWO_TO_63) {
      return -1;
    }
    if (right < -TWO_TO_63) {
      return 1;
    }
    long whole = (long) right;
    return left != whole ? Long.compare(left, whole) : Double.compare(0.0, right - whole + 0.0);
  }

  private static double real(Value value) {
    if (value instanceof Value.Real(double number)) {
      return number;
    }
    throw new IllegalArgumentException("not a number: " + value);
  }
}
