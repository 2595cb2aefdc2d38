package dev.akin.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.akin.api.index.Metric;
import dev.akin.api.index.SearchParams;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every index must do; a new one extends this. */
abstract class VectorIndexContract {
  /** An index of all the rows. */
  abstract VectorIndex index(FloatRows rows, Metric metric);

  /** Whether the index takes a metric. */
  boolean takes(Metric metric) {
    return true;
  }

  static FloatRows rows(Metric metric, float[]... vectors) {
    FloatRows rows = new FloatRows(metric.preparedDimension(vectors[0].length));
    for (int i = 0; i < vectors.length; i++) {
      rows.put(i, metric.prepare(vectors[i]));
    }
    return rows;
  }

  static float[][] random(int count, int dimension, long seed) {
    Random random = new Random(seed);
    float[][] vectors = new float[count][dimension];
    for (float[] vector : vectors) {
      for (int i = 0; i < dimension; i++) {
        vector[i] = (float) random.nextGaussian();
      }
    }
    return vectors;
  }

  /** Scores in doubles, straight from the definition. */
  static double score(Metric metric, float[] a, float[] b) {
    double dot = 0;
    double squares = 0;
    double absolute = 0;
    int different = 0;
    double normA = 0;
    double normB = 0;
    for (int i = 0; i < a.length; i++) {
      double d = (double) a[i] - b[i];
      dot += (double) a[i] * b[i];
      squares += d * d;
      absolute += Math.abs(d);
      different += a[i] > 0 != b[i] > 0 ? 1 : 0;
      normA += (double) a[i] * a[i];
      normB += (double) b[i] * b[i];
    }
    return switch (metric) {
      case COSINE -> normA == 0 || normB == 0 ? 0 : dot / Math.sqrt(normA * normB);
      case DOT -> dot;
      case EUCLIDEAN -> -squares;
      case MANHATTAN -> -absolute;
      case HAMMING -> -different;
    };
  }

