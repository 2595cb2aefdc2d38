package dev.akin.proto;

import dev.akin.api.AkinException.InvalidArgument;
import dev.akin.api.Value;
import dev.akin.proto.v1.RecordProto;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Payload values as messages and back. */
public final class ValueMessages {
  private ValueMessages() {}

  /**
   * A payload.
   *
   * @throws InvalidArgument if it nests deeper than {@value Value#MAX_DEPTH}
   */
  public static Map<String, RecordProto.Value> toProto(Map<String, Value> payload) {
    Map<String, RecordProto.Value> messages = LinkedHashMap.newLinkedHashMap(payload.size());
    payload.forEach((name, value) -> messages.put(name, toProto(name, value, 1)));
    return messages;
  }

  /** A payload; the path names it in an error. */
  public static Map<String, Value> toApi(String path, Map<String, RecordProto.Value> payload) {
    Map<String, Value> values = LinkedHashMap.newLinkedHashMap(payload.size());
    payload.forEach((name, value) -> values.put(name, toApi(path + "['" + name + "']", value, 1)));
    return values;
  }

  /** A single value that does not nest. */
  static RecordProto.Value toProto(Value value) {
    return toProto("value", value, 1);
  }

  /** A single value; the path names it in an error. */
  static Value toApi(String path, RecordProto.Value value) {
    return toApi(path, value, 1);
  }

  private static RecordProto.Value toProto(String field, Value value, int depth) {
    checkDepth("payload['" + field + "']", depth);
    RecordProto.Value.Builder message = RecordProto.Value.newBuilder();
    switch (value) {
      case Value.Null() -> message.setNull(RecordProto.NullValue.NULL_VALUE);
      case Value.Bool(boolean b) -> message.setBool(b);
      case Value.Int(long n) -> message.setInt(n);
      case Value.Real(double d) -> message.setReal(d);
      case Value.Text(String s) -> message.setText(s);
      case Value.Array(List<Value> values) -> {
        RecordProto.ValueList.Builder list = RecordProto.ValueList.newBuilder();
        values.forEach(element -> list.addValues(toProto(field, element, depth + 1)));
        message.setList(list);
      }
      case Value.Fields(Map<String, Value> values) -> {
        RecordProto.ValueFields.Builder fields = RecordProto.ValueFields.newBuilder();
        values.forEach(
            (name, element) -> fields.putValues(name, toProto(field, element, depth + 1)));
        message.setFields(fields);
      }
    }
    return message.build();
  }

  private static Value toApi(String path, RecordProto.Value value, int depth) {
    checkDepth(path, depth);
    return switch (value.getKindCase()) {
      case NULL -> Value.Null.INSTANCE;
      case BOOL -> new Value.Bool(value.getBool());
      case INT -> new Value.Int(value.getInt());
      case REAL -> Fields.at(path, () -> new Value.Real(value.getReal()));
      case TEXT -> new Value.Text(value.getText());
      case LIST -> {
        List<RecordProto.Value> elements = value.getList().getValuesList();
        List<Value> values = new ArrayList<>(elements.size());
        for (int i = 0; i < elements.size(); i++) {
          values.add(toApi(path + "[" + i + "]", elements.get(i), depth + 1));
        }
        yield new Value.Array(values);
      }
      case FIELDS -> {
        Map<String, RecordProto.Value> elements = value.getFields().getValuesMap();
        Map<String, Value> values = LinkedHashMap.newLinkedHashMap(elements.size());
        elements.forEach(
            (name, element) ->
                values.put(name, toApi(path + "['" + name + "']", element, depth + 1)));
        yield new Value.Fields(values);
      }
      case KIND_NOT_SET ->
          throw Fields.missing(path, "set one of null, bool, int, real, text, list or fields");
    };
  }

  private static void checkDepth(String path, int depth) {
    if (depth > Value.MAX_DEPTH) {
      throw new InvalidArgument(path + " must nest at most " + Value.MAX_DEPTH + " deep");
    }
  }
}
