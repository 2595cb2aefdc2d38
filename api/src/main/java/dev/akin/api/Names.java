package dev.akin.api;

import java.util.regex.Pattern;

/** What collections, vectors and models may be called. */
public final class Names {
  private static final Pattern VALID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}");

  private Names() {}

  /**
   * Returns the name if it is 1 to 128 letters, digits, {@code _ . -}, the first a letter or digit.
   *
   * @param field what the name is for, for the message
   * @throws AkinException.InvalidArgument if it is not
   */
  public static String check(String field, String name) {
    if (name == null || !VALID.matcher(name).matches()) {
      throw new AkinException.InvalidArgument(
          field
              + " must be 1 to 128 letters, digits, '_', '.' or '-', starting with a letter or"
              + " digit: '"
              + name
              + "'");
    }
    return name;
  }
}
