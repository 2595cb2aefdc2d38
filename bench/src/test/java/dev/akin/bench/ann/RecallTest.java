package dev.akin.bench.ann;

import static org.assertj.core.api.Assertions.assertThat;

import dev.akin.bench.data.GroundTruth;
import org.junit.jupiter.api.Test;

class RecallTest {
  private static final GroundTruth TRUTH =
      new GroundTruth(
          new int[][] {{5, 3, 8, 1}, {0, 1, 2, 3}},
          new float[][] {{0.9f, 0.8f, 0.8f, 0.1f}, {0.9f, 0.8f, 0.7f, 0.6f}});

  @Test
  void countsWhatIsAmongTheBest() {
    assertThat(Recall.at(new int[][] {{5, 3}, {0, 1}}, TRUTH)).isEqualTo(1);
    assertThat(Recall.at(new int[][] {{5, 1}, {7, 9}}, TRUTH)).isEqualTo(0.25);
    assertThat(Recall.at(new int[][] {{-1, -1}, {1, 0}}, TRUTH)).isEqualTo(0.5);
  }

  @Test
  void countsATieWithTheLastOfTheBest() {
    assertThat(Recall.at(new int[][] {{5, 8}, {0, 1}}, TRUTH)).isEqualTo(1);
    assertThat(Recall.at(new int[][] {{3, 8}, {0, 1}}, TRUTH)).isEqualTo(1);
    assertThat(Recall.at(new int[][] {{3, 8}, {0, 2}}, TRUTH)).isEqualTo(0.75);
  }

  @Test
  void countsARowOnce() {
    assertThat(Recall.at(new int[][] {{5, 5}, {0, 0}}, TRUTH)).isEqualTo(0.5);
  }
}
