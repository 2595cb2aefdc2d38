package dev.akin.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.akin.api.index.IvfConfig;
import dev.akin.api.index.Metric;
import dev.akin.api.index.QuantizerConfig;
import dev.akin.api.index.SearchParams;
import dev.akin.index.file.CorruptIndexFileException;
import dev.akin.index.file.IndexFile;
import dev.akin.index.file.IndexFileWriter;
import dev.akin.index.flat.FlatIndex;
import dev.akin.index.ivf.IvfIndex;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every payload of inverted lists must do. */
abstract class IvfIndexContract extends VectorIndexContract {
  static final IvfConfig SMALL = new IvfConfig(8, 7);

  @TempDir Path folder;

  /** The payload under test. */
  abstract QuantizerConfig quantizer();

  @Override
  boolean takes(Metric metric) {
    return metric != Metric.HAMMING || quantizer() instanceof QuantizerConfig.None;
  }

  @Override
  IvfIndex index(FloatRows rows, Metric metric) {
    IvfIndex index = new IvfIndex(rows, metric, SMALL, quantizer());
    for (int i = 0; i < rows.limit(); i++) {
      index.add(i);
    }
    return index;
  }

  static float[][] prepared(Metric metric, float[][] vectors) {
    return Arrays.stream(vectors).map(metric::prepare).toArray(float[][]::new);
  }

