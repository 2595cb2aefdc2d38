package dev.akin.api.filter;

import dev.akin.api.AkinException;
import dev.akin.api.RecordId;
import dev.akin.api.Value;
import dev.akin.api.filter.FilterLexer.Kind;
import dev.akin.api.filter.FilterLexer.Token;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Reads filters from text:
 *
 * <pre>{@code
 * price < 20 and tag in ["a", "b"] and not sold
 * 10 <= price < 20 or title contains "red shoe" or place within 5 km of (52.5, 13.4)
 * at least 2 of (lang = "en", year >= 2020, items has (name = "lamp" and qty > 2))
 * id in ["doc-1", 7] or created >= "2026-01-31" or author.name starts with "Ann"
 * note exists and note is not null and tags is empty
 * }</pre>
 *
 * <p>Keywords may be in any case. A field that is no plain word, or is called as a keyword, stands
 * in backticks; {@code id} is the record's id.
 */
public final class FilterParser {
  private static final int MAX_NESTING = 100;
  private static final String VALUE = "a text in quotes, a number, true or false";

  private final FilterLexer lexer;
  private Token token;
  private int nesting;

  private FilterParser(String text) {
    this.lexer = new FilterLexer(text);
    this.token = lexer.next();
  }

  /**
   * The filter that a text says.
   *
   * @throws AkinException.InvalidArgument if it says none; the message names the column
   */
  public static Filter parse(String text) {
    FilterParser parser = new FilterParser(text);
    Filter filter = parser.either();
    if (parser.token.kind() != Kind.END) {
      throw parser.expected("'and', 'or' or the end");
    }
    return filter;
  }

  private Filter either() {
    Filter first = both();
    if (!isWord("or")) {
      return first;
    }
    List<Filter> filters = new ArrayList<>(List.of(first));
    int column = token.column();
    while (takeWord("or")) {
      filters.add(both());
    }
    return at(column, () -> new Filter.Any(filters));
  }

  private Filter both() {
    Filter first = negation();
    if (!isWord("and")) {
      return first;
    }
    List<Filter> filters = new ArrayList<>(List.of(first));
    int column = token.column();
    while (takeWord("and")) {
      filters.add(negation());
    }
    return at(column, () -> new Filter.All(filters));
  }

  private Filter negation() {
    int column = token.column();
    if (++nesting > MAX_NESTING) {
      throw FilterLexer.error(column, "filters nest too deep");
    }
    Filter filter;
    if (takeWord("not")) {
      Filter inner = negation();
      filter = at(column, () -> new Filter.Not(inner));
    } else {
      filter = primary();
    }
    nesting--;
    return filter;
  }

  private Filter primary() {
    Token first = token;
    switch (first.kind()) {
      case NUMBER, STRING -> {
        return chain();
      }
      case FIELD -> {
        advance();
        return condition(first);
      }
      case WORD -> {
        return word();
      }
      case SYMBOL -> {
        if (takeSymbol("(")) {
          Filter inner = either();
          expectSymbol(")");
          return inner;
        }
      }
      case END -> {}
    }
    throw expected("a condition, such as price < 20");
  }

  private Filter word() {
    Token first = token;
    if (isWord("true") || isWord("false") || isWord("and") || isWord("or")) {
      throw expected("a field");
    }
    advance();
    if (isSymbol("(") && first.text().equalsIgnoreCase("all")) {
      List<Filter> filters = list();
      return at(first.column(), () -> new Filter.All(filters));
    }
    if (isSymbol("(") && first.text().equalsIgnoreCase("any")) {
      List<Filter> filters = list();
      return at(first.column(), () -> new Filter.Any(filters));
    }
    if (isWord("least") && first.text().equalsIgnoreCase("at")) {
      return atLeast(first.column());
    }
    return first.text().equalsIgnoreCase("id") ? hasId(first.column()) : condition(first);
  }

  private Filter atLeast(int column) {
    expectWord("least");
    Token number = expect(Kind.NUMBER, "a number of filters");
    int count = at(number.column(), () -> Integer.parseInt(number.text()));
    expectWord("of");
    List<Filter> filters = list();
    return at(column, () -> new Filter.AtLeast(count, filters));
  }

  private List<Filter> list() {
    expectSymbol("(");
    List<Filter> filters = new ArrayList<>();
    if (takeSymbol(")")) {
      return filters;
    }
    do {
      filters.add(either());
    } while (takeSymbol(","));
    expectSymbol(")");
    return filters;
  }

