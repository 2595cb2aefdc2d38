package dev.akin.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Fusion;
import dev.akin.api.Hit;
import dev.akin.api.PayloadIndexType;
import dev.akin.api.PayloadUpdate;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.SearchPlan;
import dev.akin.api.SearchResult;
import dev.akin.api.SparseVector;
import dev.akin.api.filter.Filters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Search by sparse vectors, with an index of them and without. */
interface SparseContract extends Fixture {
  @Test
  default void sparseVectorsAreFoundByTheDotProductOfWhatTheyShare() {
    Collection c = db().createCollection("c", CollectionSpec.empty());
    c.upsert(
        Record.of(1).put("s", Map.of("rain", 1.5, "snow", 1)),
        Record.of(2).put("s", SparseVector.of(new int[] {7, 9}, new float[] {0.3f, 2})),
        Record.of(3).put("s", Map.of("rain", -1, "7", 4)),
        Record.of(4).put("s", "rain"),
        Record.of(5).put("s", Map.of("rain", "much")),
        Record.of(6).put("s", List.of(Map.of("snow", 2), Map.of("snow", 0.5, "x", 1))),
        Record.of(7).put("a", Map.of("s", Map.of("rain", 1))));
    Map<Integer, Float> rain = Map.of(1, 6f, 3, -2f, 6, 7.5f);
    for (boolean indexed : List.of(false, true)) {
      if (indexed) {
        c.createPayloadIndex("s", PayloadIndexType.SPARSE);
        c.awaitIndexed(PATIENCE);
      }
      Query query = Query.sparse("s", new SparseVector(Map.of("rain", 2.0, "snow", 3.0)));
      SearchResult found = c.search(query.explain(true));
      assertThat(scores(found)).isEqualTo(rain);
      assertThat(found.hits()).extracting(Hit::distance).containsExactly(-7.5f, -6f, 2f);
      assertThat(found.stats().strategy()).isEqualTo(indexed ? "sparse" : "sparse+scan");
      SearchPlan.IndexStep step = found.plan().orElseThrow().searches().getFirst();
      assertThat(step.method())
          .isEqualTo(indexed ? SearchPlan.Method.SPARSE : SearchPlan.Method.SPARSE_SCAN);
      assertThat(step.vector()).isEqualTo("s");
      assertThat(scores(c.search(query.minScore(0)))).containsOnlyKeys(1, 6);
      assertThat(scores(c.search(query.k(1)))).containsOnlyKeys(6);
      assertThat(scores(c.search(query.filter(Filters.eq("s.rain", -1))))).containsOnlyKeys(3);
      assertThat(
              scores(c.search(Query.sparse("s", SparseVector.of(new int[] {7}, new float[] {2})))))
          .isEqualTo(Map.of(2, 0.6f, 3, 8f));
      assertThat(c.search(Query.sparse("s", new SparseVector(Map.of("hail", 1.0)))).hits())
          .isEmpty();
      assertThat(scores(c.search(Query.sparse("a.s", new SparseVector(Map.of("rain", 1.0))))))
          .containsOnlyKeys(7);
    }
  }

