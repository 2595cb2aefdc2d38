package dev.akin.api.filter;

import dev.akin.api.RecordId;
import dev.akin.api.Value;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes filters as {@link FilterParser} reads them. */
final class FilterPrinter {
  /** Words that begin something else than a field, wherever a field may stand. */
  private static final Set<String> RESERVED =
      Set.of("and", "or", "not", "all", "any", "at", "true", "false", "id", "uuid");

  private FilterPrinter() {}

  static String print(Filter filter) {
    return switch (filter) {
      case Filter.All(List<Filter> filters) -> joined("all", " and ", filters);
      case Filter.Any(List<Filter> filters) -> joined("any", " or ", filters);
      case Filter.Not(Filter inner) -> "not " + operand(inner);
      case Filter.AtLeast(int count, List<Filter> filters) ->
          "at least " + count + " of " + list("(", filters, Filter::toString, ")");
      case Filter.Match(String field, Set<Value> values) ->
          field(field) + oneOf(values, FilterPrinter::literal);
      case Filter.HasId(Set<RecordId> ids) -> "id" + oneOf(ids, FilterPrinter::id);
      case Filter.Prefix(String field, String prefix) ->
          field(field) + " starts with " + quoted(prefix);
      case Filter.Range range -> range(range);
      case Filter.Exists(String field) -> field(field) + " exists";
      case Filter.IsNull(String field) -> field(field) + " is null";
      case Filter.IsEmpty(String field) -> field(field) + " is empty";
      case Filter.Nested(String field, Filter inner) -> field(field) + " has (" + inner + ")";
      case Filter.Contains(String field, String text) -> field(field) + " contains " + quoted(text);
      case Filter.Includes(String field, String text) -> field(field) + " includes " + quoted(text);
      case Filter.GeoRadius(String field, GeoPoint center, double meters) ->
          field(field) + " within " + meters + " m of " + point(center);
      case Filter.GeoBox(String field, GeoPoint southWest, GeoPoint northEast) ->
          field(field) + " in box " + point(southWest) + " to " + point(northEast);
    };
  }

  private static String joined(String name, String operator, List<Filter> filters) {
    return filters.size() < 2
        ? list(name + "(", filters, Filter::toString, ")")
        : filters.stream().map(FilterPrinter::operand).collect(Collectors.joining(operator));
  }

  private static String operand(Filter filter) {
    boolean several =
        switch (filter) {
          case Filter.All(List<Filter> filters) -> filters.size() > 1;
          case Filter.Any(List<Filter> filters) -> filters.size() > 1;
          default -> false;
        };
    return several ? "(" + filter + ")" : filter.toString();
  }

  private static <T> String oneOf(Set<T> values, Function<T, String> text) {
    return values.size() == 1
        ? " = " + text.apply(values.iterator().next())
        : " in " + list("[", values, text, "]");
  }

  private static <T> String list(
      String open, Collection<T> parts, Function<T, String> text, String close) {
    return parts.stream().map(text).collect(Collectors.joining(", ", open, close));
  }

  private static String range(Filter.Range range) {
    String field = field(range.field());
    if (range.from().isEmpty()) {
      Bound to = range.to().orElseThrow();
      return field + (to.inclusive() ? " <= " : " < ") + literal(to.value());
    }
    Bound from = range.from().get();
    if (range.to().isEmpty()) {
      return field + (from.inclusive() ? " >= " : " > ") + literal(from.value());
    }
    Bound to = range.to().get();
    return literal(from.value())
        + (from.inclusive() ? " <= " : " < ")
        + field
        + (to.inclusive() ? " <= " : " < ")
        + literal(to.value());
  }

  private static String point(GeoPoint point) {
    return "(" + point.lat() + ", " + point.lon() + ")";
  }

  private static String id(RecordId id) {
    return switch (id) {
      case RecordId.Text(String text) -> quoted(text);
      case RecordId.Numeric number -> number.toString();
      case RecordId.Uuid uuid -> "uuid " + quoted(uuid.toString());
    };
  }

  /** A value as it stands in an expression; arrays and objects, which cannot, as Java has them. */
  static String literal(Value value) {
    return switch (value) {
      case Value.Text(String text) -> quoted(text);
      case Value.Int(long number) -> Long.toString(number);
      case Value.Real(double number) -> Double.toString(number);
      case Value.Bool(boolean bool) -> Boolean.toString(bool);
      case Value.Null() -> "null";
      case Value.Array _, Value.Fields _ -> String.valueOf(value.toJava());
    };
  }

  private static String field(String name) {
    boolean plain = FilterLexer.isNameStart(name.charAt(0));
    for (int i = 1; i < name.length() && plain; i++) {
      plain = FilterLexer.isNamePart(name.charAt(i));
    }
    return plain && !RESERVED.contains(name.toLowerCase(Locale.ROOT))
        ? name
        : "`" + name.replace("`", "``") + "`";
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ') {
            out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString();
  }
}
