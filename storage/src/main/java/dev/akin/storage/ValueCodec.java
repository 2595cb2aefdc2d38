package dev.akin.storage;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import dev.akin.api.AkinException;
import dev.akin.api.Value;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Payload values as CBOR, and the catalog's as JSON. Integers and floating point numbers stay
 * apart; the order of fields is kept.
 */
final class ValueCodec {
  /** How deep arrays and fields may nest; bounds the recursion here. */
  static final int MAX_DEPTH = 100;

  // What was written must be readable: the limits on what comes in are not set here.
  private static final StreamReadConstraints READ =
      StreamReadConstraints.builder()
          .maxStringLength(Integer.MAX_VALUE)
          .maxNameLength(Integer.MAX_VALUE)
          .build();
  private static final StreamWriteConstraints WRITE =
      StreamWriteConstraints.builder().maxNestingDepth(MAX_DEPTH + 1).build();

  // Field names come from users without end, so they are neither interned nor kept in a table.
  private static final CBORFactory CBOR =
      CBORFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(READ)
          .streamWriteConstraints(WRITE)
          .build();
  private static final JsonFactory JSON =
      JsonFactory.builder().streamReadConstraints(READ).streamWriteConstraints(WRITE).build();

  private ValueCodec() {}

  /**
   * Encodes a payload.
   *
   * @throws AkinException.InvalidArgument if it nests deeper than {@value #MAX_DEPTH} or holds text
   *     with unpaired surrogates
   */
  static byte[] toCbor(Map<String, Value> payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    try (JsonGenerator generator = CBOR.createGenerator(out)) {
      writeFields(generator, payload, 1);
    } catch (IOException e) {
      throw new AkinException.InvalidArgument("payload cannot be stored: " + e.getMessage(), e);
    }
    return out.toByteArray();
  }

  /** Decodes a payload, which must end where the range ends. */
  static Map<String, Value> fromCbor(byte[] bytes, int offset, int length) throws Damaged {
    try (JsonParser parser = CBOR.createParser(bytes, offset, length)) {
      return readDocument(parser);
    } catch (IOException | RuntimeException e) {
      // The parser is not written for hostile bytes: it may also run over the end of an array.
      throw new Damaged("payload is not valid CBOR: " + e.getMessage(), e);
    }
  }

  static byte[] toJson(Map<String, Value> fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    try (JsonGenerator generator = JSON.createGenerator(out)) {
      writeFields(generator, fields, 1);
    } catch (IOException e) {
      throw new IllegalArgumentException("catalog entry cannot be stored", e);
    }
    return out.toByteArray();
  }

  static Map<String, Value> fromJson(byte[] bytes) throws Damaged {
    try (JsonParser parser = JSON.createParser(bytes)) {
      return readDocument(parser);
    } catch (IOException | RuntimeException e) {
      throw new Damaged("catalog entry is not valid JSON: " + e.getMessage(), e);
    }
  }

  private static void writeFields(JsonGenerator out, Map<String, Value> fields, int depth)
      throws IOException {
    checkDepth(depth);
    out.writeStartObject();
    for (Map.Entry<String, Value> field : fields.entrySet()) {
      out.writeFieldName(field.getKey());
      write(out, field.getValue(), depth);
    }
    out.writeEndObject();
  }

  private static void write(JsonGenerator out, Value value, int depth) throws IOException {
    switch (value) {
      case Value.Null _ -> out.writeNull();
      case Value.Bool(boolean b) -> out.writeBoolean(b);
      case Value.Int(long n) -> out.writeNumber(n);
      case Value.Real(double d) -> out.writeNumber(d);
      case Value.Text(String s) -> out.writeString(s);
      case Value.Array(List<Value> values) -> {
        checkDepth(depth + 1);
        out.writeStartArray();
        for (Value element : values) {
          write(out, element, depth + 1);
        }
        out.writeEndArray();
      }
      case Value.Fields(Map<String, Value> values) -> writeFields(out, values, depth + 1);
    }
  }

  private static void checkDepth(int depth) {
    if (depth > MAX_DEPTH) {
      throw new AkinException.InvalidArgument(
          "payload must not nest deeper than " + MAX_DEPTH + " levels");
    }
  }

  private static Map<String, Value> readDocument(JsonParser in) throws IOException, Damaged {
    if (in.nextToken() != JsonToken.START_OBJECT) {
      throw new Damaged("document does not start with an object");
    }
    Map<String, Value> fields = readFields(in, 1);
    if (in.nextToken() != null) {
      throw new Damaged("bytes after the end of the document");
    }
    return fields;
  }

  private static Map<String, Value> readFields(JsonParser in, int depth)
      throws IOException, Damaged {
    Map<String, Value> fields = new LinkedHashMap<>();
    for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
      if (fields.put(name, read(in, in.nextToken(), depth)) != null) {
        throw new Damaged("field twice: '" + name + "'");
      }
    }
    if (in.currentToken() != JsonToken.END_OBJECT) {
      throw new Damaged("object does not end");
    }
    return fields;
  }

  private static Value read(JsonParser in, JsonToken token, int depth) throws IOException, Damaged {
    return switch (token) {
      case VALUE_NULL -> Value.Null.INSTANCE;
      case VALUE_TRUE -> new Value.Bool(true);
      case VALUE_FALSE -> new Value.Bool(false);
      case VALUE_NUMBER_INT -> new Value.Int(in.getLongValue());
      case VALUE_NUMBER_FLOAT -> new Value.Real(in.getDoubleValue());
      case VALUE_STRING -> new Value.Text(in.getText());
      case START_ARRAY -> {
        checkNesting(depth + 1);
        List<Value> values = new ArrayList<>();
        for (JsonToken next = in.nextToken(); next != JsonToken.END_ARRAY; next = in.nextToken()) {
          values.add(read(in, next, depth + 1));
        }
        yield new Value.Array(values);
      }
      case START_OBJECT -> {
        checkNesting(depth + 1);
        yield new Value.Fields(readFields(in, depth + 1));
      }
      case null -> throw new Damaged("document ends within a value");
      default -> throw new Damaged("unexpected token: " + token);
    };
  }

  private static void checkNesting(int depth) throws Damaged {
    if (depth > MAX_DEPTH) {
      throw new Damaged("document nests deeper than " + MAX_DEPTH + " levels");
    }
  }
}
