package dev.akin.client;

import dev.akin.api.AkinException.InvalidArgument;
import java.time.Duration;

/**
 * How a client talks to its server. Immutable.
 *
 * @param deadline of a call that reads, unless its query has a timeout; above zero
 * @param writeDeadline of a call that writes, embeds or drops, and of one batch of a stream; above
 *     zero. Embedding takes time: a batch of thousands of texts takes minutes
 * @param maxMessageBytes of one request or answer, 1 KiB to 2 GiB - 1; the server has a limit of
 *     its own
 */
public record RemoteOptions(Duration deadline, Duration writeDeadline, int maxMessageBytes) {
  /** 30 seconds, 10 minutes, 64 MiB. */
  public static final RemoteOptions DEFAULTS =
      new RemoteOptions(Duration.ofSeconds(30), Duration.ofMinutes(10), 64 << 20);

  /** Checks the ranges. */
  public RemoteOptions {
    checkAboveZero("deadline", deadline);
    checkAboveZero("writeDeadline", writeDeadline);
    if (maxMessageBytes < 1 << 10) {
      throw new InvalidArgument("maxMessageBytes must be 1024 or more: " + maxMessageBytes);
    }
  }

  /** With another deadline of reading calls. */
  public RemoteOptions deadline(Duration deadline) {
    return new RemoteOptions(deadline, writeDeadline, maxMessageBytes);
  }

  /** With another deadline of writing calls. */
  public RemoteOptions writeDeadline(Duration writeDeadline) {
    return new RemoteOptions(deadline, writeDeadline, maxMessageBytes);
  }

  /** With another limit of one message. */
  public RemoteOptions maxMessageBytes(int maxMessageBytes) {
    return new RemoteOptions(deadline, writeDeadline, maxMessageBytes);
  }

  private static void checkAboveZero(String field, Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      throw new InvalidArgument(field + " must be above zero: " + duration);
    }
  }
}
