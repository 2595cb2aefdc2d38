package dev.akin.index.internal.simd;

import dev.akin.api.index.Metric;
import dev.akin.index.internal.memory.Memory;

/** The reference: plain loops with four accumulators, for a JVM without the vector module. */
public final class ScalarKernels implements VectorKernels {
  @Override
  public String name() {
    return "scalar";
  }

  @Override
  public float dot(float[] a, float[] b) {
    float sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  @Override
  public float squaredEuclidean(float[] a, float[] b) {
    float sum = 0;
    for (int i = 0; i < a.length; i++) {
      float d = a[i] - b[i];
      sum += d * d;
    }
    return sum;
  }

  @Override
  public float manhattan(float[] a, float[] b) {
    float sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs(a[i] - b[i]);
    }
    return sum;
  }

  @Override
  public void scoreRows(
      Metric metric,
      long query,
      long[] bases,
      int shift,
      int rowBytes,
      int[] ordinals,
      int from,
      int to,
      float[] scores) {
    int mask = (1 << shift) - 1;
    for (int i = from; i < to; i++) {
      int ordinal = ordinals[i];
      long row = bases[ordinal >>> shift] + (long) (ordinal & mask) * rowBytes;
      scores[i] = score(metric, query, row, rowBytes);
    }
  }

  @Override
  public void scoreRange(
      Metric metric, long query, long rows, int rowBytes, int count, float[] scores) {
    for (int i = 0; i < count; i++) {
      scores[i] = score(metric, query, rows + (long) i * rowBytes, rowBytes);
    }
  }

  private static float score(Metric metric, long query, long row, int bytes) {
    return switch (metric) {
      case COSINE, DOT -> dot(query, row, bytes);
      case EUCLIDEAN -> -squaredEuclidean(query, row, bytes);
      case MANHATTAN -> -manhattan(query, row, bytes);
      case HAMMING -> -hamming(query, row, bytes);
    };
  }

  // Rows are a multiple of 16 floats; four sums keep the additions from waiting for each other.

  private static float dot(long a, long b, int bytes) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    for (int o = 0; o < bytes; o += 16) {
      s0 += Memory.getFloat(a + o) * Memory.getFloat(b + o);
      s1 += Memory.getFloat(a + o + 4) * Memory.getFloat(b + o + 4);
      s2 += Memory.getFloat(a + o + 8) * Memory.getFloat(b + o + 8);
      s3 += Memory.getFloat(a + o + 12) * Memory.getFloat(b + o + 12);
    }
    return (s0 + s1) + (s2 + s3);
  }

  private static float squaredEuclidean(long a, long b, int bytes) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    for (int o = 0; o < bytes; o += 16) {
      float d0 = Memory.getFloat(a + o) - Memory.getFloat(b + o);
      float d1 = Memory.getFloat(a + o + 4) - Memory.getFloat(b + o + 4);
      float d2 = Memory.getFloat(a + o + 8) - Memory.getFloat(b + o + 8);
      float d3 = Memory.getFloat(a + o + 12) - Memory.getFloat(b + o + 12);
      s0 += d0 * d0;
      s1 += d1 * d1;
      s2 += d2 * d2;
      s3 += d3 * d3;
    }
    return (s0 + s1) + (s2 + s3);
  }

  private static float manhattan(long a, long b, int bytes) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    for (int o = 0; o < bytes; o += 16) {
      s0 += Math.abs(Memory.getFloat(a + o) - Memory.getFloat(b + o));
      s1 += Math.abs(Memory.getFloat(a + o + 4) - Memory.getFloat(b + o + 4));
      s2 += Math.abs(Memory.getFloat(a + o + 8) - Memory.getFloat(b + o + 8));
      s3 += Math.abs(Memory.getFloat(a + o + 12) - Memory.getFloat(b + o + 12));
    }
    return (s0 + s1) + (s2 + s3);
  }

  private static int hamming(long a, long b, int bytes) {
    int count = 0;
    for (int o = 0; o < bytes; o += Integer.BYTES) {
      count += Integer.bitCount(Memory.getInt(a + o) ^ Memory.getInt(b + o));
    }
    return count;
  }
}
