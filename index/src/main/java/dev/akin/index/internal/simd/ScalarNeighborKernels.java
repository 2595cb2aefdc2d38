package dev.akin.index.internal.simd;

import dev.akin.index.internal.memory.Memory;
import java.lang.foreign.ValueLayout;

/** The reference for {@link NeighborKernels}. */
final class ScalarNeighborKernels implements NeighborKernels {
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
    long factors = block + NeighborKernels.factors(positions);
    int passed = 0;
    for (int row = 0; row < ROWS; row++) {
      int sum = 0;
      for (int p = 0; p < positions; p++) {
        int code = Memory.ALL.get(ValueLayout.JAVA_BYTE, block + NeighborKernels.at(row, p));
        sum +=
            Memory.ALL.get(
                ValueLayout.JAVA_BYTE, tables + (long) TABLE * p + (code & (SECOND - 1)));
      }
      int packed = Memory.getInt(factors + 4L * row);
      float factor = Float.intBitsToFloat(packed & 0xffff0000);
      float term = Float.intBitsToFloat(packed << 16);
      estimates[row] = base + term + factor * (step * sum + offset);
      passed |= estimates[row] >= floor ? 1 << row : 0;
    }
    return passed;
  }
}
