package dev.akin.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.CountEstimate;
import dev.akin.api.FilterStats;
import dev.akin.api.Hit;
import dev.akin.api.PayloadIndexInfo;
import dev.akin.api.PayloadIndexType;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.SearchResult;
import dev.akin.api.filter.Filter;
import dev.akin.api.filter.FilterParser;
import dev.akin.api.filter.Filters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Filters mean what docs/filters.md says, whether an index or a scan answers them. */
interface FilterContract extends Fixture {
  /** An expression, then the ids of the records that match. */
  List<String> MEANINGS =
      List.of(
          "all() -> 1 2 3 4 5 6",
          "any() ->",
          "all(lang = 'en') -> 1 2",
          "lang = 'en' -> 1 2",
          "lang != 'en' -> 3 4 5 6",
          "lang in ['de', 'fr'] -> 3 4",
          "lang starts with 'e' -> 1 2 5",
          "lang starts with '' -> 1 2 3 4 5",
          "lang = 'EN' ->",
          "price = 10 -> 1 2",
          "price in [10, 20.5] -> 1 2 3",
          "price = '10' -> 4",
          "price < 20 -> 1 2 6",
          "price <= 20.5 -> 1 2 3 6",
          "price > 10 -> 3 5",
          "price >= 10 -> 1 2 3 5",
          "10 < price < 30 -> 3",
          "30 > price >= 10 -> 1 2 3",
          "20 < price < 10 ->",
          "price < 10 and price > 30 ->",
          "sold -> 1 4",
          "not sold -> 2 3 5 6",
          "sold = false -> 2 5",
          "tags = 'a' -> 1 2",
          "tags in ['b', 'c'] -> 1 3",
          "tags = 'a' and tags = 'b' -> 1",
          "tags = 'a' or lang = 'fr' -> 1 2 3 4",
          "tags is empty -> 4 5 6",
          "tags exists -> 1 2 3 4 5",
          "tags is null -> 5",
          "tags is not empty -> 1 2 3",
          "not tags exists -> 6",
          "lang < 'en' -> 3",
          "'en' <= lang < 'fr' -> 1 2 5",
          "lang > 'fr' ->",
          "author.name > 'Ann' -> 2 3",
          "title includes 'ed sho' -> 1",
          "title includes 'hoe' -> 1",
          "lang includes 'r' -> 3 4",
          "created > 'n' -> 4",
          "created < '2026-01-01' -> 2",
          "created >= '2026-01-01' -> 1 3",
          "created = '2025-12-31T23:30:00-01:00' -> 3",
          "'2026-01-01T00:30:00Z' <= created < '2026-01-02' -> 3",
          "author.name = 'Ann' -> 1 3",
          "author.name exists -> 1 2 3 4",
          "author = 'Ann' ->",
          "items.name = 'lamp' and items.qty > 2 -> 1 2",
          "items has (name = 'lamp' and qty > 2) -> 2",
          "not items has (name = 'lamp') -> 3 4 5 6",
          "items has (id = 2) -> 2",
          "title contains 'red SHOE' -> 1 2",
          "title contains 'red hat' -> 3",
          "title contains 're' ->",
          "place within 5 km of (52.52, 13.405) -> 1",
          "place within 300 km of (52.52, 13.405) -> 1 2",
          "place in box (50, 5) to (55, 15) -> 1 2",
          "place in box (-20, 170) to (0, -170) -> 3",
          "place in box (-20, -170) to (0, 176) -> 2 3",
          "place within 1000 km of (-10, -179) -> 3",
          "place exists -> 1 2 3 4",
          "`dotted.name` = 1 -> 6",
          "deep.dotted.name = 2 -> 6",
          "id in [1, 3, 99] -> 1 3",
          "id = '1' ->",
          "not id = 1 and lang = 'en' -> 2",
          "at least 2 of (lang = 'en', price = 10, sold) -> 1 2",
          "at least 3 of (lang = 'en', price = 10, sold) -> 1",
          "not (lang = 'en' or sold) -> 3 5 6",
          "big = 9007199254740993 -> 1",
          "big < 9007199254740993 -> 2 3",
          "big = 9007199254740992 -> 2 3");

