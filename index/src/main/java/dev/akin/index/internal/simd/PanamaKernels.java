package dev.akin.index.internal.simd;

import dev.akin.api.index.Metric;
import dev.akin.index.internal.memory.Memory;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Kernels on the Vector API. Scattered rows are scored four at a time against a query that stays in
 * registers: four independent sums hide the latency of the additions, and four rows at once that of
 * memory. No vector crosses a method, so none is ever boxed.
 */
public final class PanamaKernels implements VectorKernels {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int STEP = SPECIES.vectorByteSize();
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  @Override
  public String name() {
    return "panama-" + SPECIES.vectorBitSize() + (Lanes.FMA ? "-fma" : "");
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
    int i = from;
    for (; i + 3 < to; i += 4) {
      int a = ordinals[i];
      int b = ordinals[i + 1];
      int c = ordinals[i + 2];
      int d = ordinals[i + 3];
      score4(
          metric,
          query,
          bases[a >>> shift] + (long) (a & mask) * rowBytes,
          bases[b >>> shift] + (long) (b & mask) * rowBytes,
          bases[c >>> shift] + (long) (c & mask) * rowBytes,
          bases[d >>> shift] + (long) (d & mask) * rowBytes,
          rowBytes,
          scores,
          i);
    }
    for (; i < to; i++) {
      int a = ordinals[i];
      scores[i] =
          score1(metric, query, bases[a >>> shift] + (long) (a & mask) * rowBytes, rowBytes);
    }
  }

  @Override
  public void scoreRange(
      Metric metric, long query, long rows, int rowBytes, int count, float[] scores) {
    // One row after the other: four at a time make as many streams of it, and the hardware then
    // fetches ahead at two thirds of the speed.
    for (int i = 0; i < count; i++) {
      scores[i] = score1(metric, query, rows + (long) i * rowBytes, rowBytes);
    }
  }

  private static void score4(
      Metric metric, long q, long a, long b, long c, long d, int bytes, float[] scores, int at) {
    switch (metric) {
      case COSINE, DOT -> dot4(q, a, b, c, d, bytes, scores, at);
      case EUCLIDEAN -> euclidean4(q, a, b, c, d, bytes, scores, at);
      case MANHATTAN -> manhattan4(q, a, b, c, d, bytes, scores, at);
      case HAMMING -> {
        int words = bytes / Long.BYTES;
        scores[at] = -BitKernels.hamming(q, a, words);
        scores[at + 1] = -BitKernels.hamming(q, b, words);
        scores[at + 2] = -BitKernels.hamming(q, c, words);
        scores[at + 3] = -BitKernels.hamming(q, d, words);
      }
    }
  }

  private static float score1(Metric metric, long q, long a, int bytes) {
    return switch (metric) {
      case COSINE, DOT -> dot1(q, a, bytes);
      case EUCLIDEAN -> -euclidean1(q, a, bytes);
      case MANHATTAN -> -manhattan1(q, a, bytes);
      case HAMMING -> -BitKernels.hamming(q, a, bytes / Long.BYTES);
    };
  }

  private static FloatVector load(long address) {
    return FloatVector.fromMemorySegment(SPECIES, Memory.ALL, address, ORDER);
  }

  private static FloatVector multiplyAdd(FloatVector a, FloatVector b, FloatVector sum) {
    return Lanes.FMA ? a.fma(b, sum) : a.mul(b).add(sum);
  }

  private static FloatVector addSquare(FloatVector a, FloatVector b, FloatVector sum) {
    FloatVector difference = a.sub(b);
    return multiplyAdd(difference, difference, sum);
  }

  private static FloatVector addAbsolute(FloatVector a, FloatVector b, FloatVector sum) {
    return a.sub(b).abs().add(sum);
  }

  private static float sum(FloatVector v) {
    return v.reduceLanes(VectorOperators.ADD);
  }

