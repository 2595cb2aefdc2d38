package dev.akin.index.internal.rabitq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomRotationTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 16, 100, 129, 384, 1000})
  void lengthsAndAnglesStay(int dimension) {
    RandomRotation rotation = new RandomRotation(dimension, 5);
    float[] a = gaussian(dimension, 1);
    float[] b = gaussian(dimension, 2);
    double before = dot(a, b);
    double length = dot(a, a);
    rotation.apply(a);
    rotation.apply(b);
    assertThat(dot(a, b)).isCloseTo(before, offset(1e-4 * dimension));
    assertThat(dot(a, a)).isCloseTo(length, offset(1e-4 * dimension));
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 100, 384, 700})
  void oneLargeNumberIsSpreadOverAll(int dimension) {
    RandomRotation rotation = new RandomRotation(dimension, 6);
    for (int axis = 0; axis < dimension; axis += 13) {
      float[] unit = new float[dimension];
      unit[axis] = 1;
      rotation.apply(unit);
      double most = 0;
      for (float value : unit) {
        most = Math.max(most, Math.abs(value));
      }
      assertThat(most).isLessThan(5 / Math.sqrt(dimension));
    }
  }

  @Test
  void theSameSeedGivesTheSameRotation() {
    float[] a = gaussian(50, 3);
    float[] b = a.clone();
    float[] other = a.clone();
    new RandomRotation(50, 7).apply(a);
    new RandomRotation(50, 7).apply(b);
    new RandomRotation(50, 8).apply(other);
    assertThat(a).isEqualTo(b).isNotEqualTo(other);
  }

  private static float[] gaussian(int dimension, long seed) {
    Random random = new Random(seed);
    float[] vector = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
