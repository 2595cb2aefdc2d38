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
 * {@link CodeKernels} on the Vector API for CPUs that permute 16 bytes at once, which is all of
 * them since SSSE3 and on Arm: a byte is looked up in two tables of 16. Four passes of 16 lanes go
 * over a block, which stays in the first-level cache.
 */
final class NarrowCodeKernels implements CodeKernels {
  private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_128;
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_128;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_128;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final int LANES = 16;
  private static final CodeKernels PLAIN = new ScalarCodeKernels();

  @Override
  public String name() {
    return "panama-128";
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
    long upper = CodeKernels.highTables(tables, positions);
    for (int lane = 0; lane < ROWS; lane += LANES) {
      sum(block + lane, positions, tables, TABLE, upper, LOW_ENTRIES, bounds, lane / 4);
    }
    return finish(block, positions, base, step, offset, deviations, distance, noise, floor, bounds);
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
    int stride = 2 * LOW_ENTRIES;
    for (int lane = 0; lane < ROWS; lane += LANES) {
      sum(block + lane, positions, tables, stride, tables + LOW_ENTRIES, stride, bounds, lane / 4);
    }
    return finish(block, positions, base, step, offset, deviations, distance, noise, floor, bounds);
  }

  /**
   * Sums up what 16 lanes find in two tables each, into rows {@code at}, {@code at + 16} and so on,
   * four of each. Calls nothing but the Vector API with a vector: what is not inlined would get an
   * object.
   */
  private static void sum(
      long codes,
      int positions,
      long low,
      int lowStride,
      long high,
      int highStride,
      float[] sums,
      int at) {
    ShortVector all = ShortVector.zero(ShortVector.SPECIES_128);
    ShortVector odd = all;
    long code = codes;
    long lower = low;
    long upper = high;
    int p = 0;
    for (; p + 1 < positions; p += 2) {
      ByteVector bytes0 = ByteVector.fromMemorySegment(BYTES, Memory.ALL, code, ORDER);
      ByteVector low0 = ByteVector.fromMemorySegment(BYTES, Memory.ALL, lower, ORDER);
      ByteVector high0 = ByteVector.fromMemorySegment(BYTES, Memory.ALL, upper, ORDER);
      ByteVector place0 =
          bytes0
              .reinterpretAsInts()
              .lanewise(VectorOperators.LSHR, 4)
              .reinterpretAsBytes()
              .and((byte) 15);
      ByteVector found0 = bytes0.and((byte) 15).selectFrom(low0).add(place0.selectFrom(high0));
      ByteVector bytes1 = ByteVector.fromMemorySegment(BYTES, Memory.ALL, code + ROWS, ORDER);
      ByteVector low1 = ByteVector.fromMemorySegment(BYTES, Memory.ALL, lower + lowStride, ORDER);
      ByteVector high1 = ByteVector.fromMemorySegment(BYTES, Memory.ALL, upper + highStride, ORDER);
      ByteVector place1 =
          bytes1
              .reinterpretAsInts()
              .lanewise(VectorOperators.LSHR, 4)
              .reinterpretAsBytes()
              .and((byte) 15);
      ByteVector found1 = bytes1.and((byte) 15).selectFrom(low1).add(place1.selectFrom(high1));
      ShortVector pairs = found0.add(found1).reinterpretAsShorts();
      all = all.add(pairs);
      odd = odd.add(pairs.lanewise(VectorOperators.LSHR, 8));
      code += 2 * ROWS;
      lower += 2L * lowStride;
      upper += 2L * highStride;
    }
    if (p < positions) {
      ByteVector bytes = ByteVector.fromMemorySegment(BYTES, Memory.ALL, code, ORDER);
      ByteVector lows = ByteVector.fromMemorySegment(BYTES, Memory.ALL, lower, ORDER);
      ByteVector highs = ByteVector.fromMemorySegment(BYTES, Memory.ALL, upper, ORDER);
      ByteVector place =
          bytes
              .reinterpretAsInts()
              .lanewise(VectorOperators.LSHR, 4)
              .reinterpretAsBytes()
              .and((byte) 15);
      ByteVector found = bytes.and((byte) 15).selectFrom(lows).add(place.selectFrom(highs));
      ShortVector pairs = found.reinterpretAsShorts();
      all = all.add(pairs);
      odd = odd.add(pairs.lanewise(VectorOperators.LSHR, 8));
    }
    IntVector even = all.sub(odd.lanewise(VectorOperators.LSHL, 8)).reinterpretAsInts();
    IntVector odds = odd.reinterpretAsInts();
    IntVector first = even.and(0xffff);
    IntVector second = even.lanewise(VectorOperators.LSHR, 16);
    IntVector third = odds.and(0xffff);
    IntVector fourth = odds.lanewise(VectorOperators.LSHR, 16);
    ((FloatVector) first.convert(VectorOperators.I2F, 0)).intoArray(sums, at);
    ((FloatVector) second.convert(VectorOperators.I2F, 0)).intoArray(sums, at + 16);
    ((FloatVector) third.convert(VectorOperators.I2F, 0)).intoArray(sums, at + 32);
    ((FloatVector) fourth.convert(VectorOperators.I2F, 0)).intoArray(sums, at + 48);
  }

  /** Sixteen registers of 16 bytes would be needed: plain loads from the tables are faster. */
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
    return PLAIN.boundBytes(
        block, positions, tables, base, step, offset, deviations, distance, noise, floor, bounds);
  }

  /** Makes sums to bounds, in place. */
  private static long finish(
      long block,
      int positions,
      float base,
      float step,
      float offset,
      float deviations,
      float distance,
      float noise,
      float floor,
      float[] bounds) {
    long factors = block + CodeKernels.factors(positions);
    float error = Memory.getFloat(block + CodeKernels.error(positions)) * distance;
    float least = offset + deviations * (float) Math.sqrt(error * error + noise * noise);
    long passed = 0;
    for (int row = 0; row < ROWS; row += FLOATS.length()) {
      FloatVector product = FloatVector.fromArray(FLOATS, bounds, row).mul(step).add(least);
      IntVector packed = IntVector.fromMemorySegment(INTS, Memory.ALL, factors + 4L * row, ORDER);
      FloatVector factor = packed.and(0xffff0000).reinterpretAsFloats();
      FloatVector term = packed.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
      FloatVector bound = factor.mul(product).add(term.add(base));
      bound.intoArray(bounds, row);
      passed |= bound.compare(VectorOperators.GE, floor).toLong() << row;
    }
    return passed;
  }
}
