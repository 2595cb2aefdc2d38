package dev.akin.cli.format;

import dev.akin.api.AkinException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time as people write them: {@code 500ms}, {@code 90s}, {@code 15m}, {@code 12h}. */
public final class DurationText {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,15}) ?(ms|s|m|h|d)");

  private DurationText() {}

  /**
   * Reads a length of time, also in the form of ISO-8601 ({@code PT12H}).
   *
   * @throws AkinException.InvalidArgument if it is none
   */
  public static Duration parse(String text) {
    Matcher parts = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
    try {
      if (!parts.matches()) {
        return Duration.parse(text);
      }
      long amount = Long.parseLong(parts.group(1));
      return switch (parts.group(2)) {
        case "ms" -> Duration.ofMillis(amount);
        case "s" -> Duration.ofSeconds(amount);
        case "m" -> Duration.ofMinutes(amount);
        case "h" -> Duration.ofHours(amount);
        default -> Duration.ofDays(amount);
      };
    } catch (DateTimeParseException | ArithmeticException e) {
      throw new AkinException.InvalidArgument(
          "a length of time must be a number with ms, s, m, h or d, such as 12h: '" + text + "'",
          e);
    }
  }

  /** In the largest unit that leaves a whole number. */
  public static String format(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 1000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1000;
    if (seconds % 60 != 0) {
      return seconds + "s";
    }
    long minutes = seconds / 60;
    if (minutes % 60 != 0) {
      return minutes + "m";
    }
    return minutes / 60 % 24 == 0 ? minutes / 60 / 24 + "d" : minutes / 60 + "h";
  }
}
