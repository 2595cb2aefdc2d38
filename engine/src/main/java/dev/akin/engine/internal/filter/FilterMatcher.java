package dev.akin.engine.internal.filter;

import dev.akin.api.AkinException;
import dev.akin.api.RecordId;
import dev.akin.api.Value;
import dev.akin.api.filter.Bound;
import dev.akin.api.filter.Filter;
import dev.akin.api.filter.GeoPoint;
import dev.akin.api.filter.IsoTime;
import dev.akin.api.filter.Words;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A filter made ready to be evaluated on many records. Immutable. */
public final class FilterMatcher {
  /** A part of a filter; the payload is that of the record, or an object in it. */
  private interface Condition {
    boolean holds(RecordId id, Map<String, Value> payload);
  }

  private final Condition condition;

  private FilterMatcher(Condition condition) {
    this.condition = condition;
  }

  /** Prepares a filter. */
  public static FilterMatcher of(Filter filter) {
    return new FilterMatcher(condition(filter));
  }

  /** Whether a record matches. */
  public boolean matches(RecordId id, Map<String, Value> payload) {
    return condition.holds(id, payload);
  }

  private static Condition condition(Filter filter) {
    return switch (filter) {
      case Filter.All(List<Filter> filters) -> atLeast(filters.size(), filters);
      case Filter.Any(List<Filter> filters) -> atLeast(1, filters);
      case Filter.AtLeast(int count, List<Filter> filters) -> atLeast(count, filters);
      case Filter.Not(Filter inner) -> {
        Condition negated = condition(inner);
        yield (id, payload) -> !negated.holds(id, payload);
      }
      case Filter.HasId(Set<RecordId> ids) -> (id, _) -> ids.contains(id);
      case Filter.Match(String field, Set<Value> values) -> any(field, oneOf(values));
      case Filter.Prefix(String field, String prefix) ->
          any(field, value -> value instanceof Value.Text(String text) && text.startsWith(prefix));
      case Filter.Range range -> any(range.field(), within(range));
      case Filter.Exists(String field) ->
          (_, payload) -> PayloadPath.leads(payload, field, _ -> true);
      case Filter.IsNull(String field) -> any(field, value -> value instanceof Value.Null);
      case Filter.IsEmpty(String field) -> {
        Condition full = any(field, value -> !(value instanceof Value.Null));
        yield (id, payload) -> !full.holds(id, payload);
      }
      case Filter.Nested(String field, Filter inner) -> nested(field, condition(inner));
      case Filter.Contains(String field, String text) -> contains(field, Words.of(text));
      case Filter.Includes(String field, String part) ->
          any(field, value -> value instanceof Value.Text(String text) && text.contains(part));
      case Filter.GeoRadius(String field, GeoPoint center, double meters) ->
          any(field, value -> point(value).filter(p -> p.metersTo(center) <= meters).isPresent());
      case Filter.GeoBox box ->
          any(box.field(), value -> point(value).filter(box::contains).isPresent());
    };
  }

  private static Condition atLeast(int count, List<Filter> filters) {
    List<Condition> conditions = filters.stream().map(FilterMatcher::condition).toList();
    return (id, payload) -> {
      int wanted = count;
      int left = conditions.size();
      for (Condition each : conditions) {
        if (wanted == 0 || wanted > left) {
          break;
        }
        wanted -= each.holds(id, payload) ? 1 : 0;
        left--;
      }
      return wanted == 0;
    };
  }

  private static Condition any(String field, Predicate<Value> test) {
    return (_, payload) -> PayloadPath.any(payload, field, test);
  }

  private static Condition nested(String field, Condition inner) {
    return (id, payload) ->
        PayloadPath.any(
            payload,
            field,
            value ->
                value instanceof Value.Fields(Map<String, Value> fields)
                    && inner.holds(id, fields));
  }

  private static Predicate<Value> oneOf(Set<Value> values) {
    Set<Value> numbers =
        values.stream()
            .filter(NumberOrder::isNumber)
            .collect(Collectors.toCollection(() -> new TreeSet<>(NumberOrder.INSTANCE)));
    return value -> NumberOrder.isNumber(value) ? numbers.contains(value) : values.contains(value);
  }

  private static Predicate<Value> within(Filter.Range range) {
    return switch (range.kind()) {
      case NUMBER ->
          value ->
              NumberOrder.isNumber(value)
                  && isAfter(range.from(), compare(value, range.from(), 1))
                  && isAfter(range.to(), -compare(value, range.to(), -1));
      case TIME -> {
        Predicate<Instant> within = within(range, FilterMatcher::instant);
        yield value ->
            value instanceof Value.Text(String text)
                && IsoTime.parse(text).filter(within).isPresent();
      }
      case TEXT -> {
        Predicate<String> within = within(range, FilterMatcher::text);
        yield value -> value instanceof Value.Text(String text) && within.test(text);
      }
    };
  }

  private static <T extends Comparable<T>> Predicate<T> within(
      Filter.Range range, Function<Bound, T> read) {
    Optional<T> from = range.from().map(read);
    Optional<T> to = range.to().map(read);
    return value ->
        isAfter(range.from(), from.map(value::compareTo).orElse(1))
            && isAfter(range.to(), -to.map(value::compareTo).orElse(-1));
  }

  private static int compare(Value value, Optional<Bound> bound, int otherwise) {
    return bound.map(there -> NumberOrder.INSTANCE.compare(value, there.value())).orElse(otherwise);
  }

  /** Whether a value that compares so to a bound is on the right side of it. */
  private static boolean isAfter(Optional<Bound> bound, int comparison) {
    return comparison > 0 || (comparison == 0 && bound.orElseThrow().inclusive());
  }

  /** The instant of a bound of times. */
  static Instant instant(Bound bound) {
    return IsoTime.parse(text(bound)).orElseThrow();
  }

  /** The text of a bound of texts. */
  static String text(Bound bound) {
    if (bound.value() instanceof Value.Text(String text)) {
      return text;
    }
    throw new IllegalArgumentException("not a text: " + bound);
  }

  private static Condition contains(String field, Set<String> words) {
    return (_, payload) -> {
      Set<String> missing = new HashSet<>(words);
      return PayloadPath.any(
          payload,
          field,
          value -> {
            if (value instanceof Value.Text(String text)) {
              Words.of(text).forEach(missing::remove);
            }
            return missing.isEmpty();
          });
    };
  }

  /** The place that a value is, if it is one. */
  static Optional<GeoPoint> point(Value value) {
    if (!(value instanceof Value.Fields(Map<String, Value> fields))) {
      return Optional.empty();
    }
    double lat = degrees(fields.get("lat"));
    double lon = degrees(fields.get("lon"));
    try {
      return Optional.of(new GeoPoint(lat, lon));
    } catch (AkinException.InvalidArgument e) {
      return Optional.empty();
    }
  }

  private static double degrees(Value value) {
    return switch (value) {
      case Value.Int(long whole) -> whole;
      case Value.Real(double number) -> number;
      case null, default -> Double.NaN;
    };
  }
}