  @Test
  default void sparseSearchIsExactThroughWritesRestartsAndOptimize() {
    Random random = new Random(SEED);
    Collection c = db().createCollection("c", CollectionSpec.empty());
    Map<Integer, Map<String, Double>> model = new HashMap<>();
    write(c, model, random, 400);
    c.createPayloadIndex("s", PayloadIndexType.SPARSE);
    write(c, model, random, 400);
    c.awaitIndexed(PATIENCE);
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 30; i++) {
        int id = random.nextInt(500);
        model.remove(id);
        c.delete(RecordId.of(id));
      }
      write(c, model, random, 50);
      // A part of a vector is changed as any part of a payload is.
      int changed = model.keySet().iterator().next();
      Map<String, Double> more = new LinkedHashMap<>(model.get(changed));
      more.put("t0", 9.0);
      model.put(changed, more);
      c.updatePayload(
          List.of(RecordId.of(changed)), PayloadUpdate.merge(Map.of("s", new SparseVector(more))));
      check(c, model, random);
      if (round == 1) {
        c.optimize();
      } else {
        c = restart().collection("c");
        c.awaitIndexed(PATIENCE);
      }
      check(c, model, random);
    }
  }

  private static void write(
      Collection c, Map<Integer, Map<String, Double>> model, Random random, int n) {
    List<Record> records = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      int id = random.nextInt(500);
      Map<String, Double> weights = randomWeights(random, 12);
      if (model.put(id, weights) == null || records.stream().noneMatch(r -> id(r) == id)) {
        records.add(Record.of(id).put("s", new SparseVector(weights)).put("n", id));
      } else {
        records.replaceAll(
            r -> id(r) == id ? Record.of(id).put("s", new SparseVector(weights)).put("n", id) : r);
      }
    }
    c.upsert(records);
  }

  private static Map<String, Double> randomWeights(Random random, int most) {
    Map<String, Double> weights = new LinkedHashMap<>();
    for (int n = 1 + random.nextInt(most); n > 0; n--) {
      weights.put("t" + (int) Math.abs(random.nextGaussian() * 20), random.nextInt(1, 64) / 16.0);
    }
    return weights;
  }

  private static void check(Collection c, Map<Integer, Map<String, Double>> model, Random random) {
    for (int i = 0; i < 20; i++) {
      Map<String, Double> asked = randomWeights(random, 8);
      int below = 1 + random.nextInt(500);
      Map<Integer, Float> expected = new HashMap<>();
      model.forEach(
          (id, weights) -> {
            if (id < below && weights.keySet().stream().anyMatch(asked::containsKey)) {
              expected.put(id, (float) dot(weights, asked));
            }
          });
      Query query =
          Query.sparse("s", new SparseVector(asked)).filter(Filters.lessThan("n", below)).k(1000);
      SearchResult all = c.search(query);
      // Sixteenths add up without rounding.
      assertThat(scores(all)).as("seed %d", SEED).isEqualTo(expected);
      assertThat(all.hits()).isSortedAccordingTo(Comparator.comparing(Hit::score).reversed());
      assertThat(c.search(query.k(7)).hits())
          .extracting(Hit::score)
          .isEqualTo(all.hits().stream().limit(7).map(Hit::score).toList());
    }
  }

  private static double dot(Map<String, Double> one, Map<String, Double> other) {
    return one.entrySet().stream()
        .mapToDouble(entry -> entry.getValue() * other.getOrDefault(entry.getKey(), 0.0))
        .sum();
  }

  @Test
  default void whatIsReplacedWhileSparseSearchesRunIsFoundAlways() throws Exception {
    Collection c = db().createCollection("c", CollectionSpec.empty());
    c.createPayloadIndex("s", PayloadIndexType.SPARSE);
    c.upsert(Record.of(1).put("s", Map.of("t", 1)), Record.of(2).put("s", Map.of("t", 2)));
    AtomicBoolean done = new AtomicBoolean();
    try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
      Callable<Void> replacing =
          () -> {
            for (int i = 0; !done.get(); i++) {
              c.upsert(Record.of(1).put("s", Map.of("t", 1)).put("i", i));
            }
            return null;
          };
      Future<Void> writer = pool.submit(replacing);
      try {
        Query query = Query.sparse("s", new SparseVector(Map.of("t", 1.0)));
        for (int i = 0; i < 200; i++) {
          assertThat(scores(c.search(query))).isEqualTo(Map.of(1, 1f, 2, 2f));
        }
      } finally {
        done.set(true);
      }
      writer.get();
    }
  }

  @Test
  default void sparseAndDenseQueriesAreFused() {
    Collection c = create(2);
    c.upsert(
        Record.of(1).vector(1, 0).put("s", Map.of("a", 1)),
        Record.of(2).vector(0.9f, 0.1f).put("s", Map.of("a", 3)),
        Record.of(3).vector(0, 1).put("s", Map.of("a", 2)));
    Query sparse = Query.sparse("s", new SparseVector(Map.of("a", 1.0)));
    SearchResult found = c.search(Query.fused(Fusion.RRF, Query.vector(1, 0), sparse));
    assertThat(found.stats().strategy()).isEqualTo("fused(exact, sparse+scan)");
    assertThat(found.hits()).extracting(SparseContract::id).containsExactly(2, 1, 3);
    assertThat(found.hits().getFirst().score())
        .isCloseTo((float) (1.0 / 61 + 1.0 / 62), within(1e-6f));
    assertThat(c.search(sparse.groupBy("s.a", 1)).hits())
        .extracting(SparseContract::id)
        .containsExactly(2, 3, 1);
  }

  @Test
  default void badSparseQueriesAreRefused() {
    Collection c = create(2);
    SparseVector vector = new SparseVector(Map.of("a", 1.0, "zero", 0.0));
    assertThat(vector.weights()).containsOnlyKeys("a");
    assertRefused("field of a sparse query", () -> Query.sparse("", vector));
    assertRefused("must be 1 to 10000: 0", () -> Query.sparse("s", new SparseVector(Map.of())));
    assertRefused("weight of term 'a'", () -> new SparseVector(Map.of("a", Double.NaN)));
    assertRefused("as many as indices (1): 2", () -> SparseVector.of(new int[1], new float[2]));
    assertRefused("0 twice", () -> SparseVector.of(new int[2], new float[] {1, 2}));
    assertRefused("takes no params", () -> c.search(Query.sparse("s", vector).exact()));
    assertRefused("mmr", () -> Query.sparse("s", vector).mmr(0.5));
  }

  private static void assertRefused(String message, Callable<?> call) {
    assertThatThrownBy(call::call)
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining(message);
  }

  private static Map<Integer, Float> scores(SearchResult result) {
    Map<Integer, Float> scores = new HashMap<>();
    result.hits().forEach(hit -> scores.put(id(hit), hit.score()));
    return scores;
  }

  private static int id(Hit hit) {
    return id(hit.record());
  }

  private static int id(Record record) {
    return Integer.parseInt(record.id().toString());
  }
}