  static SearchRequest probing(float[] query, int k, int nprobe) {
    return SearchRequest.of(query, k).withParams(new SearchParams.Ivf(nprobe));
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void recallRisesWithTheListsProbed(Metric metric) {
    assumeTrue(takes(metric));
    float[][] queries = prepared(metric, random(100, 16, 51));
    try (FloatRows rows = rows(metric, random(6000, 16, 50));
        FlatIndex truth = new FlatIndex(rows, metric);
        IvfIndex index = IvfIndex.build(rows, metric, new IvfConfig(64, 1), quantizer())) {
      assertThat(index.nlist()).isEqualTo(64);
      double few = HnswIndexTest.recall(index, truth, queries, probing(queries[0], 10, 2));
      double many = HnswIndexTest.recall(index, truth, queries, probing(queries[0], 10, 24));
      double all = HnswIndexTest.recall(index, truth, queries, probing(queries[0], 10, 64));
      assertThat(few).isBetween(0.1, 0.8);
      assertThat(many).isGreaterThan(0.9);
      assertThat(all).isGreaterThan(0.995);
      assertThat(index.search(probing(queries[0], 10, 2)).cost().distanceComputations())
          .isLessThan(1500);
    }
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void aTargetRecallIsReachedAndHardlyPassed(Metric metric) {
    assumeTrue(takes(metric));
    float[][] vectors = clustered(8000, 16, 70);
    float[][] queries = prepared(metric, Arrays.copyOfRange(vectors, 7000, 8000));
    Path path = folder.resolve("calibrated");
    double[] targets = {0.8, 0.9, 0.95, 0.99};
    double[] reached = new double[targets.length];
    Neighbors[] exact = null;
    try (FloatRows rows = rows(metric, Arrays.copyOf(vectors, 7000));
        FlatIndex truth = new FlatIndex(rows, metric);
        IvfIndex index = IvfIndex.build(rows, metric, new IvfConfig(80, 1), quantizer())) {
      for (int k : new int[] {10, 40}) {
        SearchRequest request = SearchRequest.of(queries[0], k);
        exact = HnswIndexTest.exact(truth, queries, request);
        for (int t = 0; t < targets.length; t++) {
          reached[t] =
              HnswIndexTest.recall(index, exact, queries, request.withParams(target(targets[t])));
          // The sample that calibrates has 256 members.
          double error = 4 * Math.sqrt((1 - targets[t]) * 0.1 / 256) + 0.002;
          assertThat(reached[t]).isGreaterThan(targets[t] - error);
          if (metric != Metric.HAMMING) {
            // The bits of floats fall into so few classes that one list is too much.
            assertThat(reached[t]).isLessThan(targets[t] + 2 * error);
          }
        }
      }
      save(path, rows, index, 7000);
    }
    try (IndexFile file = IndexFile.open(path);
        FloatRows rows = FloatRows.open(file);
        IvfIndex index = IvfIndex.open(file, rows, metric, new IvfConfig(80, 1), quantizer())) {
      for (int t = 0; t < targets.length; t++) {
        SearchRequest request = SearchRequest.of(queries[0], 40).withParams(target(targets[t]));
        assertThat(HnswIndexTest.recall(index, exact, queries, request)).isEqualTo(reached[t]);
      }
    }
  }

  @Test
  void aTargetRecallUnderAFilterIsReached() {
    float[][] vectors = clustered(8000, 16, 71);
    float[][] queries = Arrays.copyOfRange(vectors, 7000, 8000);
    OrdinalSet accept = new OrdinalSet();
    for (int i = 0; i < 7000; i += 3) {
      accept.add(i);
    }
    try (FloatRows rows = rows(Metric.EUCLIDEAN, Arrays.copyOf(vectors, 7000));
        FlatIndex truth = new FlatIndex(rows, Metric.EUCLIDEAN);
        IvfIndex index =
            IvfIndex.build(rows, Metric.EUCLIDEAN, new IvfConfig(80, 1), quantizer())) {
      SearchRequest request =
          SearchRequest.of(queries[0], 10).withParams(target(0.95)).withAccept(accept);
      assertThat(HnswIndexTest.recall(index, truth, queries, request)).isGreaterThan(0.93);
      assertThat(index.search(request).cost().hops()).isLessThan(60);
    }
  }

  private static SearchParams target(double recall) {
    return new SearchParams.TargetRecall(recall);
  }

  /** Vectors around a few hundred centres. */
  static float[][] clustered(int count, int dimension, long seed) {
    float[][] centres = random(200, dimension, seed);
    float[][] vectors = random(count, dimension, seed + 1000);
    for (int i = 0; i < count; i++) {
      for (int d = 0; d < dimension; d++) {
        vectors[i][d] = 0.7f * vectors[i][d] + centres[i % 200][d];
      }
    }
    return vectors;
  }

  @Test
  void fewRowsAreScannedUntilThereAreEnoughToTrain() {
    float[][] vectors = random(8 * 32, 6, 52);
    try (FloatRows rows = rows(Metric.EUCLIDEAN, vectors);
        IvfIndex index = new IvfIndex(rows, Metric.EUCLIDEAN, SMALL, quantizer())) {
      for (int i = 0; i < vectors.length; i++) {
        assertThat(index.nlist()).isZero();
        index.add(i);
      }
      assertThat(index.nlist()).isEqualTo(8);
      assertThat(index.size()).isEqualTo(vectors.length);
      assertThat(index.search(probing(vectors[9], 1, 1)).ordinals()).containsExactly(9);
    }
  }

  @Test
  void theNumberOfListsFollowsTheSize() {
    float[][] vectors = random(17_000, 3, 53);
    try (FloatRows rows = rows(Metric.EUCLIDEAN, vectors);
        IvfIndex index = new IvfIndex(rows, Metric.EUCLIDEAN, IvfConfig.DEFAULTS, quantizer())) {
      for (int i = 0; i < 16_383; i++) {
        index.add(i);
      }
      assertThat(index.nlist()).isEqualTo(256);
      index.add(16_383);
      assertThat(index.nlist()).isEqualTo(512);
      assertThat(index.search(probing(vectors[16_383], 1, 1)).ordinals()).containsExactly(16_383);
    }
  }

  @Test
  void listsThatGrowFarBeyondTheOthersAreSplit() {
    float[][] vectors = random(9000, 8, 72);
    for (int i = 3000; i < 9000; i++) {
      for (int d = 0; d < 8; d++) {
        vectors[i][d] = 0.3f * vectors[i][d] + 2;
      }
    }
    try (FloatRows rows = rows(Metric.EUCLIDEAN, vectors);
        FlatIndex truth = new FlatIndex(rows, Metric.EUCLIDEAN);
        IvfIndex index = new IvfIndex(rows, Metric.EUCLIDEAN, new IvfConfig(24, 1), quantizer())) {
      for (int i = 0; i < 9000; i++) {
        index.add(i);
      }
      assertThat(index.nlist()).isBetween(30, 100);
      assertThat(index.size()).isEqualTo(9000);
      assertThat(index.search(SearchRequest.of(vectors[0], 9000)).ordinals())
          .hasSize(9000)
          .doesNotHaveDuplicates();
      float[][] queries = Arrays.copyOfRange(vectors, 8800, 9000);
      SearchRequest few = probing(queries[0], 10, 8);
      assertThat(HnswIndexTest.recall(index, truth, queries, few)).isGreaterThan(0.9);
      long scored = 0;
      for (float[] query : queries) {
        Neighbors found = index.search(probing(query, 10, 8));
        scored += found.cost().distanceComputations();
      }
      assertThat(scored / queries.length).as("rows per search").isLessThan(5000);
      Path path = folder.resolve("split");
      save(path, rows, index, 9000);
      try (IndexFile file = IndexFile.open(path);
          IvfIndex again =
              IvfIndex.open(file, rows, Metric.EUCLIDEAN, new IvfConfig(24, 1), quantizer())) {
        assertThat(again.nlist()).isEqualTo(index.nlist());
        int[] ordinals = again.search(probing(queries[0], 10, 8)).ordinals();
        assertThat(ordinals).isEqualTo(index.search(probing(queries[0], 10, 8)).ordinals());
      }
    }
  }

  @Test
  void rowsThatAreAllTheSameAreNotSplitAgainAndAgain() {
    float[][] vectors = random(6000, 8, 73);
    Arrays.fill(vectors, 1000, 6000, vectors[999]);
    try (FloatRows rows = rows(Metric.EUCLIDEAN, vectors);
        IvfIndex index = new IvfIndex(rows, Metric.EUCLIDEAN, new IvfConfig(16, 1), quantizer())) {
      for (int i = 0; i < 6000; i++) {
        index.add(i);
      }
      assertThat(index.nlist()).isBetween(16, 32);
      assertThat(index.search(probing(vectors[999], 5001, 1)).scores()).containsOnly(0f);
    }
  }

  @Test
  void probingGoesOnUntilThereAreEnough() {
    float[][] vectors = random(3000, 8, 54);
    OrdinalSet accept = new OrdinalSet();
    for (int i = 0; i < 3000; i += 2) {
      accept.add(i);
    }
    try (FloatRows rows = rows(Metric.EUCLIDEAN, vectors);
        IvfIndex index =
            IvfIndex.build(rows, Metric.EUCLIDEAN, new IvfConfig(50, 1), quantizer())) {
      Neighbors found = index.search(probing(vectors[1], 1400, 1).withAccept(accept));
      assertThat(found.ordinals()).hasSize(1400).doesNotHaveDuplicates();
      assertThat(Arrays.stream(found.ordinals()).allMatch(accept::contains)).isTrue();
      assertThat(found.cost().hops()).isGreaterThan(1);
    }
  }

  @Test
  void searchesRunWhileThreadsAddAndTrain() throws InterruptedException {
    float[][] vectors = random(6000, 10, 55);
    try (FloatRows rows = rows(Metric.EUCLIDEAN, vectors);
        FlatIndex truth = new FlatIndex(rows, Metric.EUCLIDEAN);
        IvfIndex index = new IvfIndex(rows, Metric.EUCLIDEAN, new IvfConfig(32, 1), quantizer())) {
      AtomicBoolean done = new AtomicBoolean();
      AtomicInteger searched = new AtomicInteger();
      AtomicInteger wrong = new AtomicInteger();
      Thread reader =
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (!done.get()) {
                      int before = index.size();
                      Neighbors found = index.search(SearchRequest.of(vectors[0], 10));
                      // An ordinal counts as added a moment before its entry can be seen.
                      boolean good = found.size() >= Math.min(10, before - 3);
                      for (int i = 0; i < found.size(); i++) {
                        double expected =
                            score(Metric.EUCLIDEAN, vectors[0], vectors[found.ordinals()[i]]);
                        good &= Math.abs(expected - found.scores()[i]) < 1e-3;
                        good &= i == 0 || found.scores()[i] <= found.scores()[i - 1];
                      }
                      wrong.addAndGet(good ? 0 : 1);
                      searched.incrementAndGet();
                    }
                  });
      AtomicInteger next = new AtomicInteger();
      Thread[] adders = new Thread[3];
      for (int t = 0; t < adders.length; t++) {
        adders[t] =
            Thread.ofPlatform()
                .start(
                    () -> {
                      for (int i; (i = next.getAndIncrement()) < 6000; ) {
                        index.add(i);
                      }
                    });
      }
      for (Thread adder : adders) {
        adder.join();
      }
      done.set(true);
      reader.join();
      assertThat(searched.get()).isPositive();
      assertThat(wrong.get()).isZero();
      assertThat(index.nlist()).isEqualTo(32);
      assertThat(index.search(SearchRequest.of(vectors[0], 6000)).ordinals())
          .hasSize(6000)
          .doesNotHaveDuplicates();
      SearchRequest request = probing(vectors[0], 10, 16);
      assertThat(HnswIndexTest.recall(index, truth, random(100, 10, 56), request))
          .isGreaterThan(0.9);
    }
  }

