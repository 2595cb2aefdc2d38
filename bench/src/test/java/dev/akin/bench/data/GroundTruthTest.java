package dev.akin.bench.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroundTruthTest {
  @Test
  void agreesWithSortingAllRows() {
    float[][] rows = new RandomVectors(9000, 9, 1).load(null);
    float[][] queries = new RandomVectors(600, 9, 2).load(null);
    GroundTruth truth = GroundTruth.compute(rows, queries, 12, 2);
    assertThat(truth.k()).isEqualTo(12);
    for (int query = 0; query < queries.length; query += 37) {
      float[] scores = new float[rows.length];
      for (int row = 0; row < rows.length; row++) {
        for (int d = 0; d < 9; d++) {
          scores[row] += queries[query][d] * rows[row][d];
        }
      }
      int[] best =
          IntStream.range(0, rows.length)
              .boxed()
              .sorted(Comparator.comparingDouble(row -> -scores[row]))
              .limit(12)
              .mapToInt(Integer::intValue)
              .toArray();
      assertThat(truth.ordinals()[query]).isEqualTo(best);
      assertThat(truth.scores()[query][0]).isEqualTo(scores[best[0]]);
    }
  }

  @Test
  void prefersTheLowerOfEqualRowsAcrossThreads() {
    float[][] rows = new float[20_000][];
    Arrays.fill(rows, new float[] {1, 2});
    GroundTruth truth = GroundTruth.compute(rows, new float[][] {{3, 1}}, 5, 2);
    assertThat(truth.ordinals()[0]).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void givesNoMoreThanThereAre() {
    GroundTruth truth = GroundTruth.compute(new float[][] {{1}, {2}}, new float[][] {{1}}, 100, 1);
    assertThat(truth.ordinals()[0]).containsExactly(1, 0);
  }
}
