package dev.akin.index.internal.simd;

import dev.akin.index.internal.memory.Memory;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link NeighborKernels} on the Vector API: one permutation of two tables looks up two positions
 * of 32 codes. Needs vectors of 512 bits; fast where the hardware permutes bytes (AVX-512 VBMI).
 */
final class PanamaNeighborKernels implements NeighborKernels {
  private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_512;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_512;
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_512;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  @Override
  public int estimate(
      long block,
      int positions,
      long tables,
      float base,
      float step,
      float offset,
      float floor,
      float[] estimates) {
    ShortVector all = ShortVector.zero(ShortVector.SPECIES_512);
    ShortVector odd = all;
    long code = block;
    long table = tables;
    int p = 0;
    for (; p + 7 < positions; p += 8, code += 256, table += 512) {
      ByteVector s =
          look(code, table)
              .add(look(code + 64, table + 128))
              .add(look(code + 128, table + 256).add(look(code + 192, table + 384)));
      ShortVector pairs = s.reinterpretAsShorts();
      all = all.add(pairs);
      odd = odd.add(pairs.lanewise(VectorOperators.LSHR, 8));
    }
    for (; p < positions; p += 2, code += 64, table += 128) {
      ShortVector pairs = look(code, table).reinterpretAsShorts();
      all = all.add(pairs);
      odd = odd.add(pairs.lanewise(VectorOperators.LSHR, 8));
    }
    IntVector even = all.sub(odd.lanewise(VectorOperators.LSHL, 8)).reinterpretAsInts();
    IntVector odds = odd.reinterpretAsInts();
    IntVector low = even.and(0xffff).add(even.lanewise(VectorOperators.LSHR, 16));
    IntVector high = odds.and(0xffff).add(odds.lanewise(VectorOperators.LSHR, 16));
    return (int)
        (finish(low, code, base, step, offset, floor, estimates, 0)
            | finish(high, code + 64, base, step, offset, floor, estimates, 16) << 16);
  }

  private static ByteVector look(long code, long table) {
    return load(code).selectFrom(load(table), load(table + 64));
  }

  private static ByteVector load(long address) {
    return ByteVector.fromMemorySegment(BYTES, Memory.ALL, address, ORDER);
  }

  private static long finish(
      IntVector sums,
      long factors,
      float base,
      float step,
      float offset,
      float floor,
      float[] estimates,
      int at) {
    FloatVector sum = (FloatVector) sums.convert(VectorOperators.I2F, 0);
    FloatVector product =
        sum.fma(FloatVector.broadcast(FLOATS, step), FloatVector.broadcast(FLOATS, offset));
    IntVector packed = IntVector.fromMemorySegment(INTS, Memory.ALL, factors, ORDER);
    FloatVector factor = packed.and(0xffff0000).reinterpretAsFloats();
    FloatVector term = packed.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
    FloatVector estimate = factor.fma(product, term.add(base));
    estimate.intoArray(estimates, at);
    return estimate.compare(VectorOperators.GE, floor).toLong();
  }
}
