package dev.akin.proto;

import dev.akin.api.AkinException.InvalidArgument;
import java.util.function.Supplier;

/** Names the field of a message in the errors that its value causes. */
final class Fields {
  private Fields() {}

  /** The error of a field that must be there and is not. */
  static InvalidArgument missing(String path, String right) {
    return new InvalidArgument(path + " is missing: " + right);
  }

  /** The error of a field whose value is wrong. */
  static InvalidArgument invalid(String path, String right) {
    return new InvalidArgument(path + ": " + right);
  }

  /** The error of an enum value that this version does not know. */
  static InvalidArgument unknown(String path, int number) {
    return new InvalidArgument(path + " is unspecified or unknown to this version: " + number);
  }

  /** A uint32 that must fit an int. */
  static int toInt(String path, int unsigned) {
    if (unsigned < 0) {
      throw new InvalidArgument(
          path
              + " must be at most "
              + Integer.MAX_VALUE
              + ": "
              + Integer.toUnsignedString(unsigned));
    }
    return unsigned;
  }

  /** The value, with the path put in front of whatever its constructor complains of. */
  static <T> T at(String path, Supplier<T> value) {
    try {
      return value.get();
    } catch (InvalidArgument | IllegalArgumentException e) {
      throw new InvalidArgument(path + ": " + e.getMessage(), e);
    }
  }
}
