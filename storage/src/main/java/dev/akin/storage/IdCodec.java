package dev.akin.storage;

import dev.akin.api.RecordId;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Ids as bytes whose order is the order of a scroll: numbers (unsigned), strings (by code point),
 * UUIDs (by byte).
 *
 * <table>
 * <caption>Encoding</caption>
 * <tr><th>kind</th><th>tag u8</th><th>then</th></tr>
 * <tr><td>number</td><td>1</td><td>u64</td></tr>
 * <tr><td>string</td><td>2</td><td>1 to 512 bytes of UTF-8</td></tr>
 * <tr><td>UUID</td><td>3</td><td>16 bytes</td></tr>
 * </table>
 */
final class IdCodec {
  private static final byte NUMERIC = 1;
  private static final byte TEXT = 2;
  private static final byte UUID_TAG = 3;

  private IdCodec() {}

  static byte[] encode(RecordId id) {
    return switch (id) {
      case RecordId.Numeric(long value) ->
          ByteBuffer.allocate(1 + Long.BYTES).put(NUMERIC).putLong(value).array();
      case RecordId.Text(String value) -> {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        yield ByteBuffer.allocate(1 + utf8.length).put(TEXT).put(utf8).array();
      }
      case RecordId.Uuid(UUID value) ->
          ByteBuffer.allocate(1 + 2 * Long.BYTES)
              .put(UUID_TAG)
              .putLong(value.getMostSignificantBits())
              .putLong(value.getLeastSignificantBits())
              .array();
    };
  }

  /** Decodes all that remains of the buffer. */
  static RecordId decode(ByteBuffer bytes) throws Damaged {
    if (!bytes.hasRemaining()) {
      throw new Damaged("id is empty");
    }
    byte tag = bytes.get();
    int length = bytes.remaining();
    return switch (tag) {
      case NUMERIC -> {
        checkLength("numeric id", length, Long.BYTES);
        yield RecordId.of(bytes.getLong());
      }
      case TEXT -> {
        if (length < 1 || length > RecordId.MAX_STRING_BYTES) {
          throw new Damaged(
              "string id must be 1 to " + RecordId.MAX_STRING_BYTES + " bytes: " + length);
        }
        yield RecordId.of(utf8(bytes));
      }
      case UUID_TAG -> {
        checkLength("UUID", length, 2 * Long.BYTES);
        yield RecordId.of(new UUID(bytes.getLong(), bytes.getLong()));
      }
      default -> throw new Damaged("unknown kind of id: " + tag);
    };
  }

  /** The rest of the buffer as text. */
  static String utf8(ByteBuffer bytes) throws Damaged {
    try {
      CharBuffer chars = StandardCharsets.UTF_8.newDecoder().decode(bytes);
      return chars.toString();
    } catch (CharacterCodingException e) {
      throw new Damaged("text is not valid UTF-8", e);
    }
  }

  private static void checkLength(String what, int length, int expected) throws Damaged {
    if (length != expected) {
      throw new Damaged(what + " must be " + expected + " bytes: " + length);
    }
  }
}
