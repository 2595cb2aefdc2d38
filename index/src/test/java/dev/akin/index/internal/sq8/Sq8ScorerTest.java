package dev.akin.index.internal.sq8;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.akin.api.index.Metric;
import dev.akin.index.FloatRows;
import dev.akin.index.internal.memory.Memory;
import dev.akin.index.internal.simd.RowScorer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Sq8ScorerTest {
  private static final int COUNT = 23;

  private static float[] random(Random random, int dimension) {
    float[] vector = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }

  private static float range(float[] vector) {
    float low = vector[0];
    float high = vector[0];
    for (float value : vector) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    return high - low;
  }

  private static double sumOfAbsolutes(float[] vector) {
    double sum = 0;
    for (float value : vector) {
      sum += Math.abs(value);
    }
    return sum;
  }

  /** A number is off by at most half a step, so an inner product by that times the L1 norm. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 15, 16, 17, 47, 48, 49, 100, 384, 1536})
  void estimatesAreWithinTheBound(int dimension) {
    Random random = new Random(dimension);
    try (FloatRows rows = new FloatRows(dimension);
        Sq8Codes codes = new Sq8Codes(rows)) {
      int[] ordinals = new int[COUNT];
      for (int i = 0; i < COUNT; i++) {
        ordinals[i] = i;
        rows.put(i, random(random, dimension));
        codes.encode(i);
      }
      float[] query = random(random, dimension);
      float[] row = new float[dimension];
      for (Metric metric : EnumSet.complementOf(EnumSet.of(Metric.HAMMING))) {
        Sq8Scorer estimate = new Sq8Scorer(metric, codes);
        RowScorer exact = new RowScorer(metric, rows.table());
        estimate.query(query);
        exact.query(query);
        float[] estimates = new float[COUNT];
        float[] scores = new float[COUNT];
        estimate.score(ordinals, 0, COUNT, estimates);
        exact.score(ordinals, 0, COUNT, scores);
        for (int i = 0; i < COUNT; i++) {
          rows.copy(i, row);
          double half = range(row) / 510.0 + 1e-6;
          double bound =
              switch (metric) {
                case COSINE, DOT -> half * sumOfAbsolutes(query);
                case EUCLIDEAN ->
                    2 * half * Math.sqrt(dimension * (double) -scores[i]) + half * half * dimension;
                case MANHATTAN -> half * dimension;
                case HAMMING -> throw new AssertionError("bits have no codes");
              };
          assertThat((double) estimates[i])
              .as("%s of row %d", metric, i)
              .isCloseTo(scores[i], offset(bound + 1e-4 * (1 + Math.abs(scores[i]))));
        }
      }
    }
  }

  @Test
  void aRowOfEqualNumbersIsExact() {
    try (FloatRows rows = new FloatRows(5);
        Sq8Codes codes = new Sq8Codes(rows)) {
      rows.put(0, new float[] {3, 3, 3, 3, 3});
      rows.put(1, new float[5]);
      codes.encode(0);
      codes.encode(1);
      Sq8Scorer scorer = new Sq8Scorer(Metric.MANHATTAN, codes);
      scorer.query(new float[] {1, 2, 3, 4, 5});
      assertThat(scorer.score(0)).isEqualTo(-6);
      assertThat(scorer.score(1)).isEqualTo(-15);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 48, 112, 1008})
  void theVectorKernelsAgreeWithPlainLoops(int count) {
    Random random = new Random(count);
    Sq8Kernels plain = new ScalarSq8Kernels();
    Sq8Kernels vector = new PanamaSq8Kernels();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment query = arena.allocate(4L * count, 64);
      MemorySegment codes = arena.allocate(4L * count, 64);
      Memory.putRow(query.address(), random(random, count), 4L * count);
      byte[] bytes = new byte[4 * count];
      random.nextBytes(bytes);
      bytes[0] = -128;
      bytes[count - 1] = 127;
      MemorySegment.copy(MemorySegment.ofArray(bytes), 0, codes, 0, bytes.length);
      long a = codes.address();
      float[] expected = new float[5];
      float[] actual = new float[5];
      plain.dot4(query.address(), a, a + count, a + 2L * count, a + 3L * count, count, expected, 1);
      vector.dot4(query.address(), a, a + count, a + 2L * count, a + 3L * count, count, actual, 1);
      float tolerance = 1e-3f * count;
      assertThat(actual).containsExactly(expected, offset(tolerance));
      assertThat(vector.dot(query.address(), a, count)).isCloseTo(expected[1], offset(tolerance));
      assertThat(vector.manhattan(query.address(), a, 0.5f, 0.25f, count))
          .isCloseTo(plain.manhattan(query.address(), a, 0.5f, 0.25f, count), offset(tolerance));
    }
  }
}