  private Filter hasId(int column) {
    boolean unequal = isSymbol("!=");
    if (unequal || takeSymbol("=") || takeSymbol("==")) {
      if (unequal) {
        advance();
      }
      RecordId id = id();
      Filter filter = new Filter.HasId(Set.of(id));
      return unequal ? filter.negate() : filter;
    }
    boolean negated = takeWord("not");
    expectWord("in");
    expectSymbol("[");
    Set<RecordId> ids = new LinkedHashSet<>();
    do {
      ids.add(id());
    } while (takeSymbol(","));
    expectSymbol("]");
    return negatedIf(negated, at(column, () -> new Filter.HasId(ids)));
  }

  private RecordId id() {
    Token first = token;
    if (takeWord("uuid")) {
      Token text = expect(Kind.STRING, "a UUID in quotes");
      return at(text.column(), () -> RecordId.of(UUID.fromString(text.text())));
    }
    if (first.kind() == Kind.STRING) {
      advance();
      return at(first.column(), () -> RecordId.of(first.text()));
    }
    expect(Kind.NUMBER, "an id: a text in quotes, a number, or uuid \"…\"");
    return at(first.column(), () -> RecordId.of(Long.parseUnsignedLong(first.text())));
  }

  private Filter condition(Token field) {
    String name = field.text();
    if (token.kind() == Kind.SYMBOL) {
      String operator = token.text();
      switch (operator) {
        case "=", "==", "!=" -> {
          advance();
          Value value = value();
          Filter match = at(field.column(), () -> new Filter.Match(name, Set.of(value)));
          return negatedIf(operator.equals("!="), match);
        }
        case "<", "<=" -> {
          advance();
          Optional<Bound> to = Optional.of(bound(operator.equals("<=")));
          return at(field.column(), () -> new Filter.Range(name, Optional.empty(), to));
        }
        case ">", ">=" -> {
          advance();
          Optional<Bound> from = Optional.of(bound(operator.equals(">=")));
          return at(field.column(), () -> new Filter.Range(name, from, Optional.empty()));
        }
        default -> {
          return isTrue(field);
        }
      }
    }
    if (takeWord("is")) {
      return is(field);
    }
    boolean negated = isWord("not");
    if (negated) {
      advance();
    }
    Filter filter = worded(field);
    if (filter == null && negated) {
      throw expected("in, contains, includes, starts with, within, has or exists");
    }
    return filter == null ? isTrue(field) : negatedIf(negated, filter);
  }

  private static Filter isTrue(Token field) {
    return at(
        field.column(), () -> new Filter.Match(field.text(), Set.<Value>of(new Value.Bool(true))));
  }

  private Filter is(Token field) {
    boolean negated = takeWord("not");
    if (takeWord("null")) {
      return negatedIf(negated, at(field.column(), () -> new Filter.IsNull(field.text())));
    }
    if (takeWord("empty")) {
      return negatedIf(negated, at(field.column(), () -> new Filter.IsEmpty(field.text())));
    }
    throw expected(negated ? "null or empty" : "null, empty or not");
  }

  /** The condition that the next word begins, or null if it begins none. */
  private Filter worded(Token field) {
    String name = field.text();
    if (takeWord("exists")) {
      return at(field.column(), () -> new Filter.Exists(name));
    }
    if (takeWord("contains")) {
      String text = expect(Kind.STRING, "words in quotes").text();
      return at(field.column(), () -> new Filter.Contains(name, text));
    }
    if (takeWord("includes")) {
      String text = expect(Kind.STRING, "a text in quotes").text();
      return at(field.column(), () -> new Filter.Includes(name, text));
    }
    if (takeWord("starts")) {
      expectWord("with");
      String prefix = expect(Kind.STRING, "a text in quotes").text();
      return at(field.column(), () -> new Filter.Prefix(name, prefix));
    }
    if (takeWord("has")) {
      expectSymbol("(");
      Filter inner = either();
      expectSymbol(")");
      return at(field.column(), () -> new Filter.Nested(name, inner));
    }
    if (takeWord("within")) {
      return within(field);
    }
    if (takeWord("in")) {
      return takeWord("box") ? box(field) : in(field);
    }
    return null;
  }

  private Filter within(Token field) {
    double distance = number("a distance");
    boolean kilometers = isWord("km");
    if (!kilometers && !isWord("m")) {
      throw expected("m or km");
    }
    advance();
    expectWord("of");
    GeoPoint center = point();
    double meters = kilometers ? distance * 1000 : distance;
    return at(field.column(), () -> new Filter.GeoRadius(field.text(), center, meters));
  }

