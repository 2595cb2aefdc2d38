package dev.akin.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.Metric;
import dev.akin.api.index.QuantizerConfig;
import dev.akin.api.index.SearchParams;
import dev.akin.index.flat.FlatIndex;
import dev.akin.index.hnsw.HnswCompaction;
import dev.akin.index.hnsw.HnswIndex;
import dev.akin.index.hnsw.SealedHnswIndex;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HnswCompactionTest {
  private static final long SEED = Long.getLong("test.seed", 80);
  private static final HnswConfig SMALL = new HnswConfig(8, 60, 7);

  private final Random random = new Random(SEED);

  private static HnswIndex build(FloatRows rows, Metric metric, QuantizerConfig quantizer) {
    HnswIndex index = new HnswIndex(rows, metric, SMALL, quantizer);
    for (int i = 0; i < rows.limit(); i++) {
      index.add(i);
    }
    index.repair();
    return index;
  }

  /** A random part of the ordinals below {@code limit}. */
  private OrdinalSet some(int limit, double part) {
    OrdinalSet set = new OrdinalSet();
    for (int i = 0; i < limit; i++) {
      if (random.nextDouble() < part) {
        set.add(i);
      }
    }
    return set;
  }

  /** Numbers the living from 0, in their order. */
  private static int[] dense(OrdinalSet live) {
    int[] ordinals = new int[live.limit()];
    int next = 0;
    for (int old = live.next(0); old >= 0; old = live.next(old + 1)) {
      ordinals[old] = next++;
    }
    return ordinals;
  }

  private static FloatRows rows(FloatRows from, OrdinalSet live) {
    FloatRows rows = new FloatRows(from.dimension());
    int next = 0;
    for (int old = live.next(0); old >= 0; old = live.next(old + 1)) {
      float[] row = new float[from.dimension()];
      from.copy(old, row);
      rows.put(next++, row);
    }
    return rows;
  }

  @ParameterizedTest
  @CsvSource({"0.9, EUCLIDEAN", "0.7, COSINE", "0.5, EUCLIDEAN", "0.5, MANHATTAN", "0.3, DOT"})
  void recallIsThatOfAFreshBuild(double part, Metric metric) {
    float[][] vectors = VectorIndexContract.random(6000, 20, 81);
    float[][] queries = VectorIndexContract.random(150, 20, 82);
    for (int i = 0; i < queries.length; i++) {
      queries[i] = metric.prepare(queries[i]);
    }
    OrdinalSet live = some(6000, part);
    try (FloatRows rows = VectorIndexContract.rows(metric, vectors);
        HnswIndex source = build(rows, metric, QuantizerConfig.NONE);
        FloatRows target = rows(rows, live);
        FlatIndex truth = new FlatIndex(target, metric);
        HnswIndex fresh = build(target, metric, QuantizerConfig.NONE);
        HnswIndex compact = HnswCompaction.compact(source, live, dense(live), target, null, null)) {
      assertThat(compact.size()).isEqualTo(live.cardinality());
      assertThat(compact.unreachable()).isZero();
      SearchRequest request =
          SearchRequest.of(queries[0], 10).withParams(new SearchParams.Hnsw(50));
      double expected = HnswIndexTest.recall(fresh, truth, queries, request);
      double found = HnswIndexTest.recall(compact, truth, queries, request);
      assertThat(expected).as("seed %d", SEED).isBetween(0.7, 0.999);
      assertThat(found).as("seed %d", SEED).isGreaterThan(expected - 0.01);
      assertThat(compact.search(request).cost().hops()).isPositive();
      assertThat(source.size()).isEqualTo(6000);
    }
  }

  @Test
  void whereAWholeRegionDiedTheRestHoldsTogether() {
    float[][] vectors = VectorIndexContract.random(4000, 8, 83);
    OrdinalSet live = new OrdinalSet();
    for (int i = 0; i < 4000; i++) {
      // All in the middle die, and with them most paths from one side to the other.
      if (Math.abs(vectors[i][0]) > 0.8) {
        live.add(i);
      }
    }
    try (FloatRows rows = VectorIndexContract.rows(Metric.EUCLIDEAN, vectors);
        HnswIndex source = build(rows, Metric.EUCLIDEAN, QuantizerConfig.NONE);
        FloatRows target = rows(rows, live);
        FlatIndex truth = new FlatIndex(target, Metric.EUCLIDEAN);
        HnswIndex compact = HnswCompaction.compact(source, live, dense(live), target, null, null)) {
      assertThat(compact.unreachable()).isZero();
      float[][] queries = VectorIndexContract.random(100, 8, 84);
      SearchRequest request =
          SearchRequest.of(queries[0], 10).withParams(new SearchParams.Hnsw(60));
      assertThat(HnswIndexTest.recall(compact, truth, queries, request)).isGreaterThan(0.97);
    }
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void aTwinTakesThePlaceOfADeadNode(Metric metric) {
    float[][] vectors = VectorIndexContract.random(1000, 6, 85);
    for (int i = 300; i < 600; i++) {
      vectors[i] = vectors[i % 3];
    }
    for (int i = 600; i < 650; i++) {
      vectors[i] = new float[6];
    }
    OrdinalSet live = OrdinalSet.range(1000);
    for (int dead : new int[] {0, 1, 600, 601, 300, 700}) {
      live.remove(dead);
    }
    int[] ordinals = dense(live);
    try (FloatRows rows = VectorIndexContract.rows(metric, vectors);
        HnswIndex source = build(rows, metric, QuantizerConfig.NONE);
        FloatRows target = rows(rows, live);
        HnswIndex compact = HnswCompaction.compact(source, live, ordinals, target, null, null)) {
      assertThat(compact.size()).isEqualTo(994);
      assertThat(compact.unreachable()).isZero();
      for (int probe : new int[] {0, 1, 2, 600}) {
        float[] query = metric.prepare(vectors[probe]);
        Neighbors found = compact.search(SearchRequest.of(query, 994));
        assertThat(found.ordinals()).hasSize(994).doesNotHaveDuplicates();
        if (metric == Metric.EUCLIDEAN) {
          Neighbors near = compact.search(SearchRequest.of(query, 40));
          assertThat(near.scores()).containsOnly(near.scores()[0]);
        }
      }
      // The new graph knows its zero row: another one becomes its twin and stays findable.
      target.put(994, metric.prepare(new float[6]));
      compact.add(994);
      assertThat(compact.search(SearchRequest.of(metric.prepare(new float[6]), 995)).size())
          .isEqualTo(995);
    }
  }

  @Test
  void codesAreMadeAnewAndItGrowsAndSealsOn() {
    float[][] vectors = VectorIndexContract.random(3000, 16, 86);
    OrdinalSet live = some(3000, 0.6);
    try (FloatRows rows = VectorIndexContract.rows(Metric.EUCLIDEAN, vectors);
        HnswIndex source = build(rows, Metric.EUCLIDEAN, QuantizerConfig.Sq8.DEFAULTS);
        FloatRows target = rows(rows, live);
        FlatIndex truth = new FlatIndex(target, Metric.EUCLIDEAN);
        HnswIndex compact = HnswCompaction.compact(source, live, dense(live), target, null, null)) {
      float[][] queries = VectorIndexContract.random(100, 16, 87);
      SearchRequest request =
          SearchRequest.of(queries[0], 10).withParams(new SearchParams.Hnsw(120));
      assertThat(HnswIndexTest.recall(compact, truth, queries, request)).isGreaterThan(0.95);
      int next = target.limit();
      for (int i = 0; i < 200; i++) {
        target.put(next + i, queries[i % 100].clone());
        compact.add(next + i);
      }
      assertThat(HnswIndexTest.recall(compact, truth, queries, request)).isGreaterThan(0.95);
      try (SealedHnswIndex sealed = SealedHnswIndex.seal(compact)) {
        assertThat(HnswIndexTest.recall(sealed, truth, queries, request)).isGreaterThan(0.95);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 500})
  void anyNumberMayLive(int count) {
    float[][] vectors = VectorIndexContract.random(500, 5, 88);
    OrdinalSet live = new OrdinalSet();
    for (int i = 0; i < count; i++) {
      live.add(499 - i);
    }
    try (FloatRows rows = VectorIndexContract.rows(Metric.DOT, vectors);
        HnswIndex source = build(rows, Metric.DOT, QuantizerConfig.NONE);
        FloatRows target = rows(rows, live);
        HnswIndex compact = HnswCompaction.compact(source, live, dense(live), target, null, null)) {
      assertThat(compact.size()).isEqualTo(count);
      assertThat(compact.unreachable()).isZero();
      assertThat(compact.search(SearchRequest.of(vectors[0], 500)).size()).isEqualTo(count);
      if (count == 500) {
        for (int i = 0; i < 50; i++) {
          SearchRequest request = SearchRequest.of(vectors[i], 10);
          assertThat(compact.search(request).ordinals())
              .isEqualTo(source.search(request).ordinals());
        }
      }
    }
  }

  @Test
  void wrongArgumentsAreRefusedAndItCanBeStopped() {
    float[][] vectors = VectorIndexContract.random(300, 5, 89);
    OrdinalSet live = OrdinalSet.range(200);
    int[] ordinals = dense(live);
    try (FloatRows rows = VectorIndexContract.rows(Metric.DOT, vectors);
        HnswIndex source = build(rows, Metric.DOT, QuantizerConfig.NONE);
        FloatRows target = rows(rows, live);
        FloatRows other = new FloatRows(4)) {
      OrdinalSet beyond = new OrdinalSet();
      beyond.add(300);
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> HnswCompaction.compact(source, beyond, new int[301], target, null, null))
          .withMessageContaining("not in the index: 300");
      int[] same = new int[200];
      assertThatIllegalArgumentException()
          .isThrownBy(() -> HnswCompaction.compact(source, live, same, target, null, null))
          .withMessageContaining("two living");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> HnswCompaction.compact(source, live, new int[3], target, null, null))
          .withMessageContaining("living ordinal");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> HnswCompaction.compact(source, live, ordinals, other, null, null))
          .withMessageContaining("dimension");
      assertThatThrownBy(
              () -> HnswCompaction.compact(source, live, ordinals, target, null, () -> true))
          .isInstanceOf(CancellationException.class);
    }
  }
}
