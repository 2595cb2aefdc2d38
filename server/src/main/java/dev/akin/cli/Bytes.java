package dev.akin.cli;

import dev.akin.api.AkinException.InvalidArgument;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them: {@code 512MiB}, {@code 4g}, {@code 1048576}. */
final class Bytes {
  private static final Pattern FORM = Pattern.compile("(\\d{1,18})\\s*([kmgt]?)(i?b)?");
  private static final Map<String, Integer> SHIFTS =
      Map.of("", 0, "k", 10, "m", 20, "g", 30, "t", 40);

  private Bytes() {}

  /** The number of bytes; k, m, g and t are powers of 1,024. */
  static long parse(String field, String text) {
    Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new InvalidArgument(field + " must be a size such as 512MiB or 4GiB: '" + text + "'");
    }
    try {
      return Math.multiplyExact(
          Long.parseLong(matcher.group(1)), 1L << SHIFTS.get(matcher.group(2)));
    } catch (ArithmeticException e) {
      throw new InvalidArgument(field + " is too large: '" + text + "'", e);
    }
  }
}
