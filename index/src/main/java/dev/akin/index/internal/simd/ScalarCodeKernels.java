package dev.akin.index.internal.simd;

import dev.akin.index.internal.memory.Memory;
import java.lang.foreign.ValueLayout;

/** The reference for {@link CodeKernels}. */
final class ScalarCodeKernels implements CodeKernels {
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
    long factors = block + CodeKernels.factors(positions);
    float error = Memory.getFloat(block + CodeKernels.error(positions)) * distance;
    float least = offset + deviations * (float) Math.sqrt(error * error + noise * noise);
    long passed = 0;
    for (int row = 0; row < ROWS; row++) {
      long code = block + CodeKernels.lane(row);
      int sum = 0;
      for (int p = 0; p < positions; p++) {
        int entry = Memory.ALL.get(ValueLayout.JAVA_BYTE, code + (long) p * ROWS);
        sum += Memory.ALL.get(ValueLayout.JAVA_BYTE, tables + (long) p * TABLE + entry);
      }
      int packed = Memory.getInt(factors + 4L * row);
      float factor = Float.intBitsToFloat(packed & 0xffff0000);
      float term = Float.intBitsToFloat(packed << 16);
      bounds[row] = base + term + factor * (step * sum + least);
      passed |= bounds[row] >= floor ? 1L << row : 0;
    }
    return passed;
  }
}