  private static List<Record> records() {
    return List.of(
        Record.of(1)
            .put("lang", "en")
            .put("price", 10)
            .put("sold", true)
            .put("tags", List.of("a", "b"))
            .put("created", "2026-01-01T00:00:00Z")
            .put("author", Map.of("name", "Ann"))
            .put("items", List.of(Map.of("name", "lamp", "qty", 1), Map.of("name", "x", "qty", 9)))
            .put("title", "The red shoe, and the other shoe")
            .put("place", Map.of("lat", 52.53, "lon", 13.4))
            .put("big", 9007199254740993L),
        Record.of(2)
            .put("lang", "en")
            .put("price", 10.0)
            .put("sold", false)
            .put("tags", List.of("a"))
            .put("created", "2025-12-31")
            .put("author", Map.of("name", "Bob"))
            .put("items", List.of(Map.of("name", "lamp", "qty", 3)))
            .put("title", "SHOE: Red!")
            .put("place", List.of(Map.of("lat", 0, "lon", 0), Map.of("lat", 53.55, "lon", 9.99)))
            .put("big", 9007199254740992L),
        Record.of(3)
            .put("lang", List.of("de", "fr"))
            .put("price", 20.5)
            .put("tags", List.of("c", List.of("d")))
            .put("created", "2025-12-31T23:30:00-01:00")
            .put("author", List.of(Map.of("name", "Cid"), Map.of("name", "Ann")))
            .put("title", List.of("red", "hat"))
            .put("place", Map.of("lat", -10, "lon", 175))
            .put("big", 9007199254740992.0),
        Record.of(4)
            .put("lang", "fr")
            .put("price", "10")
            .put("sold", true)
            .put("tags", List.of())
            .put("author", Map.of("name", Arrays.asList((Object) null)))
            .put("created", "next year")
            .put("place", Map.of("lat", 95, "lon", 0)),
        Record.of(5).put("lang", "es").put("price", 31).put("sold", false).put("tags", null),
        Record.of(6)
            .put("price", -1e300)
            .put("dotted.name", 1)
            .put("deep", Map.of("dotted.name", 2)));
  }

  private void meanings(Collection c) {
    for (String meaning : MEANINGS) {
      String expression = meaning.substring(0, meaning.indexOf("->"));
      Set<RecordId> expected =
          Arrays.stream(meaning.substring(meaning.indexOf("->") + 2).strip().split(" "))
              .filter(id -> !id.isEmpty())
              .map(id -> RecordId.of(Long.parseLong(id)))
              .collect(Collectors.toSet());
      Filter filter = FilterParser.parse(expression);
      SearchResult result = c.search(Query.vector(1, 0).filter(filter).k(100));
      assertThat(result.hits().stream().map(Hit::id).collect(Collectors.toSet()))
          .as(expression)
          .isEqualTo(expected);
      assertThat(result.stats().filter().orElseThrow().matched())
          .as(expression)
          .isEqualTo(expected.size());
      assertThat(c.count(filter)).as(expression).isEqualTo(expected.size());
      CountEstimate estimate = c.estimateCount(filter);
      assertThat((long) expected.size())
          .as(expression)
          .isBetween(estimate.atLeast(), estimate.atMost());
      assertThat(estimate.count()).isBetween(estimate.atLeast(), estimate.atMost());
    }
  }

  private Collection withRecords() {
    Collection c = create(2);
    Random random = new Random(SEED);
    c.upsert(
        records().stream().map(record -> record.vector(Fixture.randomVector(random, 2))).toList());
    return c;
  }

  private static void index(Collection c) {
    c.createPayloadIndex("lang", PayloadIndexType.KEYWORD);
    c.createPayloadIndex("price", PayloadIndexType.NUMBER);
    c.createPayloadIndex("sold", PayloadIndexType.BOOL);
    c.createPayloadIndex("tags", PayloadIndexType.KEYWORD);
    c.createPayloadIndex("created", PayloadIndexType.DATETIME);
    c.createPayloadIndex("author.name", PayloadIndexType.KEYWORD);
    c.createPayloadIndex("title", PayloadIndexType.TEXT);
    c.createPayloadIndex("big", PayloadIndexType.NUMBER);
    c.createPayloadIndex("place", PayloadIndexType.GEO);
  }

