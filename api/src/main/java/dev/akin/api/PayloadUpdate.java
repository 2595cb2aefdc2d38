package dev.akin.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What becomes of the payload of records that are there. Immutable. */
public sealed interface PayloadUpdate {
  /**
   * Puts this payload in the place of what there was; an empty one clears it.
   *
   * @param payload by field name
   */
  record Replace(Map<String, Value> payload) implements PayloadUpdate {
    /** Copies the map, keeping its order. */
    public Replace {
      payload = Collections.unmodifiableMap(new LinkedHashMap<>(payload));
    }
  }

  /**
   * Sets these fields, each as a whole, and leaves the others as they are. A null is a value like
   * others.
   *
   * @param fields by name; of the top level, a dot is part of a name
   */
  record Merge(Map<String, Value> fields) implements PayloadUpdate {
    /** Copies the map, keeping its order. */
    public Merge {
      fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }
  }

  /**
   * Takes these fields away; those that are not there do not matter.
   *
   * @param fields names; of the top level, a dot is part of a name
   */
  record Delete(Set<String> fields) implements PayloadUpdate {
    /** Copies the set. */
    public Delete {
      fields = Set.copyOf(fields);
    }
  }

  /**
   * See {@link Replace}.
   *
   * @param payload what {@link Value#of(Object)} takes, by field name
   */
  static PayloadUpdate set(Map<String, ?> payload) {
    return new Replace(values(payload));
  }

  /**
   * See {@link Merge}.
   *
   * @param fields what {@link Value#of(Object)} takes, by field name
   */
  static PayloadUpdate merge(Map<String, ?> fields) {
    return new Merge(values(fields));
  }

  /** See {@link Delete}. */
  static PayloadUpdate delete(String... fields) {
    return new Delete(Set.copyOf(List.of(fields)));
  }

  private static Map<String, Value> values(Map<String, ?> payload) {
    Map<String, Value> values = new LinkedHashMap<>();
    payload.forEach((name, value) -> values.put(name, Value.of(value)));
    return values;
  }

  /** The values that it brings, by field name. */
  default Map<String, Value> brings() {
    return switch (this) {
      case Replace(Map<String, Value> payload) -> payload;
      case Merge(Map<String, Value> fields) -> fields;
      case Delete _ -> Map.of();
    };
  }

  /** What it makes of a payload. */
  default Map<String, Value> apply(Map<String, Value> payload) {
    return switch (this) {
      case Replace(Map<String, Value> whole) -> whole;
      case Merge(Map<String, Value> fields) -> {
        Map<String, Value> merged = new LinkedHashMap<>(payload);
        merged.putAll(fields);
        yield merged;
      }
      case Delete(Set<String> fields) -> {
        Map<String, Value> rest = new LinkedHashMap<>(payload);
        rest.keySet().removeAll(fields);
        yield rest;
      }
    };
  }
}
