package dev.akin.cli.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamReadException;
import dev.akin.api.AkinException;
import dev.akin.api.Expiry;
import dev.akin.api.Input;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.SparseVector;
import dev.akin.api.Value;
import dev.akin.server.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes records as JSON that {@link RecordReader} reads back equal. */
public final class RecordJson {
  /** Longest string of a document, in characters: an image of 48 MiB in base64. */
  private static final int MAX_STRING = 64 << 20;

  /** What stands for the moment at which a record expires that stays. */
  static final String NEVER = "never";

  /** Makes parsers that refuse a field given twice. */
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(MAX_STRING).build())
          .build();

  private RecordJson() {}

  /** A payload on one line. */
  public static String payload(Map<String, Value> payload) {
    return Json.document(json -> ValueJson.writeFields(json, payload));
  }

  /** Writes a value of a payload. */
  public static void writeValue(JsonGenerator json, Value value) throws IOException {
    ValueJson.write(json, value);
  }

  /**
   * Reads a payload written as a JSON object.
   *
   * @throws AkinException.InvalidArgument if it is none
   */
  public static Map<String, Value> readPayload(String text) {
    return readObject("payload", "{\"lang\": \"en\"}", text);
  }

  /**
   * Reads a sparse vector written as a JSON object of terms and weights.
   *
   * @throws AkinException.InvalidArgument if it is none
   */
  public static SparseVector sparseVector(String text) {
    Map<String, Double> weights = new LinkedHashMap<>();
    readObject("sparse vector", "{\"rain\": 1.3}", text)
        .forEach(
            (term, weight) ->
                weights.put(
                    term,
                    switch (weight) {
                      case Value.Int(long number) -> (double) number;
                      case Value.Real(double number) -> number;
                      default ->
                          throw new AkinException.InvalidArgument(
                              "weight of term '" + term + "' must be a number: " + text);
                    }));
    return new SparseVector(weights);
  }

  private static Map<String, Value> readObject(String what, String example, String text) {
    try (JsonParser json = FACTORY.createParser(text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new AkinException.InvalidArgument(
            what + " must be a JSON object such as '" + example + "': " + text);
      }
      Map<String, Value> fields = ValueJson.readFields(json, what);
      if (json.nextToken() != null) {
        throw new AkinException.InvalidArgument(what + " has more after its end: " + text);
      }
      return fields;
    } catch (StreamReadException e) {
      throw new AkinException.InvalidArgument(
          what + " must be a JSON object such as '" + example + "': " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a record's fields into an object that is open. */
  public static void writeFields(JsonGenerator json, Record record) throws IOException {
    json.writeFieldName("id");
    writeId(json, record.id());
    if (record.version() != 0) {
      json.writeNumberField("version", record.version());
    }
    writeSources(json, "text", "texts", record, Input.Text.class);
    writeSources(json, "image", "images", record, Input.Image.class);
    Input.Vector vector = record.vectors().get(Record.DEFAULT_VECTOR);
    if (vector != null) {
      json.writeFieldName("vector");
      writeVector(json, vector.values());
    }
    if (record.vectors().size() > (vector == null ? 0 : 1)) {
      json.writeObjectFieldStart("vectors");
      for (Map.Entry<String, Input.Vector> entry : record.vectors().entrySet()) {
        if (!entry.getKey().equals(Record.DEFAULT_VECTOR)) {
          json.writeFieldName(entry.getKey());
          writeVector(json, entry.getValue().values());
        }
      }
      json.writeEndObject();
    }
    if (!record.payload().isEmpty()) {
      json.writeFieldName("payload");
      ValueJson.writeFields(json, record.payload());
    }
    switch (record.expiry()) {
      case Expiry.Default() -> {}
      case Expiry.Never(), Expiry.At _ ->
          json.writeStringField("expires_at", expiresAt(record.expiry()));
      case Expiry.After(Duration ttl) -> json.writeStringField("ttl", DurationText.format(ttl));
    }
  }

  /** The moment at which a record expires that was read, or {@code never}. */
  static String expiresAt(Expiry expiry) {
    return switch (expiry) {
      case Expiry.Never() -> NEVER;
      case Expiry.At(Instant instant) -> instant.toString();
      case Expiry.Default(), Expiry.After _ ->
          throw new IllegalArgumentException("no known moment: " + expiry);
    };
  }

  private static void writeSources(
      JsonGenerator json, String single, String plural, Record record, Class<? extends Input> kind)
      throws IOException {
    Input source = record.sources().get(Record.DEFAULT_VECTOR);
    if (kind.isInstance(source)) {
      json.writeFieldName(single);
      writeSource(json, source);
    }
    boolean open = false;
    for (Map.Entry<String, Input> entry : record.sources().entrySet()) {
      if (kind.isInstance(entry.getValue()) && !entry.getKey().equals(Record.DEFAULT_VECTOR)) {
        if (!open) {
          json.writeObjectFieldStart(plural);
          open = true;
        }
        json.writeFieldName(entry.getKey());
        writeSource(json, entry.getValue());
      }
    }
    if (open) {
      json.writeEndObject();
    }
  }

  private static void writeSource(JsonGenerator json, Input source) throws IOException {
    switch (source) {
      case Input.Text(String text) -> json.writeString(text);
      case Input.Image(byte[] bytes) -> {
        json.writeStartObject();
        json.writeBinaryField("base64", bytes);
        json.writeEndObject();
      }
      case Input.Vector(float[] values) -> writeVector(json, values);
    }
  }

  /** Writes a vector as an array; each number is the shortest that reads back the same. */
  public static void writeVector(JsonGenerator json, float[] values) throws IOException {
    json.writeStartArray();
    for (float value : values) {
      json.writeNumber(value);
    }
    json.writeEndArray();
  }

  private static void writeId(JsonGenerator json, RecordId id) throws IOException {
    switch (id) {
      case RecordId.Text(String value) -> json.writeString(value);
      case RecordId.Numeric number -> json.writeNumber(number.toString());
      case RecordId.Uuid uuid -> {
        json.writeStartObject();
        json.writeStringField("uuid", uuid.toString());
        json.writeEndObject();
      }
    }
  }

  /**
   * Reads a vector written as a JSON array.
   *
   * @throws AkinException.InvalidArgument if it is none
   */
  public static float[] vector(String text) {
    try (JsonParser json = FACTORY.createParser(text)) {
      json.nextToken();
      float[] vector = new FloatBuffer().read(json, "vector");
      if (json.nextToken() != null) {
        throw new AkinException.InvalidArgument("vector has more after its end: " + text);
      }
      return vector;
    } catch (StreamReadException e) {
      throw new AkinException.InvalidArgument(
          "vector must be a JSON array such as '[0.1, 0.2]': " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
