package dev.akin.cli.format;

import dev.akin.api.AkinException;
import dev.akin.api.RecordId;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Ids as people type and read them: {@code 7} is the number, {@code "7"} in quotes the string,
 * {@code uuid:…} a UUID, and anything else a string as it stands. What {@link #format} prints,
 * {@link #parse} takes back.
 */
public final class IdText {
  private static final String UUID_PREFIX = "uuid:";
  private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]*");

  private IdText() {}

  /**
   * Reads an id.
   *
   * @throws AkinException.InvalidArgument for an empty or too long string, a number above 2^64 - 1
   *     or a malformed UUID
   */
  public static RecordId parse(String text) {
    if (NUMBER.matcher(text).matches()) {
      try {
        return RecordId.of(Long.parseUnsignedLong(text));
      } catch (NumberFormatException e) {
        throw new AkinException.InvalidArgument(
            "id must be at most 18446744073709551615, or in quotes to be a string: " + text, e);
      }
    }
    if (text.startsWith(UUID_PREFIX)) {
      return RecordId.of(uuid(text.substring(UUID_PREFIX.length())));
    }
    if (isQuoted(text)) {
      return RecordId.of(text.substring(1, text.length() - 1));
    }
    return RecordId.of(text);
  }

  /** The id as a person would type it. */
  public static String format(RecordId id) {
    return switch (id) {
      case RecordId.Numeric number -> number.toString();
      case RecordId.Uuid uuid -> UUID_PREFIX + uuid;
      case RecordId.Text(String value) ->
          NUMBER.matcher(value).matches() || value.startsWith(UUID_PREFIX) || isQuoted(value)
              ? '"' + value + '"'
              : value;
    };
  }

  /**
   * Reads a UUID in its full form of 36 characters.
   *
   * @throws AkinException.InvalidArgument for anything else
   */
  static UUID uuid(String text) {
    try {
      UUID uuid = UUID.fromString(text);
      if (uuid.toString().equalsIgnoreCase(text)) {
        return uuid;
      }
    } catch (IllegalArgumentException e) {
      throw malformed(text, e);
    }
    throw malformed(text, null);
  }

  private static AkinException malformed(String text, Throwable cause) {
    return new AkinException.InvalidArgument(
        "id is no UUID such as 123e4567-e89b-12d3-a456-426614174000: " + text, cause);
  }

  private static boolean isQuoted(String text) {
    return text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
  }
}
