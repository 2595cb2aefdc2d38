package dev.akin.index.internal.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PanelKernelsTest {
  @ParameterizedTest
  @CsvSource({"1,1", "3,2", "4,16", "5,17", "9,100", "11,207", "2,1024"})
  void thePanelsBestIsFound(int points, int dimension) {
    for (PanelKernels kernels : List.of(new ScalarPanelKernels(), PanelKernels.get())) {
      int width = kernels.width();
      Random random = new Random(dimension);
      float[] panel = floats(width * (dimension + 1), random);
      float[] rows = floats(points * dimension, random);
      try (Arena arena = Arena.ofConfined()) {
        long[] addresses = new long[points];
        long first = copy(arena, rows).address();
        for (int i = 0; i < points; i++) {
          addresses[i] = first + 4L * i * dimension;
        }
        int[] best = new int[points];
        float[] scores = new float[points];
        Arrays.fill(scores, Float.NEGATIVE_INFINITY);
        scores[0] = Float.MAX_VALUE;
        kernels.nearest(
            addresses,
            0,
            points,
            copy(arena, panel).address(),
            dimension,
            1000,
            best,
            scores,
            new float[4 * width]);
        assertThat(best[0]).as("one that has a better already").isZero();
        for (int i = 1; i < points; i++) {
          double[] expected = scores(panel, width, rows, i, dimension);
          double most = Arrays.stream(expected).max().orElseThrow();
          assertThat((double) scores[i]).isCloseTo(most, offset(1e-5 * (dimension + 10)));
          assertThat(expected[best[i] - 1000]).isCloseTo(most, offset(1e-5 * (dimension + 10)));
        }
      }
    }
  }

  private static double[] scores(float[] panel, int width, float[] rows, int row, int dimension) {
    double[] scores = new double[width];
    for (int c = 0; c < width; c++) {
      scores[c] = panel[c];
      for (int d = 0; d < dimension; d++) {
        scores[c] += (double) rows[row * dimension + d] * panel[(d + 1) * width + c];
      }
    }
    return scores;
  }

  private static float[] floats(int count, Random random) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static MemorySegment copy(Arena arena, float[] values) {
    return arena.allocateFrom(ValueLayout.JAVA_FLOAT, values);
  }
}
