package dev.akin.index.internal.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.akin.api.index.Metric;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockKernelsTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7, 16, 31, 100, 207, 1024, 4096})
  void scoresAreThoseOfTheMetricAndThoseAboveTheFloorAreTold(int dimension) {
    Random random = new Random(dimension);
    float[] query = floats(dimension, random);
    float[][] rows = new float[BlockKernels.ROWS][];
    float[] block = new float[BlockKernels.ROWS * dimension];
    for (int r = 0; r < rows.length; r++) {
      rows[r] = floats(dimension, random);
      for (int d = 0; d < dimension; d++) {
        block[d * BlockKernels.ROWS + r] = rows[r][d];
      }
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment q = arena.allocateFrom(ValueLayout.JAVA_FLOAT, query);
      MemorySegment b = arena.allocateFrom(ValueLayout.JAVA_FLOAT, block);
      for (BlockKernels kernels : List.of(new ScalarBlockKernels(), BlockKernels.get())) {
        for (Metric metric : Metric.values()) {
          float[] scores = new float[BlockKernels.ROWS + 1];
          float floor = (float) score(metric, query, rows[5]);
          int passed = kernels.score(metric, q.address(), b.address(), dimension, floor, scores, 1);
          for (int r = 0; r < rows.length; r++) {
            double expected = score(metric, query, rows[r]);
            assertThat((double) scores[r + 1]).isCloseTo(expected, offset(1e-5 * (dimension + 10)));
            assertThat(passed >>> r & 1).isEqualTo(scores[r + 1] >= floor ? 1 : 0);
          }
          assertThat(passed >>> BlockKernels.ROWS).isZero();
          assertThat(scores[0]).as("what is before").isZero();
        }
      }
    }
  }

  private static double score(Metric metric, float[] a, float[] b) {
    double sum = 0;
    for (int d = 0; d < a.length; d++) {
      double difference = (double) a[d] - b[d];
      sum +=
          switch (metric) {
            case COSINE, DOT -> (double) a[d] * b[d];
            case EUCLIDEAN -> -difference * difference;
            case MANHATTAN -> -Math.abs(difference);
            case HAMMING ->
                -Integer.bitCount(Float.floatToRawIntBits(a[d]) ^ Float.floatToRawIntBits(b[d]));
          };
    }
    return sum;
  }

  private static float[] floats(int count, Random random) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
