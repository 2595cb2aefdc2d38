package dev.akin.index.internal.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.akin.api.index.Metric;
import dev.akin.index.VectorOps;
import dev.akin.index.internal.memory.Memory;
import dev.akin.index.internal.memory.RowTable;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernels in use against the scalar ones; the build runs this once for each kind. */
class VectorKernelsTest {
  private final VectorKernels kernels = KernelChoice.kernels();
  private final VectorKernels scalar = new ScalarKernels();

  @Test
  void theKernelsInUseAreTheOnesAskedFor() {
    String forced = System.getProperty(KernelChoice.PROPERTY, "panama");
    assertThat(VectorOps.kernels()).startsWith(forced);
  }

  static Stream<Integer> sizes() {
    return Stream.of(
        1, 2, 3, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100, 127, 207, 384, 768, 769, 1024, 1536,
        4095, 4096, 4098);
  }

  private static float[] vector(Random random, int size) {
    float[] vector = new float[size];
    for (int i = 0; i < size; i++) {
      vector[i] = random.nextFloat() * 2 - 1;
    }
    return vector;
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void arraysAgreeWithTheScalarTwin(int size) {
    Random random = new Random(size);
    float[] a = vector(random, size);
    float[] b = vector(random, size);
    float tolerance = 5e-6f * size;
    assertThat(kernels.dot(a, b)).isCloseTo(scalar.dot(a, b), offset(tolerance));
    assertThat(kernels.squaredEuclidean(a, b))
        .isCloseTo(scalar.squaredEuclidean(a, b), offset(tolerance));
    assertThat(kernels.manhattan(a, b)).isCloseTo(scalar.manhattan(a, b), offset(tolerance));
    assertThat(kernels.squaredEuclidean(a, a)).isZero();
    assertThat(kernels.manhattan(b, b)).isZero();
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void rowsAgreeWithTheScalarTwin(int size) {
    Random random = new Random(size);
    int count = 13;
    try (RowTable rows = new RowTable(4 * size)) {
      for (int i = 0; i <= count; i++) {
        rows.ensure(i);
        Memory.putRow(rows.address(i), vector(random, size), rows.rowBytes());
      }
      long query = rows.address(count);
      int[] ordinals = IntStream.range(0, count).map(i -> (i * 5) % count).toArray();
      for (Metric metric : Metric.values()) {
        for (int to = 0; to <= count; to++) {
          int from = to / 3;
          float[] expected = new float[count];
          float[] actual = new float[count];
          score(scalar, metric, query, rows, ordinals, from, to, expected);
          score(kernels, metric, query, rows, ordinals, from, to, actual);
          assertThat(actual).containsExactly(expected, offset(5e-6f * size));
          scalar.scoreRange(metric, query, rows.address(0), rows.rowBytes(), to, expected);
          kernels.scoreRange(metric, query, rows.address(0), rows.rowBytes(), to, actual);
          assertThat(actual).containsExactly(expected, offset(5e-6f * size));
        }
      }
    }
  }

  private static void score(
      VectorKernels kernels,
      Metric metric,
      long query,
      RowTable rows,
      int[] ordinals,
      int from,
      int to,
      float[] scores) {
    kernels.scoreRows(
        metric, query, rows.bases(), rows.shift(), rows.rowBytes(), ordinals, from, to, scores);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.MIN_VALUE, 1e-30f, 1e18f, Float.MAX_VALUE})
  void extremesAgree(float value) {
    float[] a = new float[37];
    float[] b = new float[37];
    Arrays.fill(a, value);
    assertClose(kernels.dot(a, a), scalar.dot(a, a));
    assertClose(kernels.squaredEuclidean(a, b), scalar.squaredEuclidean(a, b));
    assertClose(kernels.manhattan(a, b), scalar.manhattan(a, b));
    assertThat(kernels.dot(a, b)).isZero();
  }

  private static void assertClose(float actual, float expected) {
    if (Float.isFinite(expected)) {
      assertThat(actual).isCloseTo(expected, offset(Math.abs(expected) * 1e-5f));
    } else {
      assertThat(actual).isEqualTo(expected);
    }
  }

  @Test
  void cosineIsWithinItsRangeAndZeroForZero() {
    float[] a = {3, 4, 0};
    assertThat(VectorOps.cosine(a, a)).isEqualTo(1f);
    assertThat(VectorOps.cosine(a, new float[] {-3, -4, 0})).isEqualTo(-1f);
    assertThat(VectorOps.cosine(a, new float[3])).isZero();
    assertThat(VectorOps.cosine(a, new float[] {4, 3, 0})).isCloseTo(0.96f, offset(1e-6f));
  }
}
