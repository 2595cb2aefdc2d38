package dev.akin.api.filter;

import dev.akin.api.RecordId;
import dev.akin.api.Value;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes filters that read well:
 *
 * <pre>{@code
 * Filters.eq("lang", "en").and(Filters.lessThan("price", 20)).and(Filters.eq("sold", true).negate())
 * }</pre>
 *
 * <p>Values are plain Java objects, as {@link Value#of} takes them; bounds of ranges may also be
 * {@link Instant}s. All methods throw {@link dev.akin.api.AkinException.InvalidArgument} for values
 * that a filter cannot have.
 */
public final class Filters {
  private Filters() {}

  /** The field has the value. */
  public static Filter eq(String field, Object value) {
    return new Filter.Match(field, Set.of(Value.of(value)));
  }

  /** The field does not have the value. */
  public static Filter notEq(String field, Object value) {
    return eq(field, value).negate();
  }

  /** The field has one of the values. */
  public static Filter in(String field, Collection<?> values) {
    Set<Value> set = new LinkedHashSet<>();
    values.forEach(value -> set.add(Value.of(value)));
    return new Filter.Match(field, set);
  }

  /** The field has one of the values. */
  public static Filter in(String field, Object... values) {
    return in(field, List.of(values));
  }

  /** The field is less than the value. */
  public static Filter lessThan(String field, Object value) {
    return new Filter.Range(field, Optional.empty(), Optional.of(bound(value, false)));
  }

  /** The field is the value or less. */
  public static Filter atMost(String field, Object value) {
    return new Filter.Range(field, Optional.empty(), Optional.of(bound(value, true)));
  }

  /** The field is greater than the value. */
  public static Filter greaterThan(String field, Object value) {
    return new Filter.Range(field, Optional.of(bound(value, false)), Optional.empty());
  }

  /** The field is the value or greater. */
  public static Filter atLeast(String field, Object value) {
    return new Filter.Range(field, Optional.of(bound(value, true)), Optional.empty());
  }

  /** The field is between the values, both included. */
  public static Filter between(String field, Object from, Object to) {
    return new Filter.Range(field, Optional.of(bound(from, true)), Optional.of(bound(to, true)));
  }

  private static Bound bound(Object value, boolean inclusive) {
    return new Bound(
        value instanceof Instant instant ? new Value.Text(instant.toString()) : Value.of(value),
        inclusive);
  }

  /** The field has a text that begins so. */
  public static Filter startsWith(String field, String prefix) {
    return new Filter.Prefix(field, prefix);
  }

  /** The field has all words of the text. */
  public static Filter contains(String field, String text) {
    return new Filter.Contains(field, text);
  }

  /** The field has a text in which this one occurs, case and all. */
  public static Filter includes(String field, String text) {
    return new Filter.Includes(field, text);
  }

  /** The field is there. */
  public static Filter exists(String field) {
    return new Filter.Exists(field);
  }

  /** The field is null. */
  public static Filter isNull(String field) {
    return new Filter.IsNull(field);
  }

  /** The field is missing or has no value. */
  public static Filter isEmpty(String field) {
    return new Filter.IsEmpty(field);
  }

  /** The record's id is one of these. */
  public static Filter hasId(RecordId... ids) {
    return new Filter.HasId(new LinkedHashSet<>(List.of(ids)));
  }

  /** One object in the field fulfils the filter. */
  public static Filter nested(String field, Filter filter) {
    return new Filter.Nested(field, filter);
  }

  /** The field is a place at most so many meters away. */
  public static Filter within(String field, double lat, double lon, double meters) {
    return new Filter.GeoRadius(field, new GeoPoint(lat, lon), meters);
  }

  /** The field is a place in the box between its south-west and north-east corners. */
  public static Filter inBox(String field, GeoPoint southWest, GeoPoint northEast) {
    return new Filter.GeoBox(field, southWest, northEast);
  }

  /** All hold. */
  public static Filter all(Filter... filters) {
    return new Filter.All(List.of(filters));
  }

  /** At least one holds. */
  public static Filter any(Filter... filters) {
    return new Filter.Any(List.of(filters));
  }

  /** The filter does not hold. */
  public static Filter not(Filter filter) {
    return filter.negate();
  }

  /** At least so many hold. */
  public static Filter atLeastOf(int count, Filter... filters) {
    return new Filter.AtLeast(count, List.of(filters));
  }
}
