package dev.akin.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.Metric;
import dev.akin.api.index.QuantizerConfig;
import dev.akin.api.index.SearchParams;
import dev.akin.index.file.IndexFile;
import dev.akin.index.file.IndexFileWriter;
import dev.akin.index.flat.FlatIndex;
import dev.akin.index.hnsw.HnswIndex;
import dev.akin.index.hnsw.SealedHnswIndex;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Searches that end by distance, and what a graph learns of the recall that this gives. */
class HnswSlackTest {
  private static final HnswConfig CONFIG = new HnswConfig(8, 60, 7);
  private static final int ROWS = 4000;
  private static final int DIMENSION = 16;

  @TempDir Path folder;

  /** Some crowds and some loners, so that queries differ in what they need. */
  private static float[][] uneven(int count, long seed) {
    Random random = new Random(seed);
    float[][] vectors = new float[count][DIMENSION];
    float[][] centres = VectorIndexContract.random(40, DIMENSION, 5);
    for (int i = 0; i < count; i++) {
      float[] centre = centres[random.nextInt(centres.length)];
      float spread = i % 2 == 0 ? 0.2f : 1.5f;
      for (int d = 0; d < DIMENSION; d++) {
        vectors[i][d] = centre[d] + spread * (float) random.nextGaussian();
      }
    }
    return vectors;
  }

  private static float[][] queries(Metric metric) {
    return Arrays.stream(uneven(200, 9)).map(metric::prepare).toArray(float[][]::new);
  }

  private static HnswIndex graph(FloatRows rows, Metric metric, QuantizerConfig quantizer) {
    HnswIndex index = new HnswIndex(rows, metric, CONFIG, quantizer);
    for (int i = 0; i < rows.limit(); i++) {
      index.add(i);
    }
    index.repair();
    return index;
  }

  private static double distances(VectorIndex index, float[][] queries, SearchParams params) {
    return Arrays.stream(queries)
        .map(query -> index.search(SearchRequest.of(query, 10).withParams(params)))
        .mapToLong(found -> found.cost().distanceComputations())
        .average()
        .orElseThrow();
  }

  private static double recall(
      VectorIndex index, FlatIndex truth, float[][] queries, int k, SearchParams params) {
    SearchRequest like = SearchRequest.of(queries[0], k).withParams(params);
    return HnswIndexTest.recall(index, truth, queries, like);
  }

  @ParameterizedTest
  @EnumSource(
      value = Metric.class,
      names = {"COSINE", "EUCLIDEAN", "MANHATTAN"})
  void slackNeedsFewerDistancesForTheSameRecall(Metric metric) {
    float[][] queries = queries(metric);
    try (FloatRows rows = VectorIndexContract.rows(metric, uneven(ROWS, 8));
        FlatIndex truth = new FlatIndex(rows, metric);
        HnswIndex index = graph(rows, metric, QuantizerConfig.NONE)) {
      SearchParams fixed = new SearchParams.Hnsw(100);
      double recall = recall(index, truth, queries, 10, fixed);
      double slack = 0;
      while (recall(index, truth, queries, 10, SearchParams.Hnsw.withSlack(slack)) < recall) {
        slack += 0.01;
      }
      assertThat(recall).isGreaterThan(0.95);
      assertThat(distances(index, queries, SearchParams.Hnsw.withSlack(slack)))
          .isLessThan(0.8 * distances(index, queries, fixed));
    }
  }

  @Test
  void theCandidatesAreAsManyAsIsSaidAtMost() {
    try (FloatRows rows = VectorIndexContract.rows(Metric.EUCLIDEAN, uneven(ROWS, 8));
        HnswIndex index = graph(rows, Metric.EUCLIDEAN, QuantizerConfig.NONE)) {
      for (float[] query : queries(Metric.EUCLIDEAN)) {
        SearchRequest request = SearchRequest.of(query, 10);
        Neighbors fixed = index.search(request.withParams(new SearchParams.Hnsw(30)));
        Neighbors wide = index.search(request.withParams(new SearchParams.Hnsw(30, 1e6)));
        Neighbors none = index.search(request.withParams(new SearchParams.Hnsw(30, 0)));
        assertThat(wide.ordinals()).isEqualTo(fixed.ordinals());
        assertThat(wide.cost()).isEqualTo(fixed.cost());
        assertThat(none.size()).isEqualTo(10);
        assertThat(none.cost().hops()).isLessThanOrEqualTo(fixed.cost().hops());
      }
    }
  }

