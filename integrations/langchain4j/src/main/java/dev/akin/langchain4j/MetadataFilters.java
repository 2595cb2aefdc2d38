package dev.akin.langchain4j;

import dev.akin.api.AkinException;
import dev.akin.api.filter.Filter;
import dev.akin.api.filter.Filters;
import dev.langchain4j.store.embedding.filter.comparison.ContainsString;
import dev.langchain4j.store.embedding.filter.comparison.IsEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsGreaterThan;
import dev.langchain4j.store.embedding.filter.comparison.IsGreaterThanOrEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsIn;
import dev.langchain4j.store.embedding.filter.comparison.IsLessThan;
import dev.langchain4j.store.embedding.filter.comparison.IsLessThanOrEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsNotEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsNotIn;
import dev.langchain4j.store.embedding.filter.logical.And;
import dev.langchain4j.store.embedding.filter.logical.Not;
import dev.langchain4j.store.embedding.filter.logical.Or;
import java.util.Collection;
import java.util.UUID;

/**
 * LangChain4j's filters on metadata as Akin's filters on the payload. Both take a condition that is
 * negated to hold where the key is missing.
 */
final class MetadataFilters {
  private MetadataFilters() {}

  /**
   * The filter that means the same.
   *
   * @throws AkinException.InvalidArgument for a filter of a class that is not LangChain4j's own
   */
  static Filter toAkin(dev.langchain4j.store.embedding.filter.Filter filter) {
    return switch (filter) {
      case And and -> toAkin(and.left()).and(toAkin(and.right()));
      case Or or -> toAkin(or.left()).or(toAkin(or.right()));
      case Not not -> toAkin(not.expression()).negate();
      case IsEqualTo it -> Filters.eq(field(it.key()), value(it.comparisonValue()));
      case IsNotEqualTo it -> Filters.notEq(field(it.key()), value(it.comparisonValue()));
      case IsIn it -> in(it.key(), it.comparisonValues());
      case IsNotIn it -> in(it.key(), it.comparisonValues()).negate();
      case IsGreaterThan it -> Filters.greaterThan(field(it.key()), value(it.comparisonValue()));
      case IsGreaterThanOrEqualTo it ->
          Filters.atLeast(field(it.key()), value(it.comparisonValue()));
      case IsLessThan it -> Filters.lessThan(field(it.key()), value(it.comparisonValue()));
      case IsLessThanOrEqualTo it -> Filters.atMost(field(it.key()), value(it.comparisonValue()));
      case ContainsString it -> includes(it.key(), it.comparisonValue());
      default ->
          throw new AkinException.InvalidArgument(
              "filter of a class that has no counterpart: " + filter.getClass().getName());
    };
  }

  private static Filter in(String key, Collection<?> values) {
    return Filters.in(field(key), values.stream().map(MetadataFilters::value).toList());
  }

  private static Filter includes(String key, String text) {
    // Every text includes the empty one, and begins with it.
    return text.isEmpty() ? Filters.startsWith(field(key), "") : Filters.includes(field(key), text);
  }

  private static String field(String key) {
    return SegmentRecords.METADATA + "." + key;
  }

  /** A metadata value as the payload holds it. */
  static Object value(Object value) {
    return value instanceof UUID uuid ? uuid.toString() : value;
  }
}
