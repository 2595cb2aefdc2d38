package dev.akin.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Example;
import dev.akin.api.Hit;
import dev.akin.api.Include;
import dev.akin.api.Input;
import dev.akin.api.Mmr;
import dev.akin.api.Query;
import dev.akin.api.RecommendStrategy;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Searches find the nearest of what has been written. */
interface SearchContract extends Fixture {
  @ParameterizedTest
  @EnumSource
  default void scoresAndDistancesAreThoseOfTheMetric(Metric metric) {
    Collection c = db().createCollection("c", CollectionSpec.ofDimension(2).metric(metric));
    c.upsert(Record.of(1).vector(3, 4));
    Hit hit = c.search(Query.vector(1, 0)).hits().getFirst();
    float score =
        switch (metric) {
          case COSINE -> 0.6f;
          case DOT -> 3;
          case EUCLIDEAN -> -20;
          case MANHATTAN -> -6;
          case HAMMING -> -1;
        };
    assertThat(hit.score()).isCloseTo(score, within(1e-5f));
    assertThat(hit.distance()).isCloseTo(metric.distance(score), within(1e-5f));
  }

  @ParameterizedTest
  @EnumSource
  default void anIndexedSearchFindsWhatAnExactOneDoes(Metric metric) {
    // So many bits that few records tie.
    int dimension = metric == Metric.HAMMING ? 512 : 16;
    Random random = new Random(SEED);
    Collection c = db().createCollection("c", CollectionSpec.ofDimension(dimension).metric(metric));
    c.upsert(Fixture.randomRecords(random, 2_000, dimension));
    c.awaitIndexed(PATIENCE);
    assertThat(c.info().vectors().get("default").pending()).isZero();
    assertThat(c.info().vectors().get("default").indexed()).isEqualTo(2_000);
    int found = 0;
    int queries = 50;
    for (int i = 0; i < queries; i++) {
      Query query = Query.vector(Fixture.randomVector(random, dimension)).include(Set.of());
      SearchResult exact = c.search(query.exact());
      SearchResult indexed = c.search(query.efSearch(200));
      assertThat(exact.stats().strategy()).isEqualTo("exact");
      assertThat(exact.stats().cost().distanceComputations()).isEqualTo(2_000);
      assertThat(indexed.stats().strategy()).startsWith("hnsw");
      assertThat(indexed.stats().cost().distanceComputations()).isBetween(10L, 1_999L);
      assertThat(exact.hits()).hasSize(10).isSortedAccordingTo(SearchContract::closestFirst);
      assertThat(indexed.hits()).hasSize(10).isSortedAccordingTo(SearchContract::closestFirst);
      Set<RecordId> truth = ids(exact.hits());
      truth.retainAll(ids(indexed.hits()));
      found += truth.size();
    }
    assertThat(found / (10.0 * queries)).as("recall@10, seed %d", SEED).isGreaterThan(0.95);
    Query slack = Query.vector(Fixture.randomVector(random, dimension)).slack(0.01);
    if (metric == Metric.DOT) {
      assertThatThrownBy(() -> c.search(slack))
          .isInstanceOf(AkinException.InvalidArgument.class)
          .hasMessageContaining("slack needs a distance");
    } else {
      SearchResult wide = c.search(slack.slack(5));
      assertThat(c.search(slack).hits())
          .hasSize(10)
          .isSortedAccordingTo(SearchContract::closestFirst);
      assertThat(c.search(slack).stats().cost().hops()).isLessThan(wide.stats().cost().hops());
    }
  }

