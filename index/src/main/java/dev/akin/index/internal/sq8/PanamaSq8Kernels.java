package dev.akin.index.internal.sq8;

import dev.akin.index.internal.memory.Memory;
import dev.akin.index.internal.simd.Lanes;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Kernels on the Vector API: as many bytes as a float vector has lanes are widened to floats at a
 * time. The query stays float32, so it adds no error of its own.
 */
final class PanamaSq8Kernels implements Sq8Kernels {
  private static final VectorSpecies<Float> FLOATS = Lanes.SPECIES;
  private static final VectorSpecies<Byte> BYTES =
      FLOATS.length() == 16 ? ByteVector.SPECIES_128 : ByteVector.SPECIES_64;
  private static final int LANES = FLOATS.length();
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private static FloatVector query(long address) {
    return FloatVector.fromMemorySegment(FLOATS, Memory.ALL, address, ORDER);
  }

  private static FloatVector codes(long address) {
    return (FloatVector)
        ByteVector.fromMemorySegment(BYTES, Memory.ALL, address, ORDER)
            .convertShape(VectorOperators.B2F, FLOATS, 0);
  }

  private static FloatVector multiplyAdd(FloatVector a, FloatVector b, FloatVector sum) {
    return Lanes.FMA ? a.fma(b, sum) : a.mul(b).add(sum);
  }

  @Override
  public void dot4(long query, long a, long b, long c, long d, int count, float[] sums, int at) {
    FloatVector s0 = FloatVector.zero(FLOATS);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    for (int i = 0; i < count; i += LANES) {
      FloatVector v = query(query + 4L * i);
      s0 = multiplyAdd(codes(a + i), v, s0);
      s1 = multiplyAdd(codes(b + i), v, s1);
      s2 = multiplyAdd(codes(c + i), v, s2);
      s3 = multiplyAdd(codes(d + i), v, s3);
    }
    sums[at] = s0.reduceLanes(VectorOperators.ADD);
    sums[at + 1] = s1.reduceLanes(VectorOperators.ADD);
    sums[at + 2] = s2.reduceLanes(VectorOperators.ADD);
    sums[at + 3] = s3.reduceLanes(VectorOperators.ADD);
  }

  @Override
  public float dot(long query, long code, int count) {
    FloatVector sum = FloatVector.zero(FLOATS);
    for (int i = 0; i < count; i += LANES) {
      sum = multiplyAdd(codes(code + i), query(query + 4L * i), sum);
    }
    return sum.reduceLanes(VectorOperators.ADD);
  }

  @Override
  public float manhattan(long query, long code, float offset, float step, int count) {
    FloatVector offsets = FloatVector.broadcast(FLOATS, offset);
    FloatVector steps = FloatVector.broadcast(FLOATS, step);
    FloatVector sum = FloatVector.zero(FLOATS);
    for (int i = 0; i < count; i += LANES) {
      FloatVector decoded = multiplyAdd(codes(code + i), steps, offsets);
      sum = query(query + 4L * i).sub(decoded).abs().add(sum);
    }
    return sum.reduceLanes(VectorOperators.ADD);
  }
}
