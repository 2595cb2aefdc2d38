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
 * {@link CodeKernels} on the Vector API: one permutation of 64 bytes looks up one position of 64
 * codes. Needs vectors of 512 bits; fast where the hardware permutes bytes (AVX-512 VBMI).
 */
final class PanamaCodeKernels implements CodeKernels {
  private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_512;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_512;
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_512;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  @Override
  public String name() {
    return "panama-512";
  }

  @Override
  public long bound(
      long block,
      int positions,
      long tables,
      float base,
      float step,
      float offset,
      float deviations,
      float distance,
      float noise,
      float floor,
      float[] bounds) {
    ShortVector all = ShortVector.zero(ShortVector.SPECIES_512);
    ShortVector odd = all;
    long code = block;
    long table = tables;
    int p = 0;
    for (; p + 3 < positions; p += 4, code += 256, table += 256) {
      ByteVector s =
          look(code, table)
              .add(look(code + 64, table + 64))
              .add(look(code + 128, table + 128).add(look(code + 192, table + 192)));
      ShortVector pairs = s.reinterpretAsShorts();
      all = all.add(pairs);
      odd = odd.add(pairs.lanewise(VectorOperators.LSHR, 8));
    }
    for (; p < positions; p++, code += 64, table += 64) {
      ShortVector pairs = look(code, table).reinterpretAsShorts();
      all = all.add(pairs);
      odd = odd.add(pairs.lanewise(VectorOperators.LSHR, 8));
    }
    IntVector even = all.sub(odd.lanewise(VectorOperators.LSHL, 8)).reinterpretAsInts();
    IntVector odds = odd.reinterpretAsInts();
    put(even.and(0xffff), bounds, 0);
    put(even.lanewise(VectorOperators.LSHR, 16), bounds, 16);
    put(odds.and(0xffff), bounds, 32);
    put(odds.lanewise(VectorOperators.LSHR, 16), bounds, 48);
    return finish(code, base, step, offset, deviations, distance, noise, floor, bounds);
  }

  @Override
  public long boundNibbles(
      long block,
      int positions,
      long tables,
      float base,
      float step,
      float offset,
      float deviations,
      float distance,
      float noise,
      float floor,
      float[] bounds) {
    ShortVector all = ShortVector.zero(ShortVector.SPECIES_512);
    ShortVector odd = all;
    long code = block;
    long table = tables;
    // Not unrolled by hand: the compiler would give up inlining before the end and box a vector.
    for (int p = 0; p < positions; p++, code += 64, table += 32) {
      ShortVector pairs = two(code, table).reinterpretAsShorts();
      all = all.add(pairs);
      odd = odd.add(pairs.lanewise(VectorOperators.LSHR, 8));
    }
    IntVector even = all.sub(odd.lanewise(VectorOperators.LSHL, 8)).reinterpretAsInts();
    IntVector odds = odd.reinterpretAsInts();
    put(even.and(0xffff), bounds, 0);
    put(even.lanewise(VectorOperators.LSHR, 16), bounds, 16);
    put(odds.and(0xffff), bounds, 32);
    put(odds.lanewise(VectorOperators.LSHR, 16), bounds, 48);
    return finish(code, base, step, offset, deviations, distance, noise, floor, bounds);
  }

  /** Looks up both halves of bytes. */
  private static ByteVector two(long code, long table) {
    ByteVector bytes = load(code);
    ByteVector low = bytes.and((byte) 15);
    ByteVector high =
        bytes
            .reinterpretAsInts()
            .lanewise(VectorOperators.LSHR, 4)
            .reinterpretAsBytes()
            .and((byte) 15);
    return low.selectFrom(load(table)).add(high.selectFrom(load(table + LOW_ENTRIES)));
  }

  @Override
  public long boundBytes(
      long block,
      int positions,
      long tables,
      float base,
      float step,
      float offset,
      float deviations,
      float distance,
      float noise,
      float floor,
      float[] bounds) {
    ShortVector all = ShortVector.zero(ShortVector.SPECIES_512);
    ShortVector odd = all;
    long code = block;
    long table = tables;
    for (int p = 0; p < positions; p++, code += 64, table += 256) {
      ByteVector bytes = load(code);
      ByteVector lower = bytes.selectFrom(load(table), load(table + 64));
      ByteVector upper = bytes.selectFrom(load(table + 128), load(table + 192));
      ShortVector pairs =
          lower.blend(upper, bytes.compare(VectorOperators.LT, (byte) 0)).reinterpretAsShorts();
      all = all.add(pairs);
      odd = odd.add(pairs.lanewise(VectorOperators.LSHR, 8));
    }
    IntVector even = all.sub(odd.lanewise(VectorOperators.LSHL, 8)).reinterpretAsInts();
    IntVector odds = odd.reinterpretAsInts();
    put(even.and(0xffff), bounds, 0);
    put(even.lanewise(VectorOperators.LSHR, 16), bounds, 16);
    put(odds.and(0xffff), bounds, 32);
    put(odds.lanewise(VectorOperators.LSHR, 16), bounds, 48);
    return finish(code, base, step, offset, deviations, distance, noise, floor, bounds);
  }

  /** Vectors come by way of an array: passed to a method that is not inlined, each is an object. */
  private static void put(IntVector sums, float[] target, int at) {
    ((FloatVector) sums.convert(VectorOperators.I2F, 0)).intoArray(target, at);
  }

  /** Makes sums to bounds, in place. */
  private static long finish(
      long factors,
      float base,
      float step,
      float offset,
      float deviations,
      float distance,
      float noise,
      float floor,
      float[] bounds) {
    float error = Memory.getFloat(factors + 4L * ROWS) * distance;
    float least = offset + deviations * (float) Math.sqrt(error * error + noise * noise);
    FloatVector steps = FloatVector.broadcast(FLOATS, step);
    FloatVector leasts = FloatVector.broadcast(FLOATS, least);
    long passed = 0;
    for (int row = 0; row < ROWS; row += FLOATS.length()) {
      FloatVector product = FloatVector.fromArray(FLOATS, bounds, row).fma(steps, leasts);
      IntVector packed = IntVector.fromMemorySegment(INTS, Memory.ALL, factors + 4L * row, ORDER);
      FloatVector factor = packed.and(0xffff0000).reinterpretAsFloats();
      FloatVector term = packed.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
      FloatVector bound = factor.fma(product, term.add(base));
      bound.intoArray(bounds, row);
      passed |= bound.compare(VectorOperators.GE, floor).toLong() << row;
    }
    return passed;
  }

  private static ByteVector load(long address) {
    return ByteVector.fromMemorySegment(BYTES, Memory.ALL, address, ORDER);
  }

  private static ByteVector look(long code, long table) {
    return load(code).selectFrom(load(table));
  }
}
