package dev.akin.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.FullTextSpec;
import dev.akin.api.Fusion;
import dev.akin.api.GroupBy;
import dev.akin.api.Hit;
import dev.akin.api.PayloadIndexType;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.SearchResult;
import dev.akin.api.Value;
import dev.akin.api.VectorSpec;
import dev.akin.api.filter.Filters;
import dev.akin.api.index.FlatConfig;
import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.IndexConfig;
import dev.akin.api.index.IvfConfig;
import dev.akin.api.index.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hits in groups by the values of a field. */
interface GroupContract extends Fixture {
  @Test
  default void theBestGroupsComeWithTheirBestHits() {
    Random random = new Random(SEED);
    Collection c = create(4);
    List<Record> records = new ArrayList<>();
    for (Record record : Fixture.randomRecords(random, 400, 4)) {
      records.add(random.nextInt(5) == 0 ? record : record.put("g", anything(random)));
    }
    c.upsert(records);
    for (int size : new int[] {1, 3, 50}) {
      Query query = Query.vector(Fixture.randomVector(random, 4)).k(7);
      Map<Value, List<RecordId>> expected = best(c.search(query.k(400)).hits(), 7, size);
      SearchResult result = c.search(query.groupBy("g", size));
      assertThat(grouped(result.hits())).as("seed %d", SEED).isEqualTo(expected);
      assertThat(List.copyOf(grouped(result.hits()).keySet()))
          .isEqualTo(List.copyOf(expected.keySet()));
      assertThat(result.stats().strategy()).isEqualTo("exact+groups");
    }
    assertThat(c.search(Query.vector(1, 0, 0, 0)).hits().getFirst().group()).isEmpty();
  }

  /** Values of every kind, some of them equal, some that make no group. */
  private static Object anything(Random random) {
    int n = random.nextInt(6);
    return switch (random.nextInt(8)) {
      case 0 -> n;
      case 1 -> (double) n;
      case 2 -> n + 0.5;
      case 3 -> n % 2 == 0;
      case 4 -> List.of("t" + n, "t" + random.nextInt(6), List.of(n, 1e300));
      case 5 -> Map.of("inner", n);
      case 6 -> List.of();
      default -> "t" + n;
    };
  }

  /** The best groups of hits that are ranked. */
  private static Map<Value, List<RecordId>> best(List<Hit> hits, int k, int size) {
    Map<Value, List<RecordId>> groups = new LinkedHashMap<>();
    for (Hit hit : hits) {
      List<Value> values = new ArrayList<>();
      collect(hit.record().payload().get("g"), values);
      for (Value value : values) {
        List<RecordId> ids =
            groups.containsKey(value) || groups.size() < k
                ? groups.computeIfAbsent(value, _ -> new ArrayList<>())
                : new ArrayList<>();
        if (ids.size() < size && !ids.contains(hit.id())) {
          ids.add(hit.id());
        }
      }
    }
    return groups;
  }

  private static void collect(Value value, List<Value> into) {
    switch (value) {
      case null -> {}
      case Value.Array(List<Value> elements) -> elements.forEach(it -> collect(it, into));
      case Value.Real(double d) when d == (long) d -> into.add(new Value.Int((long) d));
      case Value.Text _, Value.Int _, Value.Real _, Value.Bool _ -> into.add(value);
      case Value.Null _, Value.Fields _ -> {}
    }
  }

  private static Map<Value, List<RecordId>> grouped(List<Hit> hits) {
    Map<Value, List<RecordId>> groups = new LinkedHashMap<>();
    Value last = null;
    for (Hit hit : hits) {
      Value value = hit.group().orElseThrow();
      assertThat(value.equals(last) || !groups.containsKey(value)).as("together").isTrue();
      groups.computeIfAbsent(value, _ -> new ArrayList<>()).add(hit.id());
      last = value;
    }
    return groups;
  }

  /** Records by their distance from 0: 2,500 of one group, then five each of 30. */
  private Collection crowd(IndexConfig index) {
    Collection c =
        db().createCollection(
                "c",
                CollectionSpec.empty()
                    .vector(
                        "default",
                        VectorSpec.ofDimension(2).metric(Metric.EUCLIDEAN).index(index)));
    List<Record> records = new ArrayList<>();
    for (int i = 0; i < 2_500; i++) {
      double angle = i;
      double radius = 1 + i / 10_000.0;
      records.add(at(i, angle, radius).put("g", "crowd").put("even", i % 2 == 0));
    }
    for (int i = 2_500; i < 2_650; i++) {
      records.add(at(i, i, 2 + i / 10_000.0).put("g", "g" + i % 30).put("even", i % 2 == 0));
    }
    c.upsert(records);
    c.awaitIndexed(PATIENCE);
    return c;
  }

