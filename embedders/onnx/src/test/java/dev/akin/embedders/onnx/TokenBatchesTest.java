package dev.akin.embedders.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TokenBatchesTest {
  @Test
  void everyTextOnceLongestFirstWithinTheBound() {
    long seed = Long.getLong("test.seed", 20261124L);
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      int[] lengths = random.ints(random.nextInt(300), 1, 100).toArray();
      int bound = 16 + random.nextInt(500);
      BitSet seen = new BitSet();
      int previous = Integer.MAX_VALUE;
      for (int[] batch : TokenBatches.byLength(lengths, bound)) {
        int longest = Arrays.stream(batch).map(i -> lengths[i]).max().orElseThrow();
        assertThat(batch.length == 1 || batch.length * longest <= bound)
            .as("seed %d", seed)
            .isTrue();
        assertThat(longest).isLessThanOrEqualTo(previous);
        previous = Arrays.stream(batch).map(i -> lengths[i]).min().orElseThrow();
        for (int text : batch) {
          assertThat(seen.get(text)).isFalse();
          seen.set(text);
        }
      }
      assertThat(seen.cardinality()).isEqualTo(lengths.length);
    }
  }

  @Test
  void aBoundOfOneRunsTextByText() {
    List<int[]> batches = TokenBatches.byLength(new int[] {5, 9, 7}, 1);
    assertThat(batches).containsExactly(new int[] {1}, new int[] {2}, new int[] {0});
  }
}