  private Filter box(Token field) {
    GeoPoint southWest = point();
    expectWord("to");
    GeoPoint northEast = point();
    return at(field.column(), () -> new Filter.GeoBox(field.text(), southWest, northEast));
  }

  private GeoPoint point() {
    int column = token.column();
    expectSymbol("(");
    double lat = number("a latitude");
    expectSymbol(",");
    double lon = number("a longitude");
    expectSymbol(")");
    return at(column, () -> new GeoPoint(lat, lon));
  }

  private double number(String what) {
    return Double.parseDouble(expect(Kind.NUMBER, what).text());
  }

  private Filter in(Token field) {
    expectSymbol("[");
    Set<Value> values = new LinkedHashSet<>();
    do {
      values.add(value());
    } while (takeSymbol(","));
    expectSymbol("]");
    return at(field.column(), () -> new Filter.Match(field.text(), values));
  }

  /** {@code 10 <= price < 20}, or the same with greater-than signs. */
  private Filter chain() {
    int column = token.column();
    Token firstToken = token;
    Value first = value();
    boolean less = isSymbol("<") || isSymbol("<=");
    if (!less && !isSymbol(">") && !isSymbol(">=")) {
      throw expected("<, <=, > or >= after " + firstToken.shown());
    }
    Bound left = at(column, () -> new Bound(first, token.text().length() == 2));
    advance();
    Token field = token;
    if (field.kind() != Kind.WORD && field.kind() != Kind.FIELD) {
      throw expected("a field");
    }
    advance();
    Optional<Bound> right = Optional.empty();
    String strict = less ? "<" : ">";
    if (isSymbol(strict) || isSymbol(strict + "=")) {
      boolean inclusive = token.text().length() == 2;
      advance();
      right = Optional.of(bound(inclusive));
    }
    Optional<Bound> from = less ? Optional.of(left) : right;
    Optional<Bound> to = less ? right : Optional.of(left);
    return at(column, () -> new Filter.Range(field.text(), from, to));
  }

  private Bound bound(boolean inclusive) {
    int column = token.column();
    Value value = value();
    return at(column, () -> new Bound(value, inclusive));
  }

  private Value value() {
    Token first = token;
    if (takeWord("true")) {
      return new Value.Bool(true);
    }
    if (takeWord("false")) {
      return new Value.Bool(false);
    }
    if (first.kind() == Kind.STRING) {
      advance();
      return new Value.Text(first.text());
    }
    if (isWord("null")) {
      throw FilterLexer.error(first.column(), "null is no value; write FIELD is null");
    }
    expect(Kind.NUMBER, VALUE);
    boolean real = first.text().chars().anyMatch(c -> c == '.' || (c | 0x20) == 'e');
    return at(
        first.column(),
        () ->
            real
                ? new Value.Real(Double.parseDouble(first.text()))
                : new Value.Int(Long.parseLong(first.text())));
  }

  private static Filter negatedIf(boolean negated, Filter filter) {
    return negated ? filter.negate() : filter;
  }

  /** The value, with the column put in front of whatever its making complains of. */
  private static <T> T at(int column, Supplier<T> value) {
    try {
      return value.get();
    } catch (NumberFormatException e) {
      throw FilterLexer.error(column, "number is out of range");
    } catch (AkinException.InvalidArgument | IllegalArgumentException e) {
      throw FilterLexer.error(column, e.getMessage());
    }
  }

  private void advance() {
    token = lexer.next();
  }

  private boolean isWord(String word) {
    return token.kind() == Kind.WORD && token.text().equalsIgnoreCase(word);
  }

  private boolean isSymbol(String symbol) {
    return token.kind() == Kind.SYMBOL && token.text().equals(symbol);
  }

  private boolean takeWord(String word) {
    boolean there = isWord(word);
    if (there) {
      advance();
    }
    return there;
  }

  private boolean takeSymbol(String symbol) {
    boolean there = isSymbol(symbol);
    if (there) {
      advance();
    }
    return there;
  }

  private void expectWord(String word) {
    if (!takeWord(word)) {
      throw expected("'" + word + "'");
    }
  }

  private void expectSymbol(String symbol) {
    if (!takeSymbol(symbol)) {
      throw expected("'" + symbol + "'");
    }
  }

  private Token expect(Kind kind, String what) {
    Token found = token;
    if (found.kind() != kind) {
      throw expected(what);
    }
    advance();
    return found;
  }

  private AkinException.InvalidArgument expected(String what) {
    return FilterLexer.error(token.column(), "expected " + what + ", found " + token.shown());
  }
}
