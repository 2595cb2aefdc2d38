package dev.akin.cli.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.akin.api.AkinException;
import dev.akin.api.Expiry;
import dev.akin.api.Input;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.Value;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads a record from its JSON form, the one that {@link RecordJson} writes:
 *
 * <pre>{"id": 7 | "seven" | {"uuid": "…"},
 *  "text": "…", "image": "cat.png" | {"base64": "…"}, "vector": [0.1, …],
 *  "texts": {"title": "…"}, "images": {…}, "vectors": {"title": [0.1, …]},
 *  "payload": {…}, "expires_at": "2027-01-31T12:00:00Z" | "never", "ttl": "12h"}</pre>
 *
 * Every field may be missing. The singular fields are of the vector named default. For one thread.
 */
final class RecordReader {
  private static final BigInteger MAX_ID = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

  private final Path imageFolder;
  private final FloatBuffer floats = new FloatBuffer();

  /**
   * A reader.
   *
   * @param imageFolder where relative image paths start
   */
  RecordReader(Path imageFolder) {
    this.imageFolder = imageFolder;
  }

  /**
   * Reads one record.
   *
   * @param json before the first token of the document
   * @param defaultId the id of a record that brings none
   * @throws AkinException.InvalidArgument naming the field that is wrong
   */
  Record read(JsonParser json, RecordId defaultId) throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new AkinException.InvalidArgument("a record must be a JSON object {…}");
    }
    RecordId id = defaultId;
    Map<String, Input> sources = new LinkedHashMap<>();
    Map<String, Input.Vector> vectors = new LinkedHashMap<>();
    Map<String, Value> payload = Map.of();
    Expiry expiry = Expiry.DEFAULT;
    for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
      JsonToken token = json.nextToken();
      if (token == JsonToken.VALUE_NULL) {
        continue;
      }
      switch (field) {
        case "id" -> id = id(json);
        case "text" -> source(sources, Record.DEFAULT_VECTOR, text(json, field));
        case "image" -> source(sources, Record.DEFAULT_VECTOR, image(json, field));
        case "vector" -> vectors.put(Record.DEFAULT_VECTOR, vector(json, field));
        case "texts" -> named(json, field, (name, path) -> source(sources, name, text(json, path)));
        case "images" ->
            named(json, field, (name, path) -> source(sources, name, image(json, path)));
        case "vectors" -> named(json, field, (name, path) -> vectors.put(name, vector(json, path)));
        case "payload" -> payload = payload(json);
        case "expires_at" -> expiry = expiresAt(json);
        case "ttl" -> expiry = ttl(json);
        case "version" -> json.skipChildren();
        default ->
            throw new AkinException.InvalidArgument(
                "unknown field '"
                    + field
                    + "'; a record has id, text, image, vector, texts, images, vectors, payload,"
                    + " expires_at, ttl");
      }
    }
    return new Record(id, 0, sources, vectors, payload, expiry);
  }

  private static Map<String, Value> payload(JsonParser json) throws IOException {
    expect(json, JsonToken.START_OBJECT, "payload must be an object");
    return ValueJson.readFields(json, "payload");
  }

  private static Expiry expiresAt(JsonParser json) throws IOException {
    expect(json, JsonToken.VALUE_STRING, "expires_at must be a string");
    return expiresAt(json.getText());
  }

  /** Reads when a record expires: a moment or {@code never}. */
  static Expiry expiresAt(String text) {
    try {
      return text.equals(RecordJson.NEVER)
          ? Expiry.NEVER
          : Expiry.at(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeParseException e) {
      throw new AkinException.InvalidArgument(
          "expires_at must be like 2027-01-31T12:00:00Z, or never: '" + text + "'", e);
    }
  }

  private static Expiry ttl(JsonParser json) throws IOException {
    expect(json, JsonToken.VALUE_STRING, "ttl must be a string such as \"12h\"");
    return Expiry.after(DurationText.parse(json.getText()));
  }

  private static RecordId id(JsonParser json) throws IOException {
    switch (json.currentToken()) {
      case VALUE_STRING -> {
        return RecordId.of(json.getText());
      }
      case VALUE_NUMBER_INT -> {
        BigInteger number = json.getBigIntegerValue();
        if (number.signum() < 0 || number.compareTo(MAX_ID) > 0) {
          throw new AkinException.InvalidArgument("id must be 0 to " + MAX_ID + ": " + number);
        }
        return RecordId.of(number.longValue());
      }
      case START_OBJECT -> {
        if ("uuid".equals(json.nextFieldName()) && json.nextToken() == JsonToken.VALUE_STRING) {
          RecordId id = RecordId.of(IdText.uuid(json.getText()));
          if (json.nextToken() == JsonToken.END_OBJECT) {
            return id;
          }
        }
      }
      default -> {}
    }
    throw new AkinException.InvalidArgument(
        "id must be a string, a whole number from 0 or {\"uuid\": \"…\"}");
  }

  private static Input text(JsonParser json, String field) throws IOException {
    expect(json, JsonToken.VALUE_STRING, field + " must be a string");
    return new Input.Text(json.getText());
  }

  private Input image(JsonParser json, String field) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      return new Input.Image(Files.readAllBytes(imageFolder.resolve(json.getText())));
    }
    if (json.currentToken() == JsonToken.START_OBJECT
        && "base64".equals(json.nextFieldName())
        && json.nextToken() == JsonToken.VALUE_STRING) {
      Input image = new Input.Image(json.getBinaryValue());
      if (json.nextToken() == JsonToken.END_OBJECT) {
        return image;
      }
    }
    throw new AkinException.InvalidArgument(field + " must be a path or {\"base64\": \"…\"}");
  }

  private Input.Vector vector(JsonParser json, String field) throws IOException {
    return new Input.Vector(floats.read(json, field));
  }

  /** Adds what a vector is made of, of which there may be one. */
  static void source(Map<String, Input> sources, String name, Input input) {
    if (sources.put(name, input) != null) {
      throw new AkinException.InvalidArgument(
          "vector '" + name + "' has two sources; give a text or an image");
    }
  }

  private static void named(JsonParser json, String field, NamedValue value) throws IOException {
    expect(json, JsonToken.START_OBJECT, field + " must be an object of vector names");
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      value.read(name, field + "." + name);
    }
  }

  private static void expect(JsonParser json, JsonToken token, String otherwise) {
    if (json.currentToken() != token) {
      throw new AkinException.InvalidArgument(otherwise);
    }
  }

  /** Reads the value of one vector name. */
  private interface NamedValue {
    void read(String name, String path) throws IOException;
  }
}