  @Test
  default void filtersMeanTheSameWithoutAnIndex() {
    meanings(withRecords());
  }

  @Test
  default void filtersMeanTheSameWithIndexesMadeAfterTheRecords() {
    Collection c = withRecords();
    index(c);
    c.awaitIndexed(PATIENCE);
    meanings(c);
  }

  @Test
  default void filtersMeanTheSameWithIndexesMadeBeforeTheRecordsAndAfterARestart() {
    Collection c = create(2);
    index(c);
    Random random = new Random(SEED);
    for (Record record : records()) {
      // Each has been something else before, which no index may remember.
      c.upsert(
          Record.of(record.id())
              .vector(1, 0)
              .put("lang", "en")
              .put("price", 10)
              .put("sold", true)
              .put("tags", "a"));
      c.upsert(record.vector(Fixture.randomVector(random, 2)));
    }
    c.awaitIndexed(PATIENCE);
    meanings(c);
    Collection again = restart().collection("c");
    again.awaitIndexed(PATIENCE);
    assertThat(again.info().payloadIndexes().keySet())
        .containsExactlyInAnyOrder(
            "lang", "price", "sold", "tags", "created", "author.name", "title", "big", "place");
    meanings(again);
  }

  @Test
  default void theAnswerSaysWhatWasScanned() {
    Collection c = withRecords();
    assertThat(c.search(Query.vector(1, 0)).stats().filter()).isEmpty();
    assertThat(stats(c, "lang = 'en'").scanned()).isEqualTo(6);
    c.createPayloadIndex("lang", PayloadIndexType.KEYWORD);
    c.awaitIndexed(PATIENCE);
    assertThat(stats(c, "lang = 'en'").scanned()).isZero();
    assertThat(stats(c, "not lang = 'en'").scanned()).isZero();
    assertThat(stats(c, "id = 1").scanned()).isZero();
    assertThat(stats(c, "lang = 'en' and sold").scanned()).isEqualTo(2);
    assertThat(stats(c, "lang = 'en' or sold").scanned()).isEqualTo(6);
    assertThat(stats(c, "lang = 7").scanned()).isEqualTo(6);
    for (String there : List.of("lang exists", "lang is null", "lang is empty")) {
      assertThat(stats(c, there).scanned()).as(there).isZero();
    }
    assertThat(stats(c, "place in box (50, 5) to (55, 15)").scanned()).isEqualTo(6);
    c.createPayloadIndex("place", PayloadIndexType.GEO);
    c.awaitIndexed(PATIENCE);
    assertThat(stats(c, "place in box (50, 5) to (55, 15)").scanned()).isZero();
    assertThat(stats(c, "place within 5 km of (52.52, 13.405)").scanned()).isZero();
    c.dropPayloadIndex("lang");
    assertThat(stats(c, "lang = 'en'").scanned()).isEqualTo(6);
  }

  private static FilterStats stats(Collection c, String filter) {
    return c.search(Query.vector(1, 0).filter(FilterParser.parse(filter)))
        .stats()
        .filter()
        .orElseThrow();
  }

  @Test
  default void payloadIndexesAreListedAndRefuseWhatIsWrong() {
    Collection c = create(2);
    c.createPayloadIndex("a.b", PayloadIndexType.KEYWORD);
    c.createPayloadIndex("a.b", PayloadIndexType.KEYWORD);
    c.awaitIndexed(PATIENCE);
    assertThat(c.info().payloadIndexes())
        .isEqualTo(Map.of("a.b", new PayloadIndexInfo(PayloadIndexType.KEYWORD, true)));
    assertThatThrownBy(() -> c.createPayloadIndex("a.b", PayloadIndexType.NUMBER))
        .isInstanceOf(AkinException.AlreadyExists.class)
        .hasMessageContaining("'a.b'")
        .hasMessageContaining("keyword");
    assertThatThrownBy(() -> c.createPayloadIndex("", PayloadIndexType.NUMBER))
        .isInstanceOf(AkinException.InvalidArgument.class);
    assertThatThrownBy(() -> c.dropPayloadIndex("b"))
        .isInstanceOf(AkinException.NotFound.class)
        .hasMessageContaining("'b'");
    c.dropPayloadIndex("a.b");
    assertThat(c.info().payloadIndexes()).isEmpty();
    assertThat(restart().collection("c").info().payloadIndexes()).isEmpty();
  }

