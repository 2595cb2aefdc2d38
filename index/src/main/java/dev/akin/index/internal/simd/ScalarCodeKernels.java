package dev.akin.index.internal.simd;

import dev.akin.index.internal.memory.Memory;
import java.lang.foreign.ValueLayout;

/** The reference for {@link CodeKernels}. */
final class ScalarCodeKernels implements CodeKernels {
  @Override
  public String name() {
    return "scalar";
  }

  private static int unsigned(long address) {
    return Memory.ALL.get(ValueLayout.JAVA_BYTE, address) & 0xff;
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
    for (int row = 0; row < ROWS; row++) {
      long code = block + CodeKernels.lane(row);
      int sum = 0;
      for (int p = 0; p < positions; p++) {
        sum += unsigned(tables + (long) p * TABLE + unsigned(code + (long) p * ROWS));
      }
      bounds[row] = sum;
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
    for (int row = 0; row < ROWS; row++) {
      long code = block + CodeKernels.lane(row);
      int sum = 0;
      for (int p = 0; p < positions; p++) {
        int value = unsigned(code + (long) p * ROWS);
        long table = tables + 2L * p * LOW_ENTRIES;
        sum += unsigned(table + (value & 15)) + unsigned(table + LOW_ENTRIES + (value >> 4));
      }
      bounds[row] = sum;
    }
    return finish(block, positions, base, step, offset, deviations, distance, noise, floor, bounds);
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
    for (int row = 0; row < ROWS; row++) {
      long code = block + CodeKernels.lane(row);
      int sum = 0;
      for (int p = 0; p < positions; p++) {
        sum += unsigned(tables + 256L * p + unsigned(code + (long) p * ROWS));
      }
      bounds[row] = sum;
    }
    return finish(block, positions, base, step, offset, deviations, distance, noise, floor, bounds);
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
    for (int row = 0; row < ROWS; row++) {
      int packed = Memory.getInt(factors + 4L * row);
      float factor = Float.intBitsToFloat(packed & 0xffff0000);
      float term = Float.intBitsToFloat(packed << 16);
      bounds[row] = base + term + factor * (step * bounds[row] + least);
      passed |= bounds[row] >= floor ? 1L << row : 0;
    }
    return passed;
  }
}
