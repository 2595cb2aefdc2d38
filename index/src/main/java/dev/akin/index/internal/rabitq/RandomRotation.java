package dev.akin.index.internal.rabitq;

import java.util.SplittableRandom;

/**
 * A random orthogonal map that takes time in proportion to {@code d log d}: rounds of random signs
 * and a fast Hadamard transform, once over the first power of two of the numbers and once over the
 * last, so that no padding is needed. The same for the same dimension and seed. Immutable and
 * thread-safe.
 */
public final class RandomRotation {
  private static final int ROUNDS = 3;

  private final int dimension;
  private final int length;
  private final float[][] signs;
  private final float scale;

  public RandomRotation(int dimension, long seed) {
    this.dimension = dimension;
    this.length = Integer.highestOneBit(dimension);
    this.scale = (float) (1 / Math.sqrt(length));
    this.signs = new float[2 * ROUNDS][dimension];
    SplittableRandom random = new SplittableRandom(seed);
    for (float[] round : signs) {
      for (int i = 0; i < dimension; i++) {
        round[i] = random.nextBoolean() ? 1 : -1;
      }
    }
  }

  /** Rotates a vector in place. */
  public void apply(float[] vector) {
    for (int round = 0; round < ROUNDS; round++) {
      flip(vector, signs[2 * round]);
      transform(vector, 0);
      if (length < dimension) {
        flip(vector, signs[2 * round + 1]);
        transform(vector, dimension - length);
      }
    }
  }

  private static void flip(float[] vector, float[] by) {
    for (int i = 0; i < by.length; i++) {
      vector[i] *= by[i];
    }
  }

  private void transform(float[] vector, int from) {
    for (int half = 1; half < length; half <<= 1) {
      for (int start = from; start < from + length; start += 2 * half) {
        for (int i = start; i < start + half; i++) {
          float a = vector[i];
          float b = vector[i + half];
          vector[i] = a + b;
          vector[i + half] = a - b;
        }
      }
    }
    for (int i = from; i < from + length; i++) {
      vector[i] *= scale;
    }
  }
}
