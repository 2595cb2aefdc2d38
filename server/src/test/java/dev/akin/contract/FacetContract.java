package dev.akin.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.Facet;
import dev.akin.api.FacetResult;
import dev.akin.api.Include;
import dev.akin.api.PayloadIndexType;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.Value;
import dev.akin.api.filter.Filter;
import dev.akin.api.filter.Filters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of payload fields are counted. */
interface FacetContract extends Fixture {
  private static Facet facet(Object value, long count) {
    return new Facet(Value.of(value), count);
  }

  @Test
  default void valuesOfAllKindsAreCountedOnceARecord() {
    Collection c = create(1);
    c.upsert(
        Record.of(1).put("a", List.of("x", "y", "x", List.of("x"))),
        Record.of(2).put("a", "y"),
        Record.of(3).put("a", Arrays.asList(1, 1.0, true, null)),
        Record.of(4).put("a", Map.of("b", 2)),
        Record.of(5).put("a", false),
        Record.of(6).put("a", -0.0),
        Record.of(7).put("a", 0),
        Record.of(8).put("a", 0.5),
        Record.of(9).put("a", 1L << 62));
    assertThat(c.facet("a", 100).facets())
        .containsExactly(
            facet(0, 2),
            facet("y", 2),
            facet(false, 1),
            facet(true, 1),
            facet(0.5, 1),
            facet(1, 1),
            facet(1L << 62, 1),
            facet("x", 1));
    FacetResult best = c.facet("a", 3);
    assertThat(best.facets()).containsExactly(facet(0, 2), facet("y", 2), facet(false, 1));
    assertThat(best.distinct()).isEqualTo(8);
    assertThat(best.scanned()).isEqualTo(9);
    assertThat(c.facet("a.b", 5).facets()).containsExactly(facet(2, 1));
    assertThat(c.facet("nothing", 5).facets()).isEmpty();
    assertThat(c.facet("a", Filters.eq("a", "y"), 5).facets())
        .containsExactly(facet("y", 2), facet("x", 1));
  }

  @ParameterizedTest
  @EnumSource(PayloadIndexType.class)
  default void anIndexCountsWhatAScanDoes(PayloadIndexType type) {
    Random random = new Random(SEED);
    Collection c = create(1);
    List<Record> records = new ArrayList<>();
    for (int i = 0; i < 1500; i++) {
      Object value =
          switch (type) {
            case KEYWORD, TEXT, GEO, SPARSE -> "w" + random.nextInt(random.nextBoolean() ? 10 : 80);
            case NUMBER ->
                random.nextBoolean() ? (Object) random.nextInt(20) : random.nextInt(40) / 2.0;
            case BOOL -> random.nextBoolean();
            case DATETIME -> "2026-01-" + (10 + random.nextInt(20));
          };
      Object values = random.nextInt(3) > 0 ? value : List.of(value, value);
      records.add(Record.of(i).put("v", values).put("n", random.nextInt(10)));
    }
    c.upsert(records);
    Filter some = Filters.lessThan("n", 4);
    FacetResult all = c.facet("v", 100);
    FacetResult few = c.facet("v", some, 100);
    assertThat(all.facets().stream().mapToLong(Facet::count).sum()).isEqualTo(1500);
    assertThat(few.facets()).isNotEqualTo(all.facets());
    c.createPayloadIndex("v", type);
    c.createPayloadIndex("n", PayloadIndexType.NUMBER);
    c.awaitIndexed(PATIENCE);
    // Neither times nor words are the values that they are made of.
    boolean tells =
        switch (type) {
          case KEYWORD, NUMBER, BOOL -> true;
          case DATETIME, TEXT, GEO, SPARSE -> false;
        };
    assertThat(c.facet("v", 100))
        .isEqualTo(new FacetResult(all.facets(), all.distinct(), tells ? 0 : 1500));
    FacetResult indexed = c.facet("v", some, 100);
    assertThat(indexed.facets()).isEqualTo(few.facets());
    assertThat(indexed.scanned() == 0).isEqualTo(tells);
    // What was deleted, replaced or changed does not count, and a value of another kind does.
    c.delete(
        records.stream()
            .map(Record::id)
            .filter(id -> id instanceof RecordId.Numeric(long n) && n % 3 == 0)
            .toList());
    c.setPayload(List.of(RecordId.of(7)), Map.of("v", records.get(8).payload().get("v")));
    FacetResult fewer = c.facet("v", some, 100);
    assertThat(fewer.scanned() == 0).isEqualTo(tells);
    c.dropPayloadIndex("v");
    assertThat(fewer.facets()).isEqualTo(c.facet("v", some, 100).facets());
    c.createPayloadIndex("v", type);
    c.awaitIndexed(PATIENCE);
    c.setPayload(List.of(RecordId.of(1)), Map.of("v", "another"));
    c.setPayload(List.of(RecordId.of(2)), Map.of("v", 77.5));
    c.setPayload(List.of(RecordId.of(4)), Map.of("v", true));
    FacetResult after = c.facet("v", 100);
    Map<Value, Long> expected = new HashMap<>();
    c.scroll(Optional.empty(), 10_000, Include.DEFAULTS)
        .records()
        .forEach(
            record -> {
              Value value = record.payload().get("v");
              List<Value> values =
                  value instanceof Value.Array(List<Value> elements) ? elements : List.of(value);
              for (Value each : new HashSet<>(values)) {
                Value whole =
                    each instanceof Value.Real(double n) && n == (long) n
                        ? new Value.Int((long) n)
                        : each;
                expected.merge(whole, 1L, Long::sum);
              }
            });
    Map<Value, Long> counted = new HashMap<>();
    after.facets().forEach(facet -> counted.put(facet.value(), facet.count()));
    assertThat(counted).isEqualTo(expected);
    assertThat(after.scanned()).isEqualTo(1000);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, Collection.MAX_BATCH + 1})
  default void aLimitOfFacetsOutOfRangeIsRefused(int limit) {
    Collection c = create(1);
    assertThatThrownBy(() -> c.facet("a", limit))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("limit must be 1 to 10000: " + limit);
    assertThatThrownBy(() -> c.facet("", 1))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("field");
  }
}
