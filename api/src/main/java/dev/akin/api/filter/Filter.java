package dev.akin.api.filter;

import dev.akin.api.AkinException;
import dev.akin.api.RecordId;
import dev.akin.api.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A condition on a record's id and payload. Immutable. {@link Filters} builds them, {@link
 * FilterParser} reads them from text, and {@code toString} gives that text.
 *
 * <p>A field is a path of names joined by dots. It leads through the elements of arrays by itself;
 * a condition on a field holds if it holds for any value the path leads to. Numbers compare by
 * their value, integer or not.
 */
public sealed interface Filter {
  /** How deep filters may nest; a single condition is 1 deep. */
  int MAX_DEPTH = 24;

  /** Most filters under one other, and most values of one match. */
  int MAX_PARTS = 10_000;

  /** All of the filters hold; with none, every record matches. */
  record All(List<Filter> filters) implements Filter {
    /** Copies the list and checks sizes. */
    public All {
      filters = checked(filters);
    }

    @Override
    public String toString() {
      return FilterPrinter.print(this);
    }
  }

  /** At least one of the filters holds; with none, no record matches. */
  record Any(List<Filter> filters) implements Filter {
    /** Copies the list and checks sizes. */
    public Any {
      filters = checked(filters);
    }

    @Override
    public String toString() {
      return FilterPrinter.print(this);
    }
  }

  /** The filter does not hold. So {@code not lang = "en"} matches records without a language. */
  record Not(Filter filter) implements Filter {
    /** Checks the depth. */
    public Not {
      checkDepth(filter);
    }

    @Override
    public String toString() {
      return FilterPrinter.print(this);
    }
  }

  /**
   * At least {@code count} of the filters hold.
   *
   * @param count 1 to the number of filters
   */
  record AtLeast(int count, List<Filter> filters) implements Filter {
    /** Copies the list and checks sizes. */
    public AtLeast {
      filters = checked(filters);
      if (count < 1 || count > filters.size()) {
        throw new AkinException.InvalidArgument(
            "count must be 1 to the number of filters (" + filters.size() + "): " + count);
      }
    }

    @Override
    public String toString() {
      return FilterPrinter.print(this);
    }
  }

  /**
   * The field has one of the values.
   *
   * @param values texts, numbers and booleans, at least one
   */
  record Match(String field, Set<Value> values) implements Filter {
    /** Copies the set, keeping its order, and checks its values. */
    public Match {
      checkField(field);
      values = copied("values", values);
      for (Value value : values) {
        switch (value) {
          case Value.Text _, Value.Int _, Value.Real _, Value.Bool _ -> {}
          case Value.Null _, Value.Array _, Value.Fields _ ->
              throw new AkinException.InvalidArgument(
                  "field '" + field + "' can only match texts, numbers and booleans: " + value);
        }
      }
    }

    @Override
    public String toString() {
      return FilterPrinter.print(this);
    }
  }

  /** The field has a text that begins with the prefix. */
  record Prefix(String field, String prefix) implements Filter {
    /** Checks the field. */
    public Prefix {
      checkField(field);
      Objects.requireNonNull(prefix, "prefix");
    }

    @Override
    public String toString() {
      return FilterPrinter.print(this);
    }
  }

  /**
   * The field has a number within the bounds; or, when the bounds are times, a text that is an
   * ISO-8601 date or time within them; or, when they are other texts, a text within them.
   *
   * @param from lower bound, at least one of the two is there
   * @param to upper bound, of the same kind
   */
  record Range(String field, Optional<Bound> from, Optional<Bound> to) implements Filter {
    /** Checks that there is a bound and that two are of one kind. */
    public Range {
      checkField(field);
      if (from.isEmpty() && to.isEmpty()) {
        throw new AkinException.InvalidArgument("range of field '" + field + "' has no bound");
      }
      if (from.isPresent() && to.isPresent() && from.get().kind() != to.get().kind()) {
        throw new AkinException.InvalidArgument(
            "bounds of field '"
                + field
                + "' must be two numbers, two times or two other texts: "
                + FilterPrinter.literal(from.get().value())
                + " and "
                + FilterPrinter.literal(to.get().value()));
      }
    }

    /** What the bounds are. */
    public Bound.Kind kind() {
      return from.or(() -> to).orElseThrow().kind();
    }

    @Override
    public String toString() {
      return FilterPrinter.print(this);
    }
  }

  /** The field is there, whatever it holds. */
  record Exists(String field) implements Filter {
    /** Checks the field. */
    public Exists {
      checkField(field);
    }

    @Override
    public String toString() {
      return FilterPrinter.print(this);
    }
  }

  /** The field is there and null, or has a null among its elements. */
  record IsNull(String field) implements Filter {
    /** Checks the field. */
    public IsNull {
      checkField(field);
    }

    @Override
    public String toString() {
      return FilterPrinter.print(this);
    }
  }

  /** The field is missing, null, or an array without anything but null in it. */
  record IsEmpty(String field) implements Filter {
    /** Checks the field. */
    public IsEmpty {
      checkField(field);
    }

    @Override
    public String toString() {
      return FilterPrinter.print(this);
    }
  }

  /** The record's id is one of these, at least one. */
  record HasId(Set<RecordId> ids) implements Filter {
    /** Copies the set, keeping its order. */
    public HasId {
      ids = copied("ids", ids);
    }

    @Override
    public String toString() {
      return FilterPrinter.print(this);
    }
  }