  @Test
  void aFilteredWalkEndsByDistanceToo() {
    float[][] queries = queries(Metric.EUCLIDEAN);
    OrdinalSet accept = new OrdinalSet();
    for (int i = 0; i < ROWS; i++) {
      if (i % 10 != 0) {
        accept.add(i);
      }
    }
    try (FloatRows rows = VectorIndexContract.rows(Metric.EUCLIDEAN, uneven(ROWS, 8));
        FlatIndex truth = new FlatIndex(rows, Metric.EUCLIDEAN);
        HnswIndex index = graph(rows, Metric.EUCLIDEAN, QuantizerConfig.NONE)) {
      SearchRequest like = SearchRequest.of(queries[0], 3).withAccept(accept);
      SearchRequest near = like.withParams(new SearchParams.Hnsw(30, 0.05));
      SearchRequest far = like.withParams(new SearchParams.Hnsw(30));
      assertThat(HnswIndexTest.recall(index, truth, queries, near)).isBetween(0.5, 1.0);
      assertThat(HnswIndexTest.recall(index, truth, queries, far)).isGreaterThan(0.85);
      assertThat(index.search(near).cost().hops())
          .isBetween(1L, index.search(far).cost().hops() - 1);
      assertThat(index.search(near).size()).isEqualTo(3);
    }
  }

  @Test
  void aTargetRecallIsLearntReachedAndKept() {
    learns(Metric.COSINE, QuantizerConfig.NONE);
    learns(Metric.DOT, QuantizerConfig.NONE);
    learns(Metric.EUCLIDEAN, new QuantizerConfig.Sq8());
  }

  private void learns(Metric metric, QuantizerConfig quantizer) {
    float[][] queries = queries(metric);
    Path path = folder.resolve(metric + ".index");
    try (FloatRows rows = VectorIndexContract.rows(metric, uneven(ROWS, 8));
        FlatIndex truth = new FlatIndex(rows, metric);
        HnswIndex index = graph(rows, metric, quantizer)) {
      index.calibrate(null);
      double cost = reaches(index, truth, queries);
      if (metric == Metric.COSINE) {
        try (SealedHnswIndex sealed = SealedHnswIndex.seal(index)) {
          sealed.calibrate(null);
          reaches(sealed, truth, queries);
        }
      }
      try (IndexFileWriter out = new IndexFileWriter(path)) {
        rows.save(out, ROWS);
        index.save(out, ROWS);
        out.finish();
      }
      try (IndexFile file = IndexFile.open(path);
          FloatRows same = FloatRows.open(file);
          HnswIndex again = HnswIndex.open(file, same, metric, CONFIG, quantizer)) {
        assertThat(distances(again, queries, new SearchParams.TargetRecall(0.9))).isEqualTo(cost);
      }
    }
  }

  /** Checks that recalls are reached and that a low one costs less; gives what 0.9 costs. */
  private static double reaches(VectorIndex index, FlatIndex truth, float[][] queries) {
    double before = 0;
    for (double target : new double[] {0.9, 0.95, 0.99}) {
      SearchParams params = new SearchParams.TargetRecall(target);
      // Both the sample that is learnt from and the queries are few.
      double error = 4 * Math.sqrt((1 - target) * 0.1 * (1.0 / 256 + 1.0 / queries.length)) + 0.002;
      assertThat(recall(index, truth, queries, 10, params)).isGreaterThan(target - error);
      assertThat(recall(index, truth, queries, 40, params)).isGreaterThan(target - error);
      assertThat(distances(index, queries, params)).isGreaterThan(before);
      before = distances(index, queries, params);
    }
    double careful = distances(index, queries, new SearchParams.Hnsw(2000));
    assertThat(before).isLessThan(careful / 2);
    return distances(index, queries, new SearchParams.TargetRecall(0.9));
  }

  @Test
  void aStopSignalEndsTheLearning() {
    try (FloatRows rows = VectorIndexContract.rows(Metric.COSINE, uneven(ROWS, 8));
        HnswIndex index = graph(rows, Metric.COSINE, QuantizerConfig.NONE)) {
      assertThatThrownBy(() -> index.calibrate(() -> true))
          .isInstanceOf(CancellationException.class);
    }
  }

  @Test
  void slackWithoutADistanceIsRefused() {
    try (FloatRows rows = VectorIndexContract.rows(Metric.DOT, uneven(100, 8));
        HnswIndex index = graph(rows, Metric.DOT, QuantizerConfig.NONE)) {
      SearchRequest request =
          SearchRequest.of(new float[DIMENSION], 1).withParams(SearchParams.Hnsw.withSlack(0.1));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> index.search(request))
          .withMessageContaining("dot");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SearchParams.Hnsw.withSlack(-0.1))
        .withMessageContaining("slack must be 0 or more: -0.1");
    assertThatIllegalArgumentException().isThrownBy(() -> new SearchParams.Hnsw(9, Double.NaN));
  }
}
