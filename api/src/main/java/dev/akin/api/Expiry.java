package dev.akin.api;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * When a record is no more. From that moment on no read and no search finds it, and a write treats
 * its id as one that is not there; its space is given back a little later. Times are whole
 * milliseconds by the clock of the machine that has the database. Immutable.
 */
public sealed interface Expiry {
  /** As the collection says: after its {@code ttl}, or never if it has none. */
  Expiry DEFAULT = new Default();

  /** Never, whatever the collection says. */
  Expiry NEVER = new Never();

  /** The longest time to live. */
  Duration MAX_TTL = Duration.ofDays(36_500);

  /** The last moment at which a record may expire. */
  Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

  /** As the collection says. */
  record Default() implements Expiry {}

  /** Never. */
  record Never() implements Expiry {}

  /**
   * At a moment. A record whose moment has passed may be written; no read finds it.
   *
   * @param instant 1970 to {@link #LATEST}; cut to whole milliseconds
   */
  record At(Instant instant) implements Expiry {
    /** Checks the range. */
    public At {
      if (instant.isBefore(Instant.EPOCH) || instant.isAfter(LATEST)) {
        throw new AkinException.InvalidArgument(
            "expiry must be " + Instant.EPOCH + " to " + LATEST + ": " + instant);
      }
      instant = instant.truncatedTo(ChronoUnit.MILLIS);
    }
  }

  /**
   * So long after it is written. A record that is read has the moment that came of it.
   *
   * @param ttl 1 millisecond to {@link #MAX_TTL}
   */
  record After(Duration ttl) implements Expiry {
    /** Checks the range. */
    public After {
      ttl = checkTtl(ttl);
    }
  }

  /** At a moment. */
  static Expiry at(Instant instant) {
    return new At(instant);
  }

  /** So long after it is written. */
  static Expiry after(Duration ttl) {
    return new After(ttl);
  }

  /**
   * Checks a time to live and cuts it to whole milliseconds.
   *
   * @throws AkinException.InvalidArgument unless it is 1 millisecond to {@link #MAX_TTL}
   */
  static Duration checkTtl(Duration ttl) {
    if (ttl.compareTo(Duration.ofMillis(1)) < 0 || ttl.compareTo(MAX_TTL) > 0) {
      throw new AkinException.InvalidArgument(
          "ttl must be 1 millisecond to " + MAX_TTL.toDays() + " days: " + ttl);
    }
    return Duration.ofMillis(ttl.toMillis());
  }
}
