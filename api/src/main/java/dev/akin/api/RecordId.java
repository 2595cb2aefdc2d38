package dev.akin.api;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.UUID;

/**
 * The user's key of a record: a string, an unsigned 64-bit number or a UUID. The three kinds are
 * distinct: {@code of("7")} and {@code of(7)} are two records.
 */
public sealed interface RecordId {
  /** Most UTF-8 bytes of a string id. */
  int MAX_STRING_BYTES = 512;

  /** A string id, 1 to {@value RecordId#MAX_STRING_BYTES} UTF-8 bytes. */
  record Text(String value) implements RecordId {
    /** Checks that the string is not empty, not too long and valid Unicode. */
    public Text {
      Objects.requireNonNull(value, "id");
      if (value.isEmpty()) {
        throw new AkinException.InvalidArgument("id must not be empty");
      }
      int bytes = value.getBytes(StandardCharsets.UTF_8).length;
      if (bytes > MAX_STRING_BYTES) {
        throw new AkinException.InvalidArgument(
            "id must be at most " + MAX_STRING_BYTES + " UTF-8 bytes: " + bytes);
      }
      if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
        throw new AkinException.InvalidArgument("id is not valid Unicode (unpaired surrogate)");
      }
    }

    @Override
    public String toString() {
      return value;
    }
  }

  /** A numeric id; the 64 bits are unsigned. */
  record Numeric(long value) implements RecordId {
    @Override
    public String toString() {
      return Long.toUnsignedString(value);
    }
  }

  /** A UUID. */
  record Uuid(UUID value) implements RecordId {
    /** Checks that the value is there. */
    public Uuid {
      Objects.requireNonNull(value, "id");
    }

    @Override
    public String toString() {
      return value.toString();
    }
  }

  /** A string id. */
  static RecordId of(String value) {
    return new Text(value);
  }

  /** A numeric id; negative values stand for those above {@link Long#MAX_VALUE}. */
  static RecordId of(long value) {
    return new Numeric(value);
  }

  /** A UUID id. */
  static RecordId of(UUID value) {
    return new Uuid(value);
  }
}
