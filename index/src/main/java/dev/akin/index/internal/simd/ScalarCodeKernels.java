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
      float slack,
      float floor,
      float[] bounds) {
    long factors = block + CodeKernels.factors(positions);
    long terms = factors + 4L * ROWS;
    long errors = terms + 4L * ROWS;
    long passed = 0;
    for (int row = 0; row < ROWS; row++) {
      long code = block + CodeKernels.lane(row);
      int sum = 0;
      for (int p = 0; p < positions; p++) {
        int entry = Memory.ALL.get(ValueLayout.JAVA_BYTE, code + (long) p * ROWS);
        sum += Memory.ALL.get(ValueLayout.JAVA_BYTE, tables + (long) p * TABLE + entry);
      }
      float product = step * sum + offset;
      float estimate =
          base + Memory.getFloat(terms + 4L * row) + Memory.getFloat(factors + 4L * row) * product;
      bounds[row] = estimate + slack * Memory.getFloat(errors + 4L * row);
      passed |= bounds[row] >= floor ? 1L << row : 0;
    }
    return passed;
  }
}