  @Test
  default void everyWriteIsSeenByTheNextSearch() {
    Collection c = create(2);
    c.upsert(Record.of(1).vector(1, 0), Record.of(2).vector(0, 1));
    assertThat(nearest(c, 1, 0)).isEqualTo(RecordId.of(1));
    c.upsert(Record.of(1).vector(-1, 0));
    assertThat(nearest(c, 1, 0)).isEqualTo(RecordId.of(2));
    assertThat(nearest(c, -1, 0)).isEqualTo(RecordId.of(1));
    assertThat(c.search(Query.vector(1, 0)).hits()).hasSize(2);
    c.delete(RecordId.of(1));
    assertThat(nearest(c, -1, 0)).isEqualTo(RecordId.of(2));
    c.upsert(Record.of(2));
    assertThat(c.search(Query.vector(0, 1)).hits()).isEmpty();
  }

  @Test
  default void theSameIsSeenThroughTheIndex() {
    Random random = new Random(SEED);
    Collection c = create(8);
    List<Record> records = Fixture.randomRecords(random, 500, 8);
    c.upsert(records);
    c.awaitIndexed(PATIENCE);
    float[] old = records.get(100).vectors().get("default").values();
    assertThat(nearest(c, old)).isEqualTo(RecordId.of(100));
    float[] moved = old.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] = -moved[i];
    }
    c.upsert(Record.of(100).vector(moved));
    assertThat(nearest(c, moved)).isEqualTo(RecordId.of(100));
    assertThat(nearest(c, old)).isNotEqualTo(RecordId.of(100));
    c.awaitIndexed(PATIENCE);
    assertThat(nearest(c, moved)).isEqualTo(RecordId.of(100));
    c.delete(RecordId.of(100));
    assertThat(nearest(c, moved)).isNotEqualTo(RecordId.of(100));
    assertThat(c.search(Query.vector(moved).k(1_000).efSearch(1_000)).hits()).hasSize(499);
  }

  @Test
  default void aSmallCollectionGivesAllItHas() {
    Collection c = create(1);
    assertThat(c.search(Query.vector(1)).hits()).isEmpty();
    c.upsert(Record.of(1).vector(1), Record.of(2).vector(2));
    assertThat(c.search(Query.vector(1).k(Query.MAX_K)).hits()).hasSize(2);
    assertThat(c.search(Query.vector(1).k(1)).hits()).hasSize(1);
  }

  @Test
  default void hitsCarryThePartsAskedFor() {
    Collection c = create(1);
    c.upsert(Record.of(1).vector(5).put("n", 1));
    Record plain = c.search(Query.vector(1)).hits().getFirst().record();
    assertThat(plain.payload()).containsEntry("n", new Value.Int(1));
    assertThat(plain.vectors()).isEmpty();
    Record bare = c.search(Query.vector(1).include(Set.of())).hits().getFirst().record();
    assertThat(bare.payload()).isEmpty();
    assertThat(bare.version()).isEqualTo(plain.version());
    Record whole = c.search(Query.vector(1).include(Include.ALL)).hits().getFirst().record();
    assertThat(whole.vectors().get("default").values()).containsExactly(5);
  }

  @Test
  default void eachVectorIsSearchedByItsName() {
    Collection c =
        db().createCollection(
                "c",
                CollectionSpec.ofDimension(2)
                    .vector("b", VectorSpec.ofDimension(3).metric(Metric.DOT)));
    c.upsert(
        Record.of(1).vector(1, 0).with("b", Input.vector(0, 0, 1)),
        Record.of(2).vector(0, 1).with("b", Input.vector(9, 0, 0)));
    assertThat(nearest(c, 1, 0)).isEqualTo(RecordId.of(1));
    assertThat(c.search(Query.vector(1, 0, 0).using("b")).hits().getFirst().id())
        .isEqualTo(RecordId.of(2));
    assertThatThrownBy(() -> c.search(Query.vector(1, 0).using("nope")))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("'nope'")
        .hasMessageContaining("default, b");
  }

  @ParameterizedTest
  @EnumSource
  default void aThresholdKeepsWhatScoresLessAway(Metric metric) {
    int dimension = metric == Metric.HAMMING ? 64 : 8;
    Random random = new Random(SEED);
    CollectionSpec spec = CollectionSpec.empty();
    for (IndexConfig index :
        List.of(FlatConfig.DEFAULTS, HnswConfig.DEFAULTS, new IvfConfig(8, 1))) {
      VectorSpec vector = VectorSpec.ofDimension(dimension).metric(metric).index(index);
      spec = spec.vector(index.id(), vector);
    }
    Collection c = db().createCollection("c", spec);
    List<Record> records = new ArrayList<>();
    for (int i = 0; i < 1_100; i++) {
      Input vector = Input.vector(Fixture.randomVector(random, dimension));
      records.add(
          Record.of(i).with("flat", vector).with("hnsw", vector).with("ivf", vector).put("n", i));
    }
    c.upsert(records);
    c.awaitIndexed(PATIENCE);
    Query any = Query.vector(Fixture.randomVector(random, dimension)).include(Set.of()).k(1_100);
    for (Query asked : List.of(any, any.filter(Filters.lessThan("n", 1_050)))) {
      List<Hit> all = c.search(asked.using("flat")).hits();
      float threshold = all.get(20).score();
      // The last bit of a score depends on how many are scored together.
      double below = threshold - Math.abs(threshold) * 1e-5;
      Set<RecordId> within = ids(all.stream().filter(hit -> hit.score() >= below).toList());
      for (String index : List.of("flat", "hnsw", "ivf")) {
        Query ranged = asked.using(index).minScore(below);
        assertThat(ids(c.search(ranged).hits())).as("%s, seed %d", index, SEED).isEqualTo(within);
        assertThat(c.search(ranged.k(5)).hits()).hasSize(5);
        assertThat(c.search(ranged.minScore(all.getFirst().score() + 1)).hits()).isEmpty();
      }
    }
    assertThatThrownBy(() -> Query.vector(1).minScore(Double.NaN))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("minScore must be finite: NaN");
  }

  @Test
  default void severalQueriesAreAnsweredAsIfOneByOne() {
    Random random = new Random(SEED);
    Collection c =
        db().createCollection(
                "c",
                CollectionSpec.ofDimension(4)
                    .vector("letters", VectorSpec.ofEmbedder(LetterEmbedders.LETTERS)));
    List<Record> records = new ArrayList<>();
    for (Record record : Fixture.randomRecords(random, 50, 4)) {
      String text = "abcdefghijklmnopqrstuvwxyz".substring(random.nextInt(20));
      records.add(record.with("letters", Input.text(text)));
    }
    c.upsert(records);
    List<Query> queries = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      queries.add(Query.vector(Fixture.randomVector(random, 4)).k(1 + i));
      queries.add(Query.text("xyz" + (char) ('a' + i)).using("letters").include(Set.of()));
      queries.add(Query.like(RecordId.of(i)).filter(Filters.lessThan("n", 25)));
    }
    List<SearchResult> results = c.search(queries);
    assertThat(results).hasSameSizeAs(queries);
    for (int i = 0; i < queries.size(); i++) {
      assertSameHits(results.get(i).hits(), c.search(queries.get(i)).hits());
    }
    assertThat(c.search(List.of())).isEmpty();
  }

  @Test
  default void ofSeveralQueriesAWrongOneIsNamed() {
    Collection c = create(2);
    c.upsert(Record.of(1).vector(1, 0));
    Query right = Query.vector(1, 0);
    assertThatThrownBy(() -> c.search(List.of(right, right, Query.vector(1, 2, 3))))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("queries[2] has 3");
    assertThatThrownBy(() -> c.search(List.of(right, Query.text("a"))))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("queries[1] has text");
    assertThatThrownBy(() -> c.search(List.of(right, right.timeout(Duration.ofNanos(1)))))
        .isInstanceOf(AkinException.DeadlineExceeded.class);
    assertThatThrownBy(() -> c.search(Collections.nCopies(Collection.MAX_QUERIES + 1, right)))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("queries must be at most 1000: 1001");
    assertThatThrownBy(() -> c.search(Collections.nCopies(11, right.k(Query.MAX_K))))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("at most 100000 together: 110000");
  }

  @ParameterizedTest
  @EnumSource
  default void recommendationsAreNearTheMeanOfTheExamples(Metric metric) {
    int dimension = metric == Metric.HAMMING ? 64 : 8;
    Random random = new Random(SEED);
    Collection c = db().createCollection("c", CollectionSpec.ofDimension(dimension).metric(metric));
    c.upsert(Fixture.randomRecords(random, 300, dimension));
    float[] outside = Fixture.randomVector(random, dimension);
    List<Example> positives =
        List.of(
            Example.record(RecordId.of(1)),
            Example.record(RecordId.of(2)),
            Example.vector(outside));
    List<Example> negatives = List.of(Example.record(RecordId.of(3)));
    float[] mean = new float[dimension];
    for (int d = 0; d < dimension; d++) {
      float sum =
          likeOthers(metric, c, 1)[d]
              + likeOthers(metric, c, 2)[d]
              + likeOthers(metric, outside)[d];
      mean[d] = 2 * sum / 3 - likeOthers(metric, c, 3)[d];
    }
    List<Hit> all = c.search(Query.vector(mean).k(300)).hits();
    Set<RecordId> given = Set.of(RecordId.of(1), RecordId.of(2), RecordId.of(3));
    List<Hit> expected = all.stream().filter(hit -> !given.contains(hit.id())).toList();
    List<Hit> hits = c.search(Query.recommend(positives, negatives).k(300)).hits();
    assertThat(hits).hasSize(297);
    for (int i = 0; i < hits.size(); i++) {
      assertThat(hits.get(i).score())
          .as("seed %d", SEED)
          .isCloseTo(expected.get(i).score(), within(1e-3f));
    }
    assertThat(hits).extracting(Hit::id).doesNotContainAnyElementsOf(given);
  }

  @ParameterizedTest
  @EnumSource
  default void aBestScoreIsThatOfTheBestExample(Metric metric) {
    int dimension = metric == Metric.HAMMING ? 64 : 8;
    Random random = new Random(SEED);
    Collection c = db().createCollection("c", CollectionSpec.ofDimension(dimension).metric(metric));
    c.upsert(Fixture.randomRecords(random, 1_500, dimension));
    c.awaitIndexed(PATIENCE);
    float[] outside = Fixture.randomVector(random, dimension);
    List<float[]> positives = List.of(stored(c, 1), stored(c, 2), outside);
    List<float[]> negatives = List.of(stored(c, 3), stored(c, 4));
    Map<RecordId, Double> liked = bestScores(c, positives);
    Map<RecordId, Double> disliked = bestScores(c, negatives);
    List<Double> expected = new ArrayList<>();
    liked.forEach(
        (id, score) -> {
          if (Long.parseLong(id.toString()) < 1 || Long.parseLong(id.toString()) > 4) {
            double against = disliked.get(id);
            expected.add(score > against ? squashed(score) : -squashed(against));
          }
        });
    expected.sort(Comparator.reverseOrder());
    assertThat(expected.getLast()).isNegative();
    Query query =
        Query.recommend(
            List.of(
                Example.record(RecordId.of(1)),
                Example.record(RecordId.of(2)),
                Example.vector(outside)),
            List.of(Example.record(RecordId.of(3)), Example.record(RecordId.of(4))),
            RecommendStrategy.BEST_SCORE);
    // 1,496 include all that are more like a negative.
    for (int k : new int[] {1, 20, 1_496}) {
      SearchResult result = c.search(query.k(k).exact());
      assertThat(result.hits()).hasSize(k);
      for (int i = 0; i < k; i++) {
        assertThat((double) result.hits().get(i).score())
            .as("%d of %d, seed %d", i, k, SEED)
            .isCloseTo(expected.get(i), within(1e-4));
      }
      assertThat(result.hits().getFirst().distance()).isEqualTo(-result.hits().getFirst().score());
      assertThat(result.stats().strategy()).isEqualTo("exact+best_score");
    }
    SearchResult indexed = c.search(query.k(20).targetRecall(0.99));
    assertThat((double) indexed.hits().getLast().score())
        .isCloseTo(expected.get(19), within(Math.abs(expected.get(19)) * 0.05));
    Query alone =
        Query.recommend(List.of(Example.vector(outside)), List.of(), RecommendStrategy.BEST_SCORE);
    assertThat(c.search(alone.exact()).hits())
        .extracting(Hit::id)
        .isEqualTo(c.search(Query.vector(outside).exact()).hits().stream().map(Hit::id).toList());
    assertThat(c.search(alone).stats().strategy()).isEqualTo("hnsw+best_score");
    assertThatThrownBy(() -> query.mmr(0.5))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("not for recommendations by best score");
  }

  private static float[] stored(Collection c, long id) {
    return c.get(List.of(RecordId.of(id)), Include.ALL)
        .getFirst()
        .vectors()
        .get("default")
        .values();
  }

  private static Map<RecordId, Double> bestScores(Collection c, List<float[]> examples) {
    Map<RecordId, Double> best = new HashMap<>();
    for (float[] example : examples) {
      for (Hit hit : c.search(Query.vector(example).k(1_500).exact()).hits()) {
        best.merge(hit.id(), (double) hit.score(), Math::max);
      }
    }
    return best;
  }

  private static double squashed(double score) {
    return (score / (1 + Math.abs(score)) + 1) / 2;
  }

  private static float[] likeOthers(Metric metric, Collection c, long id) {
    Record record = c.get(List.of(RecordId.of(id)), Include.ALL).getFirst();
    return likeOthers(metric, record.vectors().get("default").values());
  }

  private static float[] likeOthers(Metric metric, float[] vector) {
    if (metric == Metric.COSINE) {
      return metric.prepare(vector);
    }
    float[] values = vector.clone();
    for (int d = 0; d < values.length && metric == Metric.HAMMING; d++) {
      values[d] = values[d] > 0 ? 1 : -1;
    }
    return values;
  }

  @Test
  default void whatIsLikeARecordIsFoundThroughEveryIndexButNotTheRecordItself() {
    Random random = new Random(SEED);
    for (IndexConfig index : List.of(HnswConfig.DEFAULTS, new IvfConfig(8, 1))) {
      Collection c = db().createCollection(index.id(), CollectionSpec.ofDimension(4).index(index));
      List<Record> records = Fixture.randomRecords(random, 1_200, 4);
      c.upsert(records);
      c.awaitIndexed(PATIENCE);
      Query query = Query.vector(records.get(7).vectors().get("default").values()).k(12);
      List<Hit> expected = c.search(query.exact()).hits();
      assertThat(expected.getFirst().id()).isEqualTo(RecordId.of(7));
      SearchResult result = c.search(Query.like(RecordId.of(7)).k(11).targetRecall(0.999));
      assertThat(result.stats().filter()).isEmpty();
      assertSameHits(result.hits(), expected.subList(1, 12));
    }
    Collection c = db().collection("hnsw");
    assertThatThrownBy(() -> c.search(Query.like(RecordId.of("gone"))))
        .isInstanceOf(AkinException.NotFound.class)
        .hasMessageContaining("gone");
    c.upsert(Record.of("bare"));
    assertThatThrownBy(() -> c.search(Query.like(RecordId.of("bare"))))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("has no vector 'default'");
    assertThatThrownBy(() -> Query.recommend(List.of(), List.of()))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("positives must be 1 to 1000: 0");
  }

  @ParameterizedTest
  @EnumSource
  default void hitsCanBeChosenToDiffer(Metric metric) {
    int dimension = metric == Metric.HAMMING ? 40 : 4;
    Random random = new Random(SEED);
    Collection c = db().createCollection("c", CollectionSpec.ofDimension(dimension).metric(metric));
    List<Record> records = Fixture.randomRecords(random, 60, dimension);
    c.upsert(records);
    Query query = Query.vector(Fixture.randomVector(random, dimension)).k(8);
    List<Hit> nearest = c.search(query.k(20)).hits();
    assertThat(c.search(query.mmr(1)).hits()).isEqualTo(nearest.subList(0, 8));
    // The scores of all pairs, by asking for what is near each record.
    Map<RecordId, Map<RecordId, Float>> pairs = new HashMap<>();
    for (Hit hit : nearest) {
      Map<RecordId, Float> row = new HashMap<>();
      c.search(Query.like(hit.id()).k(60)).hits().forEach(near -> row.put(near.id(), near.score()));
      pairs.put(hit.id(), row);
    }
    double lambda = 0.4;
    List<RecordId> chosen = new ArrayList<>();
    List<Hit> left = new ArrayList<>(nearest);
    while (chosen.size() < 8) {
      Hit best =
          Collections.max(
              left,
              Comparator.comparingDouble(
                  hit ->
                      lambda * hit.score()
                          - (1 - lambda)
                              * chosen.stream()
                                  .mapToDouble(id -> pairs.get(hit.id()).get(id))
                                  .max()
                                  .orElse(0)));
      chosen.add(best.id());
      left.remove(best);
    }
    SearchResult diverse = c.search(query.mmr(new Mmr(lambda, 20)));
    assertThat(diverse.stats().strategy()).isEqualTo("exact+mmr");
    assertThat(diverse.hits()).as("seed %d", SEED).extracting(Hit::id).isEqualTo(chosen);
    assertThat(chosen).isNotEqualTo(nearest.subList(0, 8).stream().map(Hit::id).toList());
    assertThatThrownBy(() -> query.mmr(new Mmr(0.5, 7)))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("at least k (8): 7");
    assertThatThrownBy(() -> query.mmr(1.5)).isInstanceOf(AkinException.InvalidArgument.class);
    assertThatThrownBy(() -> Query.hybrid("x").mmr(0.5))
        .isInstanceOf(AkinException.InvalidArgument.class);
  }

  @Test
  default void wrongQueriesAreRefused() {
    Collection c = create(3);
    c.upsert(Record.of(1).vector(1, 2, 3));
    assertThatThrownBy(() -> c.search(Query.vector(1, 2)))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("3")
        .hasMessageContaining("2");
    assertThatThrownBy(() -> Query.vector(1, 2, 3).k(0))
        .isInstanceOf(AkinException.InvalidArgument.class);
    assertThatThrownBy(() -> Query.vector(1, 2, 3).k(Query.MAX_K + 1))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("10001");
    assertThatThrownBy(() -> Query.vector(1, Float.POSITIVE_INFINITY, 3))
        .isInstanceOf(AkinException.InvalidArgument.class);
    assertThatThrownBy(() -> Query.vector(1, 2, 3).efSearch(0))
        .isInstanceOf(AkinException.InvalidArgument.class);
    assertThatThrownBy(() -> Query.vector(1, 2, 3).timeout(Duration.ZERO))
        .isInstanceOf(AkinException.InvalidArgument.class);
  }

  @Test
  default void parametersOfAnotherIndexAreRefusedAndExactIsTakenByAll() {
    Collection flat =
        db().createCollection("f", CollectionSpec.ofDimension(1).index(FlatConfig.DEFAULTS));
    flat.upsert(Record.of(1).vector(1));
    assertThatThrownBy(() -> flat.search(Query.vector(1).efSearch(10)))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("flat");
    assertThatThrownBy(() -> flat.search(Query.vector(1).slack(0.1)))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("flat");
    assertThatThrownBy(() -> Query.vector(1).slack(-1))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("slack must be 0 or more: -1.0");
    assertThat(flat.search(Query.vector(1).exact()).hits()).hasSize(1);
    assertThat(flat.search(Query.vector(1)).stats().strategy()).isEqualTo("exact");
  }

  @ParameterizedTest
  @ValueSource(strings = {"flat", "hnsw", "ivf"})
  default void aTargetRecallIsTakenByEveryIndexAndReached(String family) {
    IndexConfig index =
        switch (family) {
          case "flat" -> FlatConfig.DEFAULTS;
          case "hnsw" -> HnswConfig.DEFAULTS;
          default -> new IvfConfig(32, 1);
        };
    Random random = new Random(SEED);
    Collection c = db().createCollection("c", CollectionSpec.ofDimension(16).index(index));
    c.upsert(Fixture.randomRecords(random, 3_000, 16));
    c.awaitIndexed(PATIENCE);
    int found = 0;
    for (int i = 0; i < 50; i++) {
      Query query = Query.vector(Fixture.randomVector(random, 16)).include(Set.of());
      SearchResult reached = c.search(query.targetRecall(0.9));
      assertThat(reached.stats().strategy()).isEqualTo(family.equals("flat") ? "exact" : family);
      Set<RecordId> truth = ids(c.search(query.exact()).hits());
      truth.retainAll(ids(reached.hits()));
      found += truth.size();
    }
    assertThat(found / 500.0).as("recall@10, seed %d", SEED).isGreaterThan(0.87);
    assertThatThrownBy(() -> Query.vector(1).targetRecall(1))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("targetRecall must be above 0 and below 1: 1.0");
  }

  @Test
  default void aSearchThatTakesTooLongFails() {
    Collection c = create(2);
    c.upsert(Record.of(1).vector(1, 2));
    assertThatThrownBy(() -> c.search(Query.vector(1, 2).timeout(Duration.ofNanos(1))))
        .isInstanceOf(AkinException.DeadlineExceeded.class);
    assertThat(c.search(Query.vector(1, 2).timeout(PATIENCE)).hits()).hasSize(1);
  }

  @Test
  default void answersAreTheSameAfterACheckpointAndARestart() {
    Random random = new Random(SEED);
    Collection c = create(8);
    c.upsert(Fixture.randomRecords(random, 1_000, 8));
    c.awaitIndexed(PATIENCE);
    c.checkpoint();
    c.delete(RecordId.of(3));
    Query query = Query.vector(Fixture.randomVector(random, 8)).k(20);
    List<Hit> exact = c.search(query.exact()).hits();
    Collection again = restart().collection("c");
    again.awaitIndexed(PATIENCE);
    assertSameHits(again.search(query.exact()).hits(), exact);
    assertSameHits(again.search(query.efSearch(1_000)).hits(), exact);
  }

  /** The same records in the same order; the last bit of a score depends on how many are scored. */
  private static void assertSameHits(List<Hit> actual, List<Hit> expected) {
    assertThat(actual).extracting(Hit::record).isEqualTo(recordsOf(expected));
    for (int i = 0; i < actual.size(); i++) {
      assertThat(actual.get(i).score()).isCloseTo(expected.get(i).score(), within(1e-6f));
    }
  }

  private static List<Record> recordsOf(List<Hit> hits) {
    return hits.stream().map(Hit::record).toList();
  }

  private static int closestFirst(Hit a, Hit b) {
    return Float.compare(b.score(), a.score());
  }

  private static RecordId nearest(Collection c, float... vector) {
    return c.search(Query.vector(vector).k(1)).hits().getFirst().id();
  }

  private static Set<RecordId> ids(List<Hit> hits) {
    Set<RecordId> ids = new HashSet<>();
    hits.forEach(hit -> ids.add(hit.id()));
    return ids;
  }
}