  @Test
  void theSameSeedGivesTheSameIndex() {
    float[][] vectors = random(2000, 12, 57);
    try (FloatRows rows = rows(Metric.COSINE, vectors);
        IvfIndex one = index(rows, Metric.COSINE);
        IvfIndex two = index(rows, Metric.COSINE)) {
      for (float[] query : prepared(Metric.COSINE, random(50, 12, 58))) {
        Neighbors found = one.search(probing(query, 10, 1));
        assertThat(two.search(probing(query, 10, 1)).ordinals()).isEqualTo(found.ordinals());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void aSavedIndexAnswersTheSameAndGrowsOn(Metric metric) {
    assumeTrue(takes(metric));
    float[][] vectors = random(3000, 20, 59);
    float[][] queries = prepared(metric, random(50, 20, 60));
    Path path = folder.resolve("lists");
    Neighbors[] before = new Neighbors[queries.length];
    try (FloatRows rows = rows(metric, Arrays.copyOf(vectors, 2000));
        IvfIndex index = index(rows, metric)) {
      save(path, rows, index, 2000);
      for (int q = 0; q < queries.length; q++) {
        before[q] = index.search(probing(queries[q], 10, 3));
      }
    }
    for (int round = 0; round < 2; round++) {
      try (IndexFile file = IndexFile.open(path);
          FloatRows rows = FloatRows.open(file);
          FlatIndex truth = new FlatIndex(rows, metric);
          IvfIndex index = IvfIndex.open(file, rows, metric, SMALL, quantizer())) {
        assertThat(index.nlist()).isEqualTo(8);
        for (int q = 0; q < queries.length; q++) {
          Neighbors found = index.search(probing(queries[q], 10, 3));
          assertThat(found.ordinals()).isEqualTo(before[q].ordinals());
          assertThat(found.scores()).containsExactly(before[q].scores(), offset(1e-4f));
        }
        for (int i = 2000; i < 3000; i++) {
          rows.put(i, metric.prepare(vectors[i]));
          index.add(i);
        }
        SearchRequest request = probing(queries[0], 10, 8);
        assertThat(HnswIndexTest.recall(index, truth, queries, request)).isGreaterThan(0.99);
      }
    }
  }

  @Test
  void anIndexSavedInPartHoldsThatPart() {
    float[][] vectors = random(1000, 6, 61);
    Path path = folder.resolve("part");
    try (FloatRows rows = rows(Metric.EUCLIDEAN, vectors);
        IvfIndex index = index(rows, Metric.EUCLIDEAN)) {
      save(path, rows, index, 333);
    }
    try (IndexFile file = IndexFile.open(path);
        FloatRows rows = FloatRows.open(file);
        IvfIndex index = IvfIndex.open(file, rows, Metric.EUCLIDEAN, SMALL, quantizer())) {
      assertThat(index.size()).isEqualTo(333);
      Neighbors all = index.search(SearchRequest.of(vectors[0], 1000));
      assertThat(all.ordinals()).hasSize(333).doesNotHaveDuplicates();
      assertThat(Arrays.stream(all.ordinals()).max()).hasValue(332);
    }
  }

  @Test
  void anIndexThatWasNotTrainedIsSavedToo() {
    float[][] vectors = random(100, 6, 62);
    Path path = folder.resolve("untrained");
    try (FloatRows rows = rows(Metric.DOT, vectors);
        IvfIndex index = index(rows, Metric.DOT)) {
      save(path, rows, index, 100);
    }
    try (IndexFile file = IndexFile.open(path);
        FloatRows rows = FloatRows.open(file);
        IvfIndex index = IvfIndex.open(file, rows, Metric.DOT, SMALL, quantizer())) {
      assertThat(index.nlist()).isZero();
      assertThat(index.search(SearchRequest.of(vectors[0], 1000)).size()).isEqualTo(100);
    }
  }

  @Test
  void anIndexOfAnotherConfigurationIsRefused() {
    Path path = folder.resolve("other");
    try (FloatRows rows = rows(Metric.EUCLIDEAN, random(1000, 6, 63));
        IvfIndex index = index(rows, Metric.EUCLIDEAN)) {
      save(path, rows, index, 1000);
    }
    try (IndexFile file = IndexFile.open(path);
        FloatRows rows = FloatRows.open(file)) {
      assertThatThrownBy(() -> IvfIndex.open(file, rows, Metric.DOT, SMALL, quantizer()))
          .isInstanceOf(CorruptIndexFileException.class)
          .hasMessageContaining("metric");
      assertThatThrownBy(
              () -> IvfIndex.open(file, rows, Metric.EUCLIDEAN, SMALL.withNlist(9), quantizer()))
          .isInstanceOf(CorruptIndexFileException.class)
          .hasMessageContaining("8");
    }
  }

  @Test
  void parametersOfAGraphAreRefused() {
    try (FloatRows rows = rows(Metric.DOT, random(10, 3, 64));
        IvfIndex index = index(rows, Metric.DOT)) {
      SearchRequest request =
          SearchRequest.of(new float[3], 3).withParams(new SearchParams.Hnsw(10));
      assertThatIllegalArgumentException().isThrownBy(() -> index.search(request));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> index.add(10))
          .withMessageContaining("10");
    }
  }

  private static void save(Path path, FloatRows rows, IvfIndex index, int limit) {
    try (IndexFileWriter out = new IndexFileWriter(path)) {
      rows.save(out, limit);
      index.save(out, limit);
      out.finish();
    }
  }
}
