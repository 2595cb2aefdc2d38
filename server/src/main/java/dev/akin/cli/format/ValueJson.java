package dev.akin.cli.format;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.akin.api.AkinException;
import dev.akin.api.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Payload values as JSON. A number without point and exponent is an integer, any other real. */
final class ValueJson {
  private ValueJson() {}

  /** Writes a value. */
  static void write(JsonGenerator json, Value value) throws IOException {
    switch (value) {
      case Value.Null() -> json.writeNull();
      case Value.Bool(boolean b) -> json.writeBoolean(b);
      case Value.Int(long n) -> json.writeNumber(n);
      case Value.Real(double d) -> json.writeNumber(d);
      case Value.Text(String s) -> json.writeString(s);
      case Value.Array(List<Value> values) -> {
        json.writeStartArray();
        for (Value element : values) {
          write(json, element);
        }
        json.writeEndArray();
      }
      case Value.Fields(Map<String, Value> fields) -> writeFields(json, fields);
    }
  }

  /** Writes an object. */
  static void writeFields(JsonGenerator json, Map<String, Value> fields) throws IOException {
    json.writeStartObject();
    for (Map.Entry<String, Value> field : fields.entrySet()) {
      json.writeFieldName(field.getKey());
      write(json, field.getValue());
    }
    json.writeEndObject();
  }

  /** Reads the object whose opening brace is the current token. */
  static Map<String, Value> readFields(JsonParser json, String path) throws IOException {
    Map<String, Value> fields = new LinkedHashMap<>();
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      fields.put(name, read(json, path + "." + name));
    }
    return fields;
  }

  /** Reads the value whose first token is the current one. */
  static Value read(JsonParser json, String path) throws IOException {
    return switch (json.currentToken()) {
      case VALUE_NULL -> Value.Null.INSTANCE;
      case VALUE_TRUE -> new Value.Bool(true);
      case VALUE_FALSE -> new Value.Bool(false);
      case VALUE_STRING -> new Value.Text(json.getText());
      case VALUE_NUMBER_INT -> integer(json, path);
      case VALUE_NUMBER_FLOAT -> new Value.Real(json.getDoubleValue());
      case START_OBJECT -> new Value.Fields(readFields(json, path));
      case START_ARRAY -> {
        List<Value> values = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          values.add(read(json, path + "[" + values.size() + "]"));
        }
        yield new Value.Array(values);
      }
      case null, default -> throw new AkinException.InvalidArgument(path + " is no JSON value");
    };
  }

  private static Value integer(JsonParser json, String path) throws IOException {
    if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      throw new AkinException.InvalidArgument(
          path + " must fit in 64 bits, or be written as a string: " + json.getText());
    }
    return new Value.Int(json.getLongValue());
  }
}
