package dev.akin.client;

import dev.akin.api.AkinException.InvalidArgument;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How a client talks to its server. Immutable.
 *
 * @param deadline of a call that reads, unless its query has a timeout; above zero
 * @param writeDeadline of a call that writes, embeds or drops, and of one batch of a stream; above
 *     zero. Embedding takes time: a batch of thousands of texts takes minutes
 * @param maxMessageBytes of one request or answer, 1 KiB to 2 GiB - 1; the server has a limit of
 *     its own
 * @param retries of a call that the server had no room for, each when the server says, within the
 *     deadline; 0 to 4
 * @param apiKey that the server knows; empty takes the environment's {@code AKIN_API_KEY}, if set.
 *     Without TLS it can be read on the network
 * @param tls certificates; empty talks in plain text
 */
public record RemoteOptions(
    Duration deadline,
    Duration writeDeadline,
    int maxMessageBytes,
    int retries,
    Optional<String> apiKey,
    Optional<ClientTls> tls) {
  /** 30 seconds, 10 minutes, 64 MiB, 3 retries, the environment's key, plain text. */
  public static final RemoteOptions DEFAULTS =
      new RemoteOptions(
          Duration.ofSeconds(30),
          Duration.ofMinutes(10),
          64 << 20,
          3,
          Optional.empty(),
          Optional.empty());

  /** The variable that holds the key when no option does. */
  static final String KEY_VARIABLE = "AKIN_API_KEY";

  private static final int MAX_RETRIES = 4;

  /** Checks the ranges. */
  public RemoteOptions {
    checkAboveZero("deadline", deadline);
    checkAboveZero("writeDeadline", writeDeadline);
    if (maxMessageBytes < 1 << 10) {
      throw new InvalidArgument("maxMessageBytes must be 1024 or more: " + maxMessageBytes);
    }
    if (retries < 0 || retries > MAX_RETRIES) {
      throw new InvalidArgument("retries must be 0 to " + MAX_RETRIES + ": " + retries);
    }
    if (apiKey.isPresent() && !apiKey.get().matches("[!-~]+")) {
      throw new InvalidArgument("apiKey must be printable ASCII without spaces");
    }
    Objects.requireNonNull(tls, "tls");
  }

  /** With another deadline of reading calls. */
  public RemoteOptions deadline(Duration deadline) {
    return new RemoteOptions(deadline, writeDeadline, maxMessageBytes, retries, apiKey, tls);
  }

  /** With another deadline of writing calls. */
  public RemoteOptions writeDeadline(Duration writeDeadline) {
    return new RemoteOptions(deadline, writeDeadline, maxMessageBytes, retries, apiKey, tls);
  }

  /** With another limit of one message. */
  public RemoteOptions maxMessageBytes(int maxMessageBytes) {
    return new RemoteOptions(deadline, writeDeadline, maxMessageBytes, retries, apiKey, tls);
  }

  /** With another number of retries. */
  public RemoteOptions retries(int retries) {
    return new RemoteOptions(deadline, writeDeadline, maxMessageBytes, retries, apiKey, tls);
  }

  /** With a key. */
  public RemoteOptions apiKey(String apiKey) {
    return new RemoteOptions(
        deadline, writeDeadline, maxMessageBytes, retries, Optional.of(apiKey), tls);
  }

  /** Over TLS. */
  public RemoteOptions tls(ClientTls tls) {
    return new RemoteOptions(
        deadline, writeDeadline, maxMessageBytes, retries, apiKey, Optional.of(tls));
  }

  /** The key to send, if there is one. */
  Optional<String> effectiveKey() {
    return apiKey
        .or(() -> Optional.ofNullable(System.getenv(KEY_VARIABLE)))
        .map(String::strip)
        .filter(key -> !key.isEmpty());
  }

  /** All but the key. */
  @Override
  public String toString() {
    return "RemoteOptions[deadline="
        + deadline
        + ", writeDeadline="
        + writeDeadline
        + ", maxMessageBytes="
        + maxMessageBytes
        + ", retries="
        + retries
        + ", apiKey="
        + (apiKey.isPresent() ? "(hidden)" : "none")
        + ", tls="
        + tls
        + "]";
  }

  private static void checkAboveZero(String field, Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      throw new InvalidArgument(field + " must be above zero: " + duration);
    }
  }
}
