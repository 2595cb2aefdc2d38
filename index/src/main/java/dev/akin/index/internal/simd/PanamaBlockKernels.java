package dev.akin.index.internal.simd;

import dev.akin.api.index.Metric;
import dev.akin.index.internal.memory.Memory;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link BlockKernels} on the Vector API: four sums, each of every fourth number, hide the latency
 * of the additions, and a block is read from its begin to its end.
 */
final class PanamaBlockKernels implements BlockKernels {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, SPECIES.vectorShape());
  private static final int LANES = SPECIES.length();
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  @Override
  public int score(
      Metric metric, long query, long block, int dimension, float floor, float[] scores, int at) {
    int passed = 0;
    for (int row = 0; row < ROWS; row += LANES) {
      long from = block + 4L * row;
      int some =
          switch (metric) {
            case COSINE, DOT -> dot(query, from, dimension, floor, scores, at + row);
            case EUCLIDEAN -> euclidean(query, from, dimension, floor, scores, at + row);
            case MANHATTAN -> manhattan(query, from, dimension, floor, scores, at + row);
            case HAMMING -> hamming(query, from, dimension, floor, scores, at + row);
          };
      passed |= some << row;
    }
    return passed;
  }

  private static FloatVector load(long address) {
    return FloatVector.fromMemorySegment(SPECIES, Memory.ALL, address, ORDER);
  }

  private static FloatVector spread(long address) {
    return FloatVector.broadcast(SPECIES, Memory.getFloat(address));
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

  private static int dot(
      long query, long block, int dimension, float floor, float[] scores, int at) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    long end = query + 4L * dimension;
    long q = query;
    long b = block;
    for (; q + 12 < end; q += 16, b += 4 * STRIDE) {
      s0 = multiplyAdd(load(b), spread(q), s0);
      s1 = multiplyAdd(load(b + STRIDE), spread(q + 4), s1);
      s2 = multiplyAdd(load(b + 2 * STRIDE), spread(q + 8), s2);
      s3 = multiplyAdd(load(b + 3 * STRIDE), spread(q + 12), s3);
    }
    for (; q < end; q += 4, b += STRIDE) {
      s0 = multiplyAdd(load(b), spread(q), s0);
    }
    FloatVector sum = s0.add(s1).add(s2.add(s3));
    sum.intoArray(scores, at);
    return (int) sum.compare(VectorOperators.GE, floor).toLong();
  }

  private static int euclidean(
      long query, long block, int dimension, float floor, float[] scores, int at) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    long end = query + 4L * dimension;
    long q = query;
    long b = block;
    for (; q + 12 < end; q += 16, b += 4 * STRIDE) {
      s0 = addSquare(load(b), spread(q), s0);
      s1 = addSquare(load(b + STRIDE), spread(q + 4), s1);
      s2 = addSquare(load(b + 2 * STRIDE), spread(q + 8), s2);
      s3 = addSquare(load(b + 3 * STRIDE), spread(q + 12), s3);
    }
    for (; q < end; q += 4, b += STRIDE) {
      s0 = addSquare(load(b), spread(q), s0);
    }
    FloatVector sum = s0.add(s1).add(s2.add(s3)).neg();
    sum.intoArray(scores, at);
    return (int) sum.compare(VectorOperators.GE, floor).toLong();
  }

  private static int manhattan(
      long query, long block, int dimension, float floor, float[] scores, int at) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    long end = query + 4L * dimension;
    long q = query;
    long b = block;
    for (; q + 12 < end; q += 16, b += 4 * STRIDE) {
      s0 = addAbsolute(load(b), spread(q), s0);
      s1 = addAbsolute(load(b + STRIDE), spread(q + 4), s1);
      s2 = addAbsolute(load(b + 2 * STRIDE), spread(q + 8), s2);
      s3 = addAbsolute(load(b + 3 * STRIDE), spread(q + 12), s3);
    }
    for (; q < end; q += 4, b += STRIDE) {
      s0 = addAbsolute(load(b), spread(q), s0);
    }
    FloatVector sum = s0.add(s1).add(s2.add(s3)).neg();
    sum.intoArray(scores, at);
    return (int) sum.compare(VectorOperators.GE, floor).toLong();
  }

  private static int hamming(
      long query, long block, int dimension, float floor, float[] scores, int at) {
    IntVector counts = IntVector.zero(INTS);
    for (int d = 0; d < dimension; d++) {
      IntVector bits =
          IntVector.fromMemorySegment(INTS, Memory.ALL, block + (long) d * STRIDE, ORDER)
              .lanewise(VectorOperators.XOR, Memory.getInt(query + 4L * d));
      counts = counts.add(bits.lanewise(VectorOperators.BIT_COUNT));
    }
    FloatVector sum = ((FloatVector) counts.convert(VectorOperators.I2F, 0)).neg();
    sum.intoArray(scores, at);
    return (int) sum.compare(VectorOperators.GE, floor).toLong();
  }
}
