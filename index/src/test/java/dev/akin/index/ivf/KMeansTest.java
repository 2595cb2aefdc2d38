package dev.akin.index.ivf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.akin.api.index.Metric;
import dev.akin.index.FloatRows;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KMeansTest {
  @Test
  void clustersThatAreFarApartAreFound() {
    Random random = new Random(1);
    try (FloatRows rows = new FloatRows(8)) {
      float[][] centres = new float[200][8];
      for (float[] centre : centres) {
        for (int d = 0; d < 8; d++) {
          centre[d] = 10 * (float) random.nextGaussian();
        }
      }
      for (int i = 0; i < 20_000; i++) {
        float[] row = centres[i % 200].clone();
        for (int d = 0; d < 8; d++) {
          row[d] += 0.01f * (float) random.nextGaussian();
        }
        rows.put(i, row);
      }
      float[] found = KMeans.train(addresses(rows), 8, 400, false, 3);
      int near = 0;
      for (float[] centre : centres) {
        near += distance(found, centre) < 0.02 ? 1 : 0;
      }
      assertThat(near).isGreaterThan(160);
    }
  }

  private static double distance(float[] centroids, float[] point) {
    double least = Double.MAX_VALUE;
    for (int c = 0; c < centroids.length; c += point.length) {
      double sum = 0;
      for (int d = 0; d < point.length; d++) {
        sum += Math.pow(centroids[c + d] - point[d], 2);
      }
      least = Math.min(least, sum);
    }
    return least;
  }

  @Test
  void theResultDoesNotDependOnTheThreads() throws Exception {
    try (FloatRows rows = random(5000, 12)) {
      float[][] found = new float[2][];
      for (int t = 0; t < 2; t++) {
        try (ForkJoinPool pool = new ForkJoinPool(1 + 2 * t)) {
          found[t] = pool.submit(() -> KMeans.train(addresses(rows), 12, 100, true, 5)).get();
        }
      }
      assertThat(found[0]).isEqualTo(found[1]);
      for (float value : found[0]) {
        assertThat(value).isFinite();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"100, 100", "300, 299", "1000, 70"})
  void asManyCentroidsAsPointsOrNearly(int points, int count) {
    try (FloatRows rows = random(points, 3)) {
      float[] found = KMeans.train(addresses(rows), 3, count, false, 1);
      assertThat(found).hasSize(3 * count);
      for (float value : found) {
        assertThat(value).isFinite();
      }
    }
  }

  @Test
  void sharesAddUpAndNoGroupGetsMoreThanItHas() {
    Random random = new Random(7);
    for (int round = 0; round < 1000; round++) {
      int[] starts = new int[2 + random.nextInt(20)];
      for (int g = 1; g < starts.length; g++) {
        starts[g] = starts[g - 1] + (random.nextBoolean() ? random.nextInt(3) : random.nextInt(50));
      }
      int total = starts[starts.length - 1];
      int count = total == 0 ? 0 : 1 + random.nextInt(total);
      if (count == 0) {
        continue;
      }
      int[] firsts = KMeans.shares(starts, count);
      assertThat(firsts[starts.length - 1]).isEqualTo(count);
      for (int g = 1; g < starts.length; g++) {
        assertThat(firsts[g] - firsts[g - 1]).isBetween(0, starts[g] - starts[g - 1]);
      }
    }
  }

  @Test
  void aWalkOverCentroidsFindsWhatScoringAllDoes() {
    float[] values = new float[3000 * 16];
    Random random = new Random(9);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    CentroidGraph graph = CentroidGraph.build(Metric.EUCLIDEAN, values, 16);
    try (Centroids walked = new Centroids(Metric.EUCLIDEAN, values, 16, graph);
        Centroids scored = new Centroids(Metric.EUCLIDEAN, values, 16)) {
      CentroidSearcher walker = new CentroidSearcher(walked, Metric.EUCLIDEAN);
      CentroidSearcher scorer = new CentroidSearcher(scored, Metric.EUCLIDEAN);
      int same = 0;
      for (int q = 0; q < 100; q++) {
        float[] query = new float[16];
        for (int d = 0; d < 16; d++) {
          query[d] = (float) random.nextGaussian();
        }
        walker.query(query);
        scorer.query(query);
        assertThat(walker.find(20)).isTrue();
        scorer.find(20);
        assertThat(walker.scored()).isBetween(20L, 2900L);
        assertThat(scorer.scored()).isEqualTo(3000);
        same += (int) common(walker, scorer, 20);
        // More than a walk is good for: all are scored, and the first ones are others.
        assertThat(walker.find(1000)).isFalse();
        scorer.find(1000);
        assertThat(common(walker, scorer, 1000)).isEqualTo(1000);
        assertThat(walker.find(2000)).isTrue();
      }
      assertThat(same).isGreaterThan(1900);
    }
  }

  private static long common(CentroidSearcher a, CentroidSearcher b, int count) {
    int[] theirs = IntStream.range(0, count).map(b::list).sorted().toArray();
    return IntStream.range(0, count)
        .filter(i -> Arrays.binarySearch(theirs, a.list(i)) >= 0)
        .count();
  }

  private static FloatRows random(int count, int dimension) {
    Random random = new Random(count);
    FloatRows rows = new FloatRows(dimension);
    for (int i = 0; i < count; i++) {
      float[] row = new float[dimension];
      for (int d = 0; d < dimension; d++) {
        row[d] = (float) random.nextGaussian();
      }
      rows.put(i, row);
    }
    return rows;
  }

  private static long[] addresses(FloatRows rows) {
    return IntStream.range(0, rows.limit()).mapToLong(rows.table()::address).toArray();
  }
}
