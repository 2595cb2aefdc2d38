package dev.akin.api;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A payload value: JSON's types, with integers (64 bits) kept apart from floating point numbers.
 * Immutable.
 */
public sealed interface Value {
  /**
   * How deep the values of a payload may nest; see {@link #depth()}. Protobuf's parsers stop at 100
   * nested messages, and a level of named values takes three of them.
   */
  int MAX_DEPTH = 24;

  /** JSON null. */
  record Null() implements Value {
    /** The only instance needed. */
    public static final Null INSTANCE = new Null();
  }

  /** true or false. */
  record Bool(boolean value) implements Value {}

  /** A signed 64-bit integer. */
  record Int(long value) implements Value {}

  /** A finite double. */
  record Real(double value) implements Value {
    /** Refuses NaN and infinities, which JSON cannot carry. */
    public Real {
      if (!Double.isFinite(value)) {
        throw new AkinException.InvalidArgument("payload number must be finite: " + value);
      }
    }
  }

  /** A string. */
  record Text(String value) implements Value {
    /** Checks that the string is there. */
    public Text {
      Objects.requireNonNull(value, "value");
    }
  }

  /** A list of values. */
  record Array(List<Value> values) implements Value {
    /** Copies the list. */
    public Array {
      values = List.copyOf(values);
    }
  }

  /** Named values, in insertion order. */
  record Fields(Map<String, Value> values) implements Value {
    /** Copies the map, keeping its order. */
    public Fields {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
  }

  /**
   * The value for a plain Java object: null, Boolean, integer types, Float, Double, CharSequence,
   * {@code Iterable}, {@code Map} with string keys, a {@link SparseVector} or a Value.
   *
   * @throws AkinException.InvalidArgument for any other type, NaN or infinity
   */
  static Value of(Object object) {
    return switch (object) {
      case null -> Null.INSTANCE;
      case Value value -> value;
      case SparseVector vector -> vector.toValue();
      case Boolean b -> new Bool(b);
      case Long n -> new Int(n);
      case Integer n -> new Int(n);
      case Short n -> new Int(n);
      case Byte n -> new Int(n);
      case Double d -> new Real(d);
      case Float f -> new Real(f);
      case CharSequence s -> new Text(s.toString());
      case Map<?, ?> map -> {
        Map<String, Value> fields = new LinkedHashMap<>();
        map.forEach(
            (key, value) -> {
              if (!(key instanceof String name)) {
                throw new AkinException.InvalidArgument("payload field name is no string: " + key);
              }
              fields.put(name, of(value));
            });
        yield new Fields(fields);
      }
      case Iterable<?> list -> {
        List<Value> values = new ArrayList<>();
        list.forEach(value -> values.add(of(value)));
        yield new Array(values);
      }
      default ->
          throw new AkinException.InvalidArgument(
              "payload cannot hold a " + object.getClass().getName());
    };
  }

  /** How deep values nest: a number is 1 deep, a list of numbers 2. */
  default int depth() {
    return switch (this) {
      case Array(List<Value> values) -> 1 + deepest(values);
      case Fields(Map<String, Value> values) -> 1 + deepest(values.values());
      case Null(), Bool(_), Int(_), Real(_), Text(_) -> 1;
    };
  }

  private static int deepest(Iterable<Value> values) {
    int deepest = 0;
    for (Value value : values) {
      deepest = Math.max(deepest, value.depth());
    }
    return deepest;
  }

  /** The plain Java object: null, Boolean, Long, Double, String, List or Map. */
  default Object toJava() {
    return switch (this) {
      case Null() -> null;
      case Bool(boolean b) -> b;
      case Int(long n) -> n;
      case Real(double d) -> d;
      case Text(String s) -> s;
      case Array(List<Value> values) -> {
        List<Object> list = new ArrayList<>(values.size());
        values.forEach(value -> list.add(value.toJava()));
        yield list;
      }
      case Fields(Map<String, Value> values) -> {
        Map<String, Object> map = new LinkedHashMap<>();
        values.forEach((name, value) -> map.put(name, value.toJava()));
        yield map;
      }
    };
  }
}
