package dev.akin.index.internal.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecallTableTest {
  private static final RecallTable TABLE =
      new RecallTable(
          new int[] {1, 11, 21, 100},
          new float[][] {{0.5f, 0.9f, 0.85f, 0.95f}, {0.25f, 0.5f, 0.75f, 0.99f}});

  @ParameterizedTest
  @CsvSource({
    "0.1, 10, 1", "0.5, 10, 1", "0.7, 10, 6", "0.9, 10, 11", "0.95, 10, 100", "0.99, 10, 100",
    "0.7, 1, 6", "0.5, 100, 11", "0.7, 100, 19", "0.5, 1000, 100", "0.5, 32, 4", "0.9, 5, 11"
  })
  void theLeastParameterThatGivesTheRecallIsFound(double recall, long k, int parameter) {
    assertThat(TABLE.parameter(recall, k)).isEqualTo(parameter);
  }

  @Test
  void aParameterThatFallsWithTheNeighboursIsNotCarriedBeyondWhatWasMeasured() {
    RecallTable slack =
        new RecallTable(new int[] {10, 40, 90}, new float[][] {{0, 0.5f, 0.9f}, {0.9f, 1, 1}});
    assertThat(slack.parameter(0.9, 10)).isEqualTo(90);
    assertThat(slack.parameter(0.9, 32)).isBetween(29, 31);
    assertThat(slack.parameter(0.9, 100)).isEqualTo(10);
    assertThat(slack.parameter(0.9, 1000)).isEqualTo(10);
  }

  @Test
  void aTableIsReadAsItIsWritten() {
    RecallTable again = RecallTable.of(TABLE.toInts());
    for (double recall = 0.01; recall < 1; recall += 0.01) {
      for (int k : new int[] {1, 10, 50, 200}) {
        assertThat(again.parameter(recall, k)).isEqualTo(TABLE.parameter(recall, k));
      }
    }
    assertThat(again.toInts()).isEqualTo(TABLE.toInts());
  }

  @Test
  void whatIsNoTableIsRefused() {
    int[] good = TABLE.toInts();
    for (int[] bad : new int[][] {{}, {1, 2}, {0, 0, 0}, {2, 1, 0, 0, 0, 0}, with(good, 5, -1)}) {
      assertThatIllegalArgumentException().isThrownBy(() -> RecallTable.of(bad));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecallTable.of(with(good, 6, Float.floatToRawIntBits(1.5f))));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RecallTable(new int[] {1, 2}, new float[][] {{1}, {1, 1}}));
  }

  private static int[] with(int[] ints, int i, int value) {
    int[] copy = ints.clone();
    copy[i] = value;
    return copy;
  }
}
