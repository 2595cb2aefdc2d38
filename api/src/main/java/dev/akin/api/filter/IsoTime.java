package dev.akin.api.filter;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Optional;

/** Dates and times as ISO-8601 text. */
public final class IsoTime {
  private static final int SHORTEST = "2026-01-01".length();

  private IsoTime() {}

  /**
   * The instant that a text names: {@code 2026-01-31}, {@code 2026-01-31T09:30}, {@code
   * 2026-01-31T09:30:00.5Z} or with an offset such as {@code +02:00}. A date is its midnight, and
   * what names no offset is in UTC. Empty for anything else.
   */
  public static Optional<Instant> parse(String text) {
    if (!isWrittenLikeOne(text)) {
      return Optional.empty();
    }
    try {
      if (text.length() == SHORTEST) {
        return Optional.of(LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC));
      }
      TemporalAccessor time =
          DateTimeFormatter.ISO_DATE_TIME.parseBest(
              text, OffsetDateTime::from, LocalDateTime::from);
      return Optional.of(
          time instanceof OffsetDateTime withOffset
              ? withOffset.toInstant()
              : ((LocalDateTime) time).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /**
   * Whether a text begins as dates do: what does and is none is taken for a mistake. Keeps the
   * exceptions of the parser away from ordinary text as well.
   */
  static boolean isWrittenLikeOne(String text) {
    return text.length() >= SHORTEST
        && isDigit(text.charAt(0))
        && isDigit(text.charAt(3))
        && text.charAt(4) == '-';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
