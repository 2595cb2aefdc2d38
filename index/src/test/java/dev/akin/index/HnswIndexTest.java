package dev.akin.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.data.Offset.offset;

import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.Metric;
import dev.akin.api.index.SearchParams;
import dev.akin.index.file.IndexFile;
import dev.akin.index.file.IndexFileWriter;
import dev.akin.index.flat.FlatIndex;
import dev.akin.index.hnsw.HnswIndex;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HnswIndexTest extends VectorIndexContract {
  private static final HnswConfig SMALL = new HnswConfig(8, 60, 7);

  @TempDir Path folder;

  @Override
  HnswIndex index(FloatRows rows, Metric metric) {
    HnswIndex index = new HnswIndex(rows, metric, SMALL);
    for (int i = 0; i < rows.limit(); i++) {
      index.add(i);
    }
    index.repair();
    return index;
  }

  static double recall(VectorIndex index, FlatIndex truth, float[][] queries, SearchRequest like) {
    return recall(index, exact(truth, queries, like), queries, like);
  }

  /** What an exact search gives for each query. */
  static Neighbors[] exact(FlatIndex truth, float[][] queries, SearchRequest like) {
    return Arrays.stream(queries)
        .map(query -> truth.search(new SearchRequest(query, like.k(), null, like.accept(), null)))
        .toArray(Neighbors[]::new);
  }

  static double recall(
      VectorIndex index, Neighbors[] exact, float[][] queries, SearchRequest like) {
    int hits = 0;
    for (int q = 0; q < queries.length; q++) {
      SearchRequest request =
          new SearchRequest(queries[q], like.k(), like.params(), like.accept(), null);
      Neighbors expected = exact[q];
      // Whoever ties with the last is as good.
      float least = expected.scores()[expected.size() - 1];
      int[] ordinals = expected.ordinals().clone();
      Arrays.sort(ordinals);
      Neighbors found = index.search(request);
      for (int i = 0; i < found.size(); i++) {
        boolean known = Arrays.binarySearch(ordinals, found.ordinals()[i]) >= 0;
        hits += known || found.scores()[i] >= least ? 1 : 0;
      }
    }
    return hits / (double) (queries.length * like.k());
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void recallHasAFloorAndFewRowsAreVisited(Metric metric) {
    float[][] vectors = random(5000, 16, 30);
    float[][] queries = random(100, 16, 31);
    for (int i = 0; i < queries.length; i++) {
      queries[i] = metric.prepare(queries[i]);
    }
    try (FloatRows rows = rows(metric, vectors);
        FlatIndex truth = new FlatIndex(rows, metric);
        HnswIndex index = index(rows, metric)) {
      SearchRequest request =
          SearchRequest.of(queries[0], 10).withParams(new SearchParams.Hnsw(100));
      assertThat(recall(index, truth, queries, request)).isGreaterThan(0.95);
      Neighbors found = index.search(request);
      assertThat(found.cost().distanceComputations()).isLessThan(2500);
      assertThat(found.cost().hops()).isGreaterThan(50);
    }
  }

  @Test
  void aHigherEfFindsMore() {
    float[][] vectors = random(5000, 32, 32);
    float[][] queries = random(100, 32, 33);
    try (FloatRows rows = rows(Metric.EUCLIDEAN, vectors);
        FlatIndex truth = new FlatIndex(rows, Metric.EUCLIDEAN);
        HnswIndex index = index(rows, Metric.EUCLIDEAN)) {
      SearchRequest request = SearchRequest.of(queries[0], 10);
      double low = recall(index, truth, queries, request.withParams(new SearchParams.Hnsw(10)));
      double high = recall(index, truth, queries, request.withParams(new SearchParams.Hnsw(400)));
      double heaps = recall(index, truth, queries, request.withParams(new SearchParams.Hnsw(3000)));
      assertThat(low).isBetween(0.3, 0.9);
      assertThat(high).isGreaterThan(0.99);
      assertThat(heaps).isGreaterThanOrEqualTo(high);
    }
  }

  @Test
  void recallHoldsUnderAFilterThatIsWalked() {
    float[][] vectors = random(20_000, 12, 34);
    float[][] queries = random(50, 12, 35);
    OrdinalSet accept = new OrdinalSet();
    for (int i = 0; i < 20_000; i += 2) {
      accept.add(i);
    }
    try (FloatRows rows = rows(Metric.EUCLIDEAN, vectors);
        FlatIndex truth = new FlatIndex(rows, Metric.EUCLIDEAN);
        HnswIndex index = index(rows, Metric.EUCLIDEAN)) {
      SearchRequest request =
          SearchRequest.of(queries[0], 10).withParams(new SearchParams.Hnsw(60)).withAccept(accept);
      assertThat(index.search(request).cost().hops()).isPositive();
      assertThat(recall(index, truth, queries, request)).isGreaterThan(0.9);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void everyNodeIsReachableAfterABuildByThreads(int threads) throws InterruptedException {
    float[][] vectors = random(4000, 8, 36);
    for (int i = 1000; i < 2500; i++) {
      vectors[i] = vectors[i % 10];
    }
    try (FloatRows rows = rows(Metric.COSINE, vectors);
        HnswIndex index = new HnswIndex(rows, Metric.COSINE, new HnswConfig(2, 8, 7))) {
      AtomicInteger next = new AtomicInteger();
      Thread[] workers = new Thread[threads];
      for (int t = 0; t < threads; t++) {
        workers[t] =
            Thread.ofPlatform()
                .start(
                    () -> {
                      for (int i; (i = next.getAndIncrement()) < 4000; ) {
                        index.add(i);
                      }
                    });
      }
      for (Thread worker : workers) {
        worker.join();
      }
      assertThat(index.size()).isEqualTo(4000);
      assertThat(index.unreachable()).isPositive();
      assertThat(index.repair()).isPositive();
      assertThat(index.unreachable()).isZero();
      assertThat(index.repair()).isZero();
    }
  }

  @Test
  void searchesRunWhileThreadsAdd() throws InterruptedException {
    float[][] vectors = random(6000, 10, 37);
    try (FloatRows rows = new FloatRows(10);
        FlatIndex truth = new FlatIndex(rows, Metric.EUCLIDEAN);
        HnswIndex index = new HnswIndex(rows, Metric.EUCLIDEAN, SMALL)) {
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
                      boolean good = found.size() >= Math.min(10, before);
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
      AtomicInteger put = new AtomicInteger();
      AtomicInteger next = new AtomicInteger();
      Thread[] adders = new Thread[2];
      for (int t = 0; t < adders.length; t++) {
        adders[t] =
            Thread.ofPlatform()
                .start(
                    () -> {
                      for (int i; (i = next.getAndIncrement()) < 6000; ) {
                        while (put.get() <= i) {
                          Thread.onSpinWait();
                        }
                        index.add(i);
                      }
                    });
      }
      for (int i = 0; i < 6000; i++) {
        rows.put(i, vectors[i]);
        put.set(i + 1);
      }
      for (Thread adder : adders) {
        adder.join();
      }
      done.set(true);
      reader.join();
      assertThat(searched.get()).isPositive();
      assertThat(wrong.get()).isZero();
      SearchRequest request = SearchRequest.of(vectors[0], 10);
      assertThat(recall(index, truth, random(100, 10, 38), request)).isGreaterThan(0.95);
    }
  }

  @Test
  void addingTwiceChangesNothing() {
    float[][] vectors = random(500, 6, 39);
    try (FloatRows rows = rows(Metric.DOT, vectors);
        HnswIndex once = index(rows, Metric.DOT);
        HnswIndex twice = index(rows, Metric.DOT)) {
      for (int i = 0; i < 500; i++) {
        twice.add(i);
      }
      assertThat(twice.size()).isEqualTo(500);
      for (float[] query : vectors) {
        assertThat(twice.search(SearchRequest.of(query, 10)).ordinals())
            .isEqualTo(once.search(SearchRequest.of(query, 10)).ordinals());
      }
    }
  }

  @Test
  void addingARowThatIsNotThereIsRefused() {
    try (FloatRows rows = new FloatRows(2);
        HnswIndex index = new HnswIndex(rows, Metric.DOT, SMALL)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> index.add(3))
          .withMessageContaining("3");
    }
  }

  @Test
  void aSavedGraphAnswersTheSameAndGrowsOn() {
    float[][] vectors = random(3000, 20, 40);
    float[][] queries = random(50, 20, 41);
    Path path = folder.resolve("graph");
    Neighbors[] before = new Neighbors[queries.length];
    try (FloatRows rows = rows(Metric.EUCLIDEAN, Arrays.copyOf(vectors, 2000));
        HnswIndex index = index(rows, Metric.EUCLIDEAN);
        IndexFileWriter out = new IndexFileWriter(path)) {
      rows.save(out, 2000);
      index.save(out, 2000);
      out.finish();
      for (int q = 0; q < queries.length; q++) {
        before[q] = index.search(SearchRequest.of(queries[q], 10));
      }
    }
    for (int round = 0; round < 2; round++) {
      try (IndexFile file = IndexFile.open(path);
          FloatRows rows = FloatRows.open(file);
          FlatIndex truth = new FlatIndex(rows, Metric.EUCLIDEAN);
          HnswIndex index = HnswIndex.open(file, rows, Metric.EUCLIDEAN, SMALL)) {
        for (int q = 0; q < queries.length; q++) {
          Neighbors found = index.search(SearchRequest.of(queries[q], 10));
          assertThat(found.ordinals()).isEqualTo(before[q].ordinals());
          assertThat(found.scores()).containsExactly(before[q].scores(), offset(1e-4f));
        }
        assertThat(index.unreachable()).isZero();
        for (int i = 2000; i < 3000; i++) {
          rows.put(i, vectors[i]);
          index.add(i);
        }
        SearchRequest request = SearchRequest.of(queries[0], 10);
        assertThat(recall(index, truth, queries, request)).isGreaterThan(0.95);
      }
    }
  }

  @Test
  void aGraphSavedInPartHoldsThatPart() {
    float[][] vectors = random(1000, 6, 42);
    Path path = folder.resolve("part");
    try (FloatRows rows = rows(Metric.EUCLIDEAN, vectors);
        HnswIndex index = index(rows, Metric.EUCLIDEAN);
        IndexFileWriter out = new IndexFileWriter(path)) {
      rows.save(out, 333);
      index.save(out, 333);
      out.finish();
    }
    try (IndexFile file = IndexFile.open(path);
        FloatRows rows = FloatRows.open(file);
        HnswIndex index = HnswIndex.open(file, rows, Metric.EUCLIDEAN, SMALL)) {
      assertThat(rows.limit()).isEqualTo(333);
      assertThat(index.size()).isEqualTo(333);
      index.repair();
      assertThat(index.unreachable()).isZero();
      Neighbors all = index.search(SearchRequest.of(vectors[0], 1000));
      assertThat(all.ordinals()).hasSize(333).doesNotHaveDuplicates();
      float[] copy = new float[6];
      rows.copy(100, copy);
      assertThat(copy).isEqualTo(vectors[100]);
    }
  }
}