  private static void dot4(
      long q, long a, long b, long c, long d, int bytes, float[] scores, int at) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    for (int o = 0; o < bytes; o += STEP) {
      FloatVector v = load(q + o);
      s0 = multiplyAdd(load(a + o), v, s0);
      s1 = multiplyAdd(load(b + o), v, s1);
      s2 = multiplyAdd(load(c + o), v, s2);
      s3 = multiplyAdd(load(d + o), v, s3);
    }
    scores[at] = sum(s0);
    scores[at + 1] = sum(s1);
    scores[at + 2] = sum(s2);
    scores[at + 3] = sum(s3);
  }

  private static float dot1(long q, long a, int bytes) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    for (int o = 0; o < bytes; o += STEP) {
      s0 = multiplyAdd(load(a + o), load(q + o), s0);
    }
    return sum(s0);
  }

  private static void euclidean4(
      long q, long a, long b, long c, long d, int bytes, float[] scores, int at) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    for (int o = 0; o < bytes; o += STEP) {
      FloatVector v = load(q + o);
      s0 = addSquare(load(a + o), v, s0);
      s1 = addSquare(load(b + o), v, s1);
      s2 = addSquare(load(c + o), v, s2);
      s3 = addSquare(load(d + o), v, s3);
    }
    scores[at] = -sum(s0);
    scores[at + 1] = -sum(s1);
    scores[at + 2] = -sum(s2);
    scores[at + 3] = -sum(s3);
  }

  private static float euclidean1(long q, long a, int bytes) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    for (int o = 0; o < bytes; o += STEP) {
      s0 = addSquare(load(a + o), load(q + o), s0);
    }
    return sum(s0);
  }

  private static void manhattan4(
      long q, long a, long b, long c, long d, int bytes, float[] scores, int at) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    for (int o = 0; o < bytes; o += STEP) {
      FloatVector v = load(q + o);
      s0 = addAbsolute(load(a + o), v, s0);
      s1 = addAbsolute(load(b + o), v, s1);
      s2 = addAbsolute(load(c + o), v, s2);
      s3 = addAbsolute(load(d + o), v, s3);
    }
    scores[at] = -sum(s0);
    scores[at + 1] = -sum(s1);
    scores[at + 2] = -sum(s2);
    scores[at + 3] = -sum(s3);
  }

  private static float manhattan1(long q, long a, int bytes) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    for (int o = 0; o < bytes; o += STEP) {
      s0 = addAbsolute(load(a + o), load(q + o), s0);
    }
    return sum(s0);
  }

  private static FloatVector at(float[] array, int i) {
    return FloatVector.fromArray(SPECIES, array, i);
  }

  @Override
  public float dot(float[] a, float[] b) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    int lanes = SPECIES.length();
    int i = 0;
    for (int end = a.length - 2 * lanes; i <= end; i += 2 * lanes) {
      s0 = multiplyAdd(at(a, i), at(b, i), s0);
      s1 = multiplyAdd(at(a, i + lanes), at(b, i + lanes), s1);
    }
    float sum = sum(s0.add(s1));
    for (; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  @Override
  public float squaredEuclidean(float[] a, float[] b) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    int lanes = SPECIES.length();
    int i = 0;
    for (int end = a.length - 2 * lanes; i <= end; i += 2 * lanes) {
      s0 = addSquare(at(a, i), at(b, i), s0);
      s1 = addSquare(at(a, i + lanes), at(b, i + lanes), s1);
    }
    float sum = sum(s0.add(s1));
    for (; i < a.length; i++) {
      float d = a[i] - b[i];
      sum += d * d;
    }
    return sum;
  }

  @Override
  public float manhattan(float[] a, float[] b) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    int lanes = SPECIES.length();
    int i = 0;
    for (int end = a.length - 2 * lanes; i <= end; i += 2 * lanes) {
      s0 = addAbsolute(at(a, i), at(b, i), s0);
      s1 = addAbsolute(at(a, i + lanes), at(b, i + lanes), s1);
    }
    float sum = sum(s0.add(s1));
    for (; i < a.length; i++) {
      sum += Math.abs(a[i] - b[i]);
    }
    return sum;
  }
}
