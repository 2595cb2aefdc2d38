package dev.akin.api.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException.InvalidArgument;
import dev.akin.api.RecordId;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterParserTest {
  private static final long SEED = Long.getLong("test.seed", 11);

  @Test
  void whatIsPrintedIsParsedToTheSame() {
    RandomFilters filters = new RandomFilters(SEED);
    for (int i = 0; i < 5_000; i++) {
      Filter filter = filters.next(1 + i % 6);
      assertThat(FilterParser.parse(filter.toString()))
          .as("seed %d, number %d: %s", SEED, i, filter)
          .isEqualTo(filter);
    }
  }

  @Test
  void expressionsMeanWhatTheySay() {
    parses(
        "price < 20 and tag in [\"a\",'b'] and not sold",
        Filters.all(
            Filters.lessThan("price", 20),
            Filters.in("tag", "a", "b"),
            Filters.not(Filters.eq("sold", true))));
    parses(
        "a = 1 or b = 2.5 and (c != 'x' or d)",
        Filters.any(
            Filters.eq("a", 1),
            Filters.all(
                Filters.eq("b", 2.5),
                Filters.any(Filters.notEq("c", "x"), Filters.eq("d", true)))));
    parses("-5 <= n <= 5", Filters.between("n", -5, 5));
    parses("5 >= n >= -5", Filters.between("n", -5, 5));
    parses("5 > n", Filters.lessThan("n", 5));
    parses("n NOT IN [1]", Filters.notEq("n", 1));
    parses("t >= '2026-01-31'", Filters.atLeast("t", "2026-01-31"));
    parses("n is not null", Filters.not(Filters.isNull("n")));
    parses("n is empty or not n exists", Filters.isEmpty("n").or(Filters.exists("n").negate()));
    parses("n contains 'red shoe'", Filters.contains("n", "red shoe"));
    parses("n includes 'red'", Filters.includes("n", "red"));
    parses("name < 'm'", Filters.lessThan("name", "m"));
    parses("n starts with 're'", Filters.startsWith("n", "re"));
    parses("place within 5 km of (52.5, 13)", Filters.within("place", 52.5, 13, 5000));
    parses(
        "place in box (-1, 170) to (1, -170)",
        Filters.inBox("place", new GeoPoint(-1, 170), new GeoPoint(1, -170)));
    parses(
        "items has (name = 'lamp' and qty > 2)",
        Filters.nested("items", Filters.eq("name", "lamp").and(Filters.greaterThan("qty", 2))));
    parses(
        "at least 2 of (a, b, c)",
        Filters.atLeastOf(2, Filters.eq("a", true), Filters.eq("b", true), Filters.eq("c", true)));
    UUID uuid = new UUID(1, 2);
    parses(
        "id in ['a', 18446744073709551615, uuid '" + uuid + "']",
        Filters.hasId(RecordId.of("a"), RecordId.of(-1), RecordId.of(uuid)));
    parses("id != 7", Filters.hasId(RecordId.of(7)).negate());
    parses("`id` = 7 and `a ``b`", Filters.eq("id", 7).and(Filters.eq("a `b", true)));
  }

  private static void parses(String text, Filter filter) {
    assertThat(FilterParser.parse(text)).as(text).isEqualTo(filter);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "price < and             | column 9: expected a text in quotes, a number, true or false,",
        "price <                 | column 8: expected a text in quotes, a number, true or false,"
            + " found the end",
        "price < 20 tag          | column 12: expected 'and', 'or' or the end, found 'tag'",
        "price < 20 and          | column 15: expected a condition, such as price < 20, found the"
            + " end",
        "(a = 1                  | column 7: expected ')'",
        "a = 'x                  | column 5: the text that begins here has no closing '",
        "a in []                 | column 7: expected a text",
        "a in [1 2]              | column 9: expected ']', found '2'",
        "a ~ 1                   | column 3: '~' has no meaning here",
        "a < '2026-13-01'        | column 5: range bound must be a number, a text, or an ISO-8601",
        "a = 99999999999999999999| column 5: number is out of range",
        "a = 1e999               | column 5: payload number must be finite",
        "a = null                | column 5: null is no value; write FIELD is null",
        "a contains '?'          | column 1: field 'a' can only contain words",
        "at least 3 of (a, b)    | column 1: count must be 1 to the number of filters (2): 3",
        "a includes ''           | column 1: text that field 'a' includes must not be empty",
        "p within 5 miles of (1,1)| column 12: expected m or km, found 'miles'",
        "p within 5 m of (91, 1) | column 17: lat must be -90 to 90: 91.0",
        "id in [uuid 'x']        | column 13: Invalid UUID string: x",
        "1 < a < '2026-01-31'    | column 1: bounds of field 'a' must be two numbers, two times or",
        "'b' < a < '2026-01-31'  | column 1: bounds of field 'a' must be two numbers, two times or",
        "a = 'x\\q'              | column 7: unknown escape",
        "or                      | column 1: expected a field, found 'or'",
      })
  void errorsNameTheColumn(String text, String message) {
    assertThatThrownBy(() -> FilterParser.parse(text))
        .isInstanceOf(InvalidArgument.class)
        .hasMessageStartingWith("filter, " + message);
  }

  @Test
  void neitherDepthNorParenthesesOverflowTheStack() {
    assertThatThrownBy(() -> FilterParser.parse("(".repeat(100_000)))
        .isInstanceOf(InvalidArgument.class)
        .hasMessageContaining("filters nest too deep");
    assertThatThrownBy(() -> FilterParser.parse("not ".repeat(Filter.MAX_DEPTH) + "a"))
        .isInstanceOf(InvalidArgument.class)
        .hasMessageContaining("filters must nest at most 24 deep");
    assertThat(FilterParser.parse("not ".repeat(Filter.MAX_DEPTH - 1) + "a")).isNotNull();
  }

  @Test
  void timesAreReadWithAndWithoutOffset() {
    assertThat(IsoTime.parse("2026-01-31T10:00:00+02:00"))
        .isEqualTo(IsoTime.parse("2026-01-31T08:00"))
        .isPresent();
    assertThat(IsoTime.parse("2026-01-31")).isEqualTo(IsoTime.parse("2026-01-31T00:00:00Z"));
    assertThat(IsoTime.parse("2026-02-30")).isEmpty();
    assertThat(IsoTime.parse("1234-5678-90")).isEmpty();
    assertThat(IsoTime.parse("next year!")).isEmpty();
  }
}