  /**
   * The field is an object, or an array with an object among its elements, for which the filter
   * holds; its fields are looked up within that one object.
   */
  record Nested(String field, Filter filter) implements Filter {
    /** Checks field and depth. */
    public Nested {
      checkField(field);
      checkDepth(filter);
    }

    @Override
    public String toString() {
      return FilterPrinter.print(this);
    }
  }

  /** The field has all words of a text, whatever their case and order; see {@link Words}. */
  record Contains(String field, String text) implements Filter {
    /** Checks that there is a word. */
    public Contains {
      checkField(field);
      if (Words.of(text).isEmpty()) {
        throw new AkinException.InvalidArgument(
            "field '" + field + "' can only contain words of letters and digits: '" + text + "'");
      }
    }

    @Override
    public String toString() {
      return FilterPrinter.print(this);
    }
  }

  /**
   * The field has a text in which this one occurs as it is, case and all.
   *
   * @param text not empty
   */
  record Includes(String field, String text) implements Filter {
    /** Checks that there is something to look for. */
    public Includes {
      checkField(field);
      if (text.isEmpty()) {
        throw new AkinException.InvalidArgument(
            "text that field '" + field + "' includes must not be empty");
      }
    }

    @Override
    public String toString() {
      return FilterPrinter.print(this);
    }
  }

  /**
   * The field is a {@link GeoPoint} at most so far from the center.
   *
   * @param meters 0 or more
   */
  record GeoRadius(String field, GeoPoint center, double meters) implements Filter {
    /** Checks the range. */
    public GeoRadius {
      checkField(field);
      Objects.requireNonNull(center, "center");
      if (!(meters >= 0 && Double.isFinite(meters))) {
        throw new AkinException.InvalidArgument("meters must be 0 or more: " + meters);
      }
    }

    @Override
    public String toString() {
      return FilterPrinter.print(this);
    }
  }

  /**
   * The field is a {@link GeoPoint} within the box. One whose west is greater than its east crosses
   * the antimeridian.
   */
  record GeoBox(String field, GeoPoint southWest, GeoPoint northEast) implements Filter {
    /** Checks that south is not north of north. */
    public GeoBox {
      checkField(field);
      if (southWest.lat() > northEast.lat()) {
        throw new AkinException.InvalidArgument(
            "lat of the south-west corner must be at most that of the north-east one ("
                + northEast.lat()
                + "): "
                + southWest.lat());
      }
    }

    /** Whether a point is within. */
    public boolean contains(GeoPoint point) {
      boolean fits = point.lat() >= southWest.lat() && point.lat() <= northEast.lat();
      boolean afterWest = point.lon() >= southWest.lon();
      boolean beforeEast = point.lon() <= northEast.lon();
      return fits
          && (southWest.lon() <= northEast.lon()
              ? afterWest && beforeEast
              : afterWest || beforeEast);
    }

    @Override
    public String toString() {
      return FilterPrinter.print(this);
    }
  }

  /** Both this and the other hold. */
  default Filter and(Filter other) {
    return new All(
        appended(this instanceof All(List<Filter> parts) ? parts : List.of(this), other));
  }

  /** This or the other holds, or both. */
  default Filter or(Filter other) {
    return new Any(
        appended(this instanceof Any(List<Filter> parts) ? parts : List.of(this), other));
  }

  /** This does not hold. */
  default Filter negate() {
    return new Not(this);
  }

  private static List<Filter> appended(List<Filter> filters, Filter other) {
    List<Filter> more = new ArrayList<>(filters);
    more.add(other);
    return more;
  }

  private static void checkField(String field) {
    if (field == null || field.isEmpty()) {
      throw new AkinException.InvalidArgument("filter field must not be empty");
    }
  }

  private static List<Filter> checked(List<Filter> filters) {
    List<Filter> copy = List.copyOf(filters);
    checkCount("filters", copy.size());
    copy.forEach(Filter::checkDepth);
    return copy;
  }

  private static <T> Set<T> copied(String what, Set<T> parts) {
    Set<T> copy = Collections.unmodifiableSet(new LinkedHashSet<>(parts));
    checkCount(what, copy.size());
    if (copy.isEmpty()) {
      throw new AkinException.InvalidArgument(what + " of a filter must not be empty");
    }
    return copy;
  }

  private static void checkCount(String what, int count) {
    if (count > MAX_PARTS) {
      throw new AkinException.InvalidArgument(
          what + " of a filter must be at most " + MAX_PARTS + ": " + count);
    }
  }

  /** Every filter was checked when it was made, so a deeper one can only be one level too deep. */
  private static void checkDepth(Filter filter) {
    if (filter.depth() >= MAX_DEPTH) {
      throw new AkinException.InvalidArgument("filters must nest at most " + MAX_DEPTH + " deep");
    }
  }

  /** How deep it nests; a single condition is 1 deep. */
  default int depth() {
    return switch (this) {
      case All(List<Filter> filters) -> 1 + deepest(filters);
      case Any(List<Filter> filters) -> 1 + deepest(filters);
      case AtLeast(int _, List<Filter> filters) -> 1 + deepest(filters);
      case Not(Filter inner) -> 1 + inner.depth();
      case Nested(String _, Filter inner) -> 1 + inner.depth();
      case Match _, Prefix _, Range _, Exists _, IsNull _, IsEmpty _ -> 1;
      case HasId _, Contains _, Includes _, GeoRadius _, GeoBox _ -> 1;
    };
  }

  private static int deepest(List<Filter> filters) {
    return filters.stream().mapToInt(Filter::depth).max().orElse(0);
  }
}
