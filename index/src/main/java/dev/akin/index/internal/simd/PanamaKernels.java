package dev.akin.index.internal.simd;

import static dev.akin.index.internal.simd.Lanes.FMA;
import static jdk.incubator.vector.VectorOperators.ADD;

import dev.akin.api.index.Metric;
import dev.akin.index.internal.memory.Memory;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
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

  // What follows calls nothing but the Vector API with a vector. The compiler always inlines that;
  // a
  // method of ours it leaves out once a compilation has grown too large (NodeCountInliningCutoff),
  // and then each call puts its vectors on the heap.

  private static void dot4(
      long q, long a, long b, long c, long d, int bytes, float[] scores, int at) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    for (int o = 0; o < bytes; o += STEP) {
      FloatVector v = FloatVector.fromMemorySegment(SPECIES, Memory.ALL, q + o, ORDER);
      FloatVector aa = FloatVector.fromMemorySegment(SPECIES, Memory.ALL, a + o, ORDER);
      s0 = FMA ? aa.fma(v, s0) : aa.mul(v).add(s0);
      FloatVector bb = FloatVector.fromMemorySegment(SPECIES, Memory.ALL, b + o, ORDER);
      s1 = FMA ? bb.fma(v, s1) : bb.mul(v).add(s1);
      FloatVector cc = FloatVector.fromMemorySegment(SPECIES, Memory.ALL, c + o, ORDER);
      s2 = FMA ? cc.fma(v, s2) : cc.mul(v).add(s2);
      FloatVector dd = FloatVector.fromMemorySegment(SPECIES, Memory.ALL, d + o, ORDER);
      s3 = FMA ? dd.fma(v, s3) : dd.mul(v).add(s3);
    }
    scores[at] = s0.reduceLanes(ADD);
    scores[at + 1] = s1.reduceLanes(ADD);
    scores[at + 2] = s2.reduceLanes(ADD);
    scores[at + 3] = s3.reduceLanes(ADD);
  }

  private static float dot1(long q, long a, int bytes) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    for (int o = 0; o < bytes; o += STEP) {
      FloatVector v = FloatVector.fromMemorySegment(SPECIES, Memory.ALL, q + o, ORDER);
      FloatVector row = FloatVector.fromMemorySegment(SPECIES, Memory.ALL, a + o, ORDER);
      s0 = FMA ? row.fma(v, s0) : row.mul(v).add(s0);
    }
    return s0.reduceLanes(ADD);
  }

  private static void euclidean4(
      long q, long a, long b, long c, long d, int bytes, float[] scores, int at) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    for (int o = 0; o < bytes; o += STEP) {
      FloatVector v = FloatVector.fromMemorySegment(SPECIES, Memory.ALL, q + o, ORDER);
      FloatVector aa = FloatVector.fromMemorySegment(SPECIES, Memory.ALL, a + o, ORDER).sub(v);
      s0 = FMA ? aa.fma(aa, s0) : aa.mul(aa).add(s0);
      FloatVector bb = FloatVector.fromMemorySegment(SPECIES, Memory.ALL, b + o, ORDER).sub(v);
      s1 = FMA ? bb.fma(bb, s1) : bb.mul(bb).add(s1);
      FloatVector cc = FloatVector.fromMemorySegment(SPECIES, Memory.ALL, c + o, ORDER).sub(v);
      s2 = FMA ? cc.fma(cc, s2) : cc.mul(cc).add(s2);
      FloatVector dd = FloatVector.fromMemorySegment(SPECIES, Memory.ALL, d + o, ORDER).sub(v);
      s3 = FMA ? dd.fma(dd, s3) : dd.mul(dd).add(s3);
    }
    scores[at] = -s0.reduceLanes(ADD);
    scores[at + 1] = -s1.reduceLanes(ADD);
    scores[at + 2] = -s2.reduceLanes(ADD);
    scores[at + 3] = -s3.reduceLanes(ADD);
  }

  private static float euclidean1(long q, long a, int bytes) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    for (int o = 0; o < bytes; o += STEP) {
      FloatVector v = FloatVector.fromMemorySegment(SPECIES, Memory.ALL, q + o, ORDER);
      FloatVector difference =
          FloatVector.fromMemorySegment(SPECIES, Memory.ALL, a + o, ORDER).sub(v);
      s0 = FMA ? difference.fma(difference, s0) : difference.mul(difference).add(s0);
    }
    return s0.reduceLanes(ADD);
  }

  private static void manhattan4(
      long q, long a, long b, long c, long d, int bytes, float[] scores, int at) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    for (int o = 0; o < bytes; o += STEP) {
      FloatVector v = FloatVector.fromMemorySegment(SPECIES, Memory.ALL, q + o, ORDER);
      s0 = FloatVector.fromMemorySegment(SPECIES, Memory.ALL, a + o, ORDER).sub(v).abs().add(s0);
      s1 = FloatVector.fromMemorySegment(SPECIES, Memory.ALL, b + o, ORDER).sub(v).abs().add(s1);
      s2 = FloatVector.fromMemorySegment(SPECIES, Memory.ALL, c + o, ORDER).sub(v).abs().add(s2);
      s3 = FloatVector.fromMemorySegment(SPECIES, Memory.ALL, d + o, ORDER).sub(v).abs().add(s3);
    }
    scores[at] = -s0.reduceLanes(ADD);
    scores[at + 1] = -s1.reduceLanes(ADD);
    scores[at + 2] = -s2.reduceLanes(ADD);
    scores[at + 3] = -s3.reduceLanes(ADD);
  }

  private static float manhattan1(long q, long a, int bytes) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    for (int o = 0; o < bytes; o += STEP) {
      FloatVector v = FloatVector.fromMemorySegment(SPECIES, Memory.ALL, q + o, ORDER);
      s0 = FloatVector.fromMemorySegment(SPECIES, Memory.ALL, a + o, ORDER).sub(v).abs().add(s0);
    }
    return s0.reduceLanes(ADD);
  }

  @Override
  public float dot(float[] a, float[] b) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    int lanes = SPECIES.length();
    int i = 0;
    for (int end = a.length - 2 * lanes; i <= end; i += 2 * lanes) {
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, i);
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, i);
      s0 = FMA ? a0.fma(b0, s0) : a0.mul(b0).add(s0);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, i + lanes);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, i + lanes);
      s1 = FMA ? a1.fma(b1, s1) : a1.mul(b1).add(s1);
    }
    float sum = s0.add(s1).reduceLanes(ADD);
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
      FloatVector d0 =
          FloatVector.fromArray(SPECIES, a, i).sub(FloatVector.fromArray(SPECIES, b, i));
      s0 = FMA ? d0.fma(d0, s0) : d0.mul(d0).add(s0);
      FloatVector d1 =
          FloatVector.fromArray(SPECIES, a, i + lanes)
              .sub(FloatVector.fromArray(SPECIES, b, i + lanes));
      s1 = FMA ? d1.fma(d1, s1) : d1.mul(d1).add(s1);
    }
    float sum = s0.add(s1).reduceLanes(ADD);
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
      s0 =
          FloatVector.fromArray(SPECIES, a, i)
              .sub(FloatVector.fromArray(SPECIES, b, i))
              .abs()
              .add(s0);
      s1 =
          FloatVector.fromArray(SPECIES, a, i + lanes)
              .sub(FloatVector.fromArray(SPECIES, b, i + lanes))
              .abs()
              .add(s1);
    }
    float sum = s0.add(s1).reduceLanes(ADD);
    for (; i < a.length; i++) {
      sum += Math.abs(a[i] - b[i]);
    }
    return sum;
  }
}
