package dev.akin.index.internal.simd;

import dev.akin.api.index.Metric;
import dev.akin.index.internal.memory.Memory;

/** The reference for {@link BlockKernels}. */
final class ScalarBlockKernels implements BlockKernels {
  @Override
  public int score(
      Metric metric, long query, long block, int dimension, float floor, float[] scores, int at) {
    int passed = 0;
    for (int row = 0; row < ROWS; row++) {
      float sum = 0;
      for (int d = 0; d < dimension; d++) {
        int bits = Memory.getInt(query + 4L * d);
        int others = Memory.getInt(block + (long) d * STRIDE + 4L * row);
        float q = Float.intBitsToFloat(bits);
        float x = Float.intBitsToFloat(others);
        sum +=
            switch (metric) {
              case COSINE, DOT -> q * x;
              case EUCLIDEAN -> -(q - x) * (q - x);
              case MANHATTAN -> -Math.abs(q - x);
              case HAMMING -> -Integer.bitCount(bits ^ others);
            };
      }
      scores[at + row] = sum;
      passed |= sum >= floor ? 1 << row : 0;
    }
    return passed;
  }
}