  @Test
  default void countsAreEstimatedWithoutReadingRecords() {
    Collection c = create(1);
    Random random = new Random(SEED);
    List<Record> records = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      // Of a and b together there are 100, and c is in half of all.
      records.add(
          Record.of(i)
              .put("a", i % 5 == 0)
              .put("b", i % 2)
              .put("c", random.nextBoolean())
              .put("n", i));
    }
    c.upsert(records);
    assertThat(estimate(c, "all()")).isEqualTo(new CountEstimate(1000, 1000, 1000));
    assertThat(estimate(c, "id in [1, 2, 5000]")).isEqualTo(new CountEstimate(2, 2, 2));
    assertThat(estimate(c, "a")).isEqualTo(new CountEstimate(500, 0, 1000));
    c.createPayloadIndex("a", PayloadIndexType.BOOL);
    c.createPayloadIndex("b", PayloadIndexType.NUMBER);
    c.awaitIndexed(PATIENCE);
    c.delete(RecordId.of(0));
    assertThat(estimate(c, "a")).isEqualTo(new CountEstimate(199, 199, 199));
    assertThat(estimate(c, "a and b = 1")).isEqualTo(new CountEstimate(100, 100, 100));
    assertThat(estimate(c, "not (a and b = 1)").isExact()).isTrue();
    assertThat(estimate(c, "a and c and b = 1")).isEqualTo(new CountEstimate(50, 0, 100));
    assertThat(estimate(c, "a or c")).isEqualTo(new CountEstimate(599, 199, 999));
    assertThat(estimate(c, "not (a or c)")).isEqualTo(new CountEstimate(400, 0, 800));
    CountEstimate two = estimate(c, "at least 2 of (a, b = 1, c)");
    assertThat(c.count(FilterParser.parse("at least 2 of (a, b = 1, c)")))
        .isBetween(two.atLeast(), two.atMost());
    // 0.2, 0.5 and 0.5 make 0.35 of the 999.
    assertThat(two.count()).isBetween(345L, 355L);
    assertThat(two.atMost()).isEqualTo((199 + 500 + 999) / 2);
  }

  private static CountEstimate estimate(Collection c, String filter) {
    return c.estimateCount(FilterParser.parse(filter));
  }

  @Test
  default void recordsAreDeletedByFilter() {
    Collection c = withRecords();
    assertThat(c.delete(Filters.eq("lang", "en").or(Filters.eq("lang", "es")))).isEqualTo(3);
    assertThat(c.count()).isEqualTo(3);
    assertThat(c.delete(Filters.eq("lang", "en"))).isZero();
    assertThat(c.get(RecordId.of(3))).isPresent();
    assertThat(c.get(RecordId.of(1))).isEmpty();
  }

  @Test
  default void writesAreSeenByTheNextFilter() {
    Collection c = create(2);
    c.createPayloadIndex("n", PayloadIndexType.NUMBER);
    c.upsert(Record.of(1).vector(1, 0).put("n", 1));
    assertThat(c.count(Filters.eq("n", 1))).isEqualTo(1);
    c.upsert(Record.of(1).vector(1, 0).put("n", 2));
    assertThat(c.count(Filters.eq("n", 1))).isZero();
    assertThat(c.count(Filters.eq("n", 2))).isEqualTo(1);
    c.delete(RecordId.of(1));
    assertThat(c.count(Filters.eq("n", 2))).isZero();
    assertThat(c.search(Query.vector(1, 0).filter(Filters.eq("n", 2))).hits()).isEmpty();
  }
}