  static int[] nearest(Metric metric, float[] query, float[][] vectors, int k) {
    return IntStream.range(0, vectors.length)
        .boxed()
        .sorted(
            (a, b) ->
                Double.compare(score(metric, query, vectors[b]), score(metric, query, vectors[a])))
        .limit(k)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  @Test
  void anEmptyIndexFindsNothing() {
    try (FloatRows rows = new FloatRows(3);
        VectorIndex index = index(rows, Metric.DOT)) {
      assertThat(index.size()).isZero();
      assertThat(index.search(SearchRequest.of(new float[3], 5)).size()).isZero();
      SearchRequest exact = SearchRequest.of(new float[3], 5).withParams(new SearchParams.Exact());
      assertThat(index.search(exact).size()).isZero();
    }
  }

  @Test
  void oneRecordIsFound() {
    try (FloatRows rows = rows(Metric.EUCLIDEAN, new float[] {1, 2, 3});
        VectorIndex index = index(rows, Metric.EUCLIDEAN)) {
      Neighbors found = index.search(SearchRequest.of(new float[] {1, 2, 5}, 10));
      assertThat(found.ordinals()).containsExactly(0);
      assertThat(found.scores()).containsExactly(-4f);
    }
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void findsTheNearestInOrderWithTheirScores(Metric metric) {
    assumeTrue(takes(metric));
    float[][] vectors = random(300, 17, 1);
    float[] query = random(1, 17, 2)[0];
    try (FloatRows rows = rows(metric, vectors);
        VectorIndex index = index(rows, metric)) {
      Neighbors found = index.search(SearchRequest.of(metric.prepare(query), 300));
      assertThat(found.ordinals()).containsExactly(nearest(metric, query, vectors, 300));
      for (int i = 0; i < 300; i++) {
        double expected = score(metric, query, vectors[found.ordinals()[i]]);
        assertThat((double) found.scores()[i]).isCloseTo(expected, offset(1e-4));
      }
      assertThat(found.cost().distanceComputations()).isBetween(300L, 700L);
    }
  }

  @Test
  void moreThanThereAreGivesAll() {
    float[][] vectors = random(50, 4, 3);
    try (FloatRows rows = rows(Metric.DOT, vectors);
        VectorIndex index = index(rows, Metric.DOT)) {
      assertThat(index.search(SearchRequest.of(vectors[0], 5000)).ordinals())
          .hasSize(50)
          .doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void duplicatesByTheThousandHideNothing(Metric metric) {
    assumeTrue(takes(metric));
    float[][] vectors = random(3000, 8, 4);
    for (int i = 500; i < 2900; i++) {
      vectors[i] = vectors[499];
    }
    try (FloatRows rows = rows(metric, vectors);
        VectorIndex index = index(rows, metric)) {
      Neighbors twins = index.search(SearchRequest.of(metric.prepare(vectors[499]), 100));
      float best = twins.scores()[0];
      assertThat(twins.ordinals()).hasSize(100).doesNotHaveDuplicates();
      if (metric != Metric.DOT) {
        assertThat(twins.scores()).containsOnly(best);
      }
      for (int probe : new int[] {3, 250, 2950, 2999}) {
        Neighbors found = index.search(SearchRequest.of(metric.prepare(vectors[probe]), 1));
        int[] truth = nearest(metric, vectors[probe], vectors, 1);
        assertThat((double) found.scores()[0])
            .isCloseTo(score(metric, vectors[probe], vectors[truth[0]]), offset(1e-4));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void zeroVectorsAreRowsLikeOthers(Metric metric) {
    assumeTrue(takes(metric));
    float[][] vectors = random(200, 5, 5);
    for (int i = 0; i < 100; i++) {
      vectors[i] = new float[5];
    }
    try (FloatRows rows = rows(metric, vectors);
        VectorIndex index = index(rows, metric)) {
      Neighbors found = index.search(SearchRequest.of(metric.prepare(new float[5]), 200));
      assertThat(found.size()).isEqualTo(200);
      assertThat(found.scores()[0]).isZero();
      for (float score : found.scores()) {
        assertThat(score).isFinite();
      }
    }
  }

  @Test
  void aFilterThatExcludesAllGivesNothing() {
    float[][] vectors = random(100, 4, 6);
    try (FloatRows rows = rows(Metric.DOT, vectors);
        VectorIndex index = index(rows, Metric.DOT)) {
      SearchRequest none = SearchRequest.of(vectors[0], 5).withAccept(new OrdinalSet());
      assertThat(index.search(none).size()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 60, 400, 1500, 1999})
  void aFilterStillGivesAllItCan(int accepted) {
    float[][] vectors = random(2000, 6, 7);
    OrdinalSet accept = new OrdinalSet();
    Random random = new Random(8);
    while (accept.cardinality() < accepted) {
      accept.add(random.nextInt(2000));
    }
    try (FloatRows rows = rows(Metric.EUCLIDEAN, vectors);
        VectorIndex index = index(rows, Metric.EUCLIDEAN)) {
      for (int q = 0; q < 20; q++) {
        SearchRequest request = SearchRequest.of(vectors[q], 10).withAccept(accept);
        Neighbors found = index.search(request);
        assertThat(found.ordinals()).hasSize(Math.min(10, accepted)).doesNotHaveDuplicates();
        assertThat(Arrays.stream(found.ordinals()).allMatch(accept::contains)).isTrue();
        assertThat(sorted(found.scores())).isTrue();
        SearchRequest all = SearchRequest.of(vectors[q], 1999).withAccept(accept);
        assertThat(index.search(all).size()).isEqualTo(accepted);
      }
    }
  }

  private static boolean sorted(float[] scores) {
    return IntStream.range(1, scores.length).allMatch(i -> scores[i - 1] >= scores[i]);
  }

  @Test
  void aQueryOfAnotherDimensionIsRefused() {
    try (FloatRows rows = rows(Metric.DOT, random(10, 4, 9));
        VectorIndex index = index(rows, Metric.DOT)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> index.search(SearchRequest.of(new float[5], 1)))
          .withMessageContaining("4")
          .withMessageContaining("5");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 15, 16, 17, 100, 127, 769, 4096})
  void everyDimensionWorks(int dimension) {
    float[][] vectors = random(40, dimension, 10);
    for (Metric metric : Metric.values()) {
      if (!takes(metric)) {
        continue;
      }
      try (FloatRows rows = rows(metric, vectors);
          VectorIndex index = index(rows, metric)) {
        Neighbors found = index.search(SearchRequest.of(metric.prepare(vectors[7]), 3));
        double best =
            score(metric, vectors[7], vectors[nearest(metric, vectors[7], vectors, 1)[0]]);
        assertThat((double) found.scores()[0]).isCloseTo(best, offset(1e-5 * dimension));
      }
    }
  }

  @Test
  void aStopSignalEndsTheSearch() {
    float[][] vectors = random(20_000, 4, 11);
    try (FloatRows rows = new FloatRows(4)) {
      for (int i = 0; i < vectors.length; i++) {
        rows.put(i, vectors[i]);
      }
      try (VectorIndex index = index(rows, Metric.EUCLIDEAN)) {
        SearchRequest stopped = new SearchRequest(vectors[0], 500, null, null, () -> true);
        assertThatThrownBy(() -> index.search(stopped)).isInstanceOf(CancellationException.class);
        SearchRequest goesOn = new SearchRequest(vectors[0], 500, null, null, () -> false);
        assertThat(index.search(goesOn).size()).isEqualTo(500);
      }
    }
  }

  @Test
  void closingTwiceIsFineAndSearchingAfterIsNot() {
    try (FloatRows rows = rows(Metric.DOT, random(10, 4, 12))) {
      VectorIndex index = index(rows, Metric.DOT);
      index.close();
      index.close();
      assertThatIllegalStateException()
          .isThrownBy(() -> index.search(SearchRequest.of(new float[4], 1)));
    }
  }

  @Test
  void concurrentSearchesAgree() throws InterruptedException {
    float[][] vectors = random(2000, 12, 13);
    try (FloatRows rows = rows(Metric.COSINE, vectors);
        VectorIndex index = index(rows, Metric.COSINE)) {
      Neighbors[] alone = new Neighbors[50];
      for (int q = 0; q < alone.length; q++) {
        alone[q] = index.search(SearchRequest.of(vectors[q], 10));
      }
      boolean[] agreed = new boolean[4];
      Thread[] threads = new Thread[4];
      for (int t = 0; t < threads.length; t++) {
        int slot = t;
        threads[t] =
            Thread.ofPlatform()
                .start(
                    () -> {
                      boolean same = true;
                      for (int q = 0; q < alone.length; q++) {
                        Neighbors found = index.search(SearchRequest.of(vectors[q], 10));
                        same &= Arrays.equals(found.ordinals(), alone[q].ordinals());
                      }
                      agreed[slot] = same;
                    });
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(agreed).containsOnly(true);
    }
  }
}
