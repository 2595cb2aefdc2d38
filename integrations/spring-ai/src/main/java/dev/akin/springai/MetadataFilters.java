package dev.akin.springai;

import dev.akin.api.AkinException;
import dev.akin.api.filter.Filter;
import dev.akin.api.filter.Filters;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.springframework.ai.vectorstore.filter.Filter.Expression;
import org.springframework.ai.vectorstore.filter.Filter.Group;
import org.springframework.ai.vectorstore.filter.Filter.Operand;

/**
 * Spring AI's portable filters on metadata as Akin's filters on the payload. Both take a condition
 * that is negated to hold where the key is missing, and {@code is null} to hold there as well.
 */
final class MetadataFilters {
  private MetadataFilters() {}

  /**
   * The filter that means the same.
   *
   * @throws AkinException.InvalidArgument for an expression without a key where there must be one,
   *     or with a value that has no order
   */
  static Filter toAkin(Operand operand) {
    return switch (operand) {
      case Group group -> toAkin(group.content());
      case Expression expression -> expression(expression);
      default -> throw invalid("an expression", operand);
    };
  }

  private static Filter expression(Expression it) {
    return switch (it.type()) {
      case AND -> toAkin(it.left()).and(toAkin(it.right()));
      case OR -> toAkin(it.left()).or(toAkin(it.right()));
      case NOT -> toAkin(it.left()).negate();
      case EQ -> Filters.eq(field(it), value(it));
      case NE -> Filters.notEq(field(it), value(it));
      case GT -> Filters.greaterThan(field(it), value(it));
      case GTE -> Filters.atLeast(field(it), value(it));
      case LT -> Filters.lessThan(field(it), value(it));
      case LTE -> Filters.atMost(field(it), value(it));
      case IN -> Filters.in(field(it), values(it));
      case NIN -> Filters.in(field(it), values(it)).negate();
      case ISNULL -> Filters.isEmpty(field(it));
      case ISNOTNULL -> Filters.isEmpty(field(it)).negate();
    };
  }

  private static String field(Expression expression) {
    if (!(expression.left()
        instanceof org.springframework.ai.vectorstore.filter.Filter.Key(String key))) {
      throw invalid("a metadata key on the left", expression.left());
    }
    boolean isQuoted =
        key.length() > 1
            && (key.charAt(0) == '"' || key.charAt(0) == '\'')
            && key.charAt(key.length() - 1) == key.charAt(0);
    return DocumentRecords.METADATA + "." + (isQuoted ? key.substring(1, key.length() - 1) : key);
  }

  private static Object value(Expression expression) {
    if (!(expression.right()
        instanceof org.springframework.ai.vectorstore.filter.Filter.Value(Object value))) {
      throw invalid("a value on the right", expression.right());
    }
    return plain(value);
  }

  private static List<Object> values(Expression expression) {
    return value(expression) instanceof Collection<?> values
        ? values.stream().map(MetadataFilters::plain).toList()
        : List.of(value(expression));
  }

  /** A metadata value as the payload holds it. */
  static Object plain(Object value) {
    return switch (value) {
      case UUID uuid -> uuid.toString();
      case Date date -> DateTimeFormatter.ISO_INSTANT.format(date.toInstant());
      case TemporalAccessor time -> time.toString();
      case Enum<?> constant -> constant.name();
      case null, default -> value;
    };
  }

  private static AkinException.InvalidArgument invalid(String expected, Operand found) {
    return new AkinException.InvalidArgument("filter: expected " + expected + ": " + found);
  }
}
