package dev.akin.index.internal.sq8;

import static dev.akin.index.internal.simd.Lanes.FMA;
import static jdk.incubator.vector.VectorOperators.B2F;

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

  // Nothing but the Vector API is called with a vector, see PanamaKernels.

  @Override
  public void dot4(long query, long a, long b, long c, long d, int count, float[] sums, int at) {
    FloatVector s0 = FloatVector.zero(FLOATS);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    for (int i = 0; i < count; i += LANES) {
      FloatVector v = FloatVector.fromMemorySegment(FLOATS, Memory.ALL, query + 4L * i, ORDER);
      FloatVector aa =
          (FloatVector)
              ByteVector.fromMemorySegment(BYTES, Memory.ALL, a + i, ORDER)
                  .convertShape(B2F, FLOATS, 0);
      s0 = FMA ? aa.fma(v, s0) : aa.mul(v).add(s0);
      FloatVector bb =
          (FloatVector)
              ByteVector.fromMemorySegment(BYTES, Memory.ALL, b + i, ORDER)
                  .convertShape(B2F, FLOATS, 0);
      s1 = FMA ? bb.fma(v, s1) : bb.mul(v).add(s1);
      FloatVector cc =
          (FloatVector)
              ByteVector.fromMemorySegment(BYTES, Memory.ALL, c + i, ORDER)
                  .convertShape(B2F, FLOATS, 0);
      s2 = FMA ? cc.fma(v, s2) : cc.mul(v).add(s2);
      FloatVector dd =
          (FloatVector)
              ByteVector.fromMemorySegment(BYTES, Memory.ALL, d + i, ORDER)
                  .convertShape(B2F, FLOATS, 0);
      s3 = FMA ? dd.fma(v, s3) : dd.mul(v).add(s3);
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
      FloatVector row =
          (FloatVector)
              ByteVector.fromMemorySegment(BYTES, Memory.ALL, code + i, ORDER)
                  .convertShape(B2F, FLOATS, 0);
      FloatVector v = FloatVector.fromMemorySegment(FLOATS, Memory.ALL, query + 4L * i, ORDER);
      sum = FMA ? row.fma(v, sum) : row.mul(v).add(sum);
    }
    return sum.reduceLanes(VectorOperators.ADD);
  }

  @Override
  public float manhattan(long query, long code, float offset, float step, int count) {
    FloatVector offsets = FloatVector.broadcast(FLOATS, offset);
    FloatVector steps = FloatVector.broadcast(FLOATS, step);
    FloatVector sum = FloatVector.zero(FLOATS);
    for (int i = 0; i < count; i += LANES) {
      FloatVector row =
          (FloatVector)
              ByteVector.fromMemorySegment(BYTES, Memory.ALL, code + i, ORDER)
                  .convertShape(B2F, FLOATS, 0);
      FloatVector decoded = FMA ? row.fma(steps, offsets) : row.mul(steps).add(offsets);
      sum =
          FloatVector.fromMemorySegment(FLOATS, Memory.ALL, query + 4L * i, ORDER)
              .sub(decoded)
              .abs()
              .add(sum);
    }
    return sum.reduceLanes(VectorOperators.ADD);
  }
}