  private static Record at(int id, double angle, double radius) {
    return Record.of(id)
        .vector((float) (radius * Math.cos(angle)), (float) (radius * Math.sin(angle)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"flat", "hnsw", "ivf"})
  default void groupsBeyondACrowdAreFoundAndFilled(String family) {
    IndexConfig index =
        switch (family) {
          case "flat" -> FlatConfig.DEFAULTS;
          case "hnsw" -> HnswConfig.DEFAULTS;
          default -> new IvfConfig(8, 1);
        };
    Collection c = crowd(index);
    Query query = Query.vector(0, 0).include(Set.of());
    for (boolean indexed : new boolean[] {false, true}) {
      if (indexed) {
        c.createPayloadIndex("g", PayloadIndexType.KEYWORD);
        c.awaitIndexed(PATIENCE);
      }
      Map<Value, List<RecordId>> twenty = grouped(c.search(query.k(20).groupBy("g", 7)).hits());
      assertThat(twenty).hasSize(20);
      twenty.forEach(
          (value, ids) -> assertThat(ids).hasSize(value.equals(new Value.Text("crowd")) ? 7 : 5));
      assertThat(grouped(c.search(query.k(100).groupBy("g", 1)).hits())).hasSize(31);
      // The first candidates hold three of this group, and it has two more behind a crowd of
      // others.
      Query filtered = query.k(2).filter(Filters.eq("even", true)).groupBy("g", 100);
      Map<Value, List<RecordId>> even = grouped(c.search(filtered).hits());
      assertThat(even).hasSize(2);
      assertThat(even.get(new Value.Text("crowd"))).hasSize(100);
      assertThat(even.get(new Value.Text("g10"))).hasSize(5);
      assertThat(even.values()).allSatisfy(ids -> assertThat(ids).allMatch(GroupContract::isEven));
      assertThat(grouped(c.search(query.k(20).minScore(-2).groupBy("g", 1)).hits())).hasSize(1);
    }
  }

  private static boolean isEven(RecordId id) {
    return Long.parseLong(id.toString()) % 2 == 0;
  }

  @Test
  default void everyKindOfTargetIsGrouped() {
    Collection c = db().createCollection("c", CollectionSpec.ofEmbedder(LetterEmbedders.LETTERS));
    c.createFullTextIndex(FullTextSpec.ofFields("t"));
    List<Record> records = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      records.add(
          Record.of(i)
              .text("abc".repeat(1 + i % 7) + "xyz".repeat(i % 5))
              .put("t", "word ".repeat(1 + i % 3) + "other".repeat(i % 4))
              .put("g", i < 290 ? 0 : i));
    }
    c.upsert(records);
    c.awaitIndexed(PATIENCE);
    List<Query> queries =
        List.of(
            Query.text("xyz"),
            Query.like(RecordId.of(3)),
            Query.fullText("word"),
            Query.fused(Fusion.RRF, Query.text("xyz").k(5), Query.fullText("word").k(5)),
            Query.fused(Fusion.DBSF, Query.text("xyz"), Query.fullText("word")));
    for (Query query : queries) {
      assertThat(grouped(c.search(query.k(11).groupBy("g", 2)).hits())).hasSize(11);
    }
    List<Query> each = queries.stream().map(it -> it.k(3).groupBy("g", 1)).toList();
    List<SearchResult> together = c.search(each);
    for (int i = 0; i < each.size(); i++) {
      assertThat(grouped(together.get(i).hits()))
          .hasSize(3)
          .isEqualTo(grouped(c.search(each.get(i)).hits()));
    }
  }

  @Test
  default void wrongGroupsAreRefused() {
    Query query = Query.vector(1);
    assertThatThrownBy(() -> query.groupBy("", 1))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("field of groupBy must not be empty");
    assertThatThrownBy(() -> query.groupBy("g", GroupBy.MAX_SIZE + 1))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("size of groupBy must be 1 to 1000: 1001");
    assertThatThrownBy(() -> query.k(101).groupBy("g", 100))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("at most 10000: 10100");
    assertThatThrownBy(() -> query.mmr(0.5).groupBy("g", 1))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("groupBy and mmr do not go together");
    assertThatThrownBy(() -> Query.fused(Fusion.RRF, query.groupBy("g", 1)))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("must have no groupBy");
    Collection c = create(1);
    assertThat(c.search(query.groupBy("g", 1)).hits()).isEmpty();
    c.upsert(Record.of(1).vector(1).put("other", 1));
    assertThat(c.search(query.groupBy("g", 1)).hits()).isEmpty();
  }
}
