package dev.akin.api.document;

import dev.akin.api.AkinException;
import dev.akin.api.Value;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A text of any length, and what is known about it. Immutable.
 *
 * @param id the user's key, 1 to {@value #MAX_ID_BYTES} UTF-8 bytes
 * @param text not blank
 * @param payload every passage carries it, so that filters on it hold for passages; without a field
 *     named {@value Passage#FIELD}
 */
public record Document(String id, String text, Map<String, Value> payload) {
  /** Most UTF-8 bytes of an id: passages add their number to it. */
  public static final int MAX_ID_BYTES = 500;

  /** Checks the fields. */
  public Document {
    checkId(id);
    Objects.requireNonNull(text, "text");
    if (text.isBlank()) {
      throw new AkinException.InvalidArgument("text of document '" + id + "' must not be blank");
    }
    payload = Collections.unmodifiableMap(new LinkedHashMap<>(payload));
    if (payload.containsKey(Passage.FIELD)) {
      throw new AkinException.InvalidArgument(
          "payload of document '" + id + "' must not have the field '" + Passage.FIELD + "'");
    }
  }

  /** A document without a payload. */
  public static Document of(String id, String text) {
    return new Document(id, text, Map.of());
  }

  /** With a payload field; see {@link Value#of(Object)} for what it may be. */
  public Document put(String field, Object value) {
    Map<String, Value> more = new LinkedHashMap<>(payload);
    more.put(field, Value.of(value));
    return new Document(id, text, more);
  }

  static void checkId(String id) {
    Objects.requireNonNull(id, "id");
    if (id.isEmpty()) {
      throw new AkinException.InvalidArgument("id of a document must not be empty");
    }
    int bytes = id.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_ID_BYTES) {
      throw new AkinException.InvalidArgument(
          "id of a document must be at most " + MAX_ID_BYTES + " UTF-8 bytes: " + bytes);
    }
  }
}
