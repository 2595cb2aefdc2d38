package dev.akin.index.internal.sq8;

import dev.akin.index.internal.memory.Memory;
import java.lang.foreign.ValueLayout;

/** Plain loops, for where there is no Vector API, and to hold the others to. */
final class ScalarSq8Kernels implements Sq8Kernels {
  @Override
  public void dot4(long query, long a, long b, long c, long d, int count, float[] sums, int at) {
    sums[at] = dot(query, a, count);
    sums[at + 1] = dot(query, b, count);
    sums[at + 2] = dot(query, c, count);
    sums[at + 3] = dot(query, d, count);
  }

  @Override
  public float dot(long query, long code, int count) {
    float sum = 0;
    for (int i = 0; i < count; i++) {
      sum += Memory.getFloat(query + 4L * i) * code(code, i);
    }
    return sum;
  }

  @Override
  public float manhattan(long query, long code, float offset, float step, int count) {
    float sum = 0;
    for (int i = 0; i < count; i++) {
      sum += Math.abs(Memory.getFloat(query + 4L * i) - (offset + step * code(code, i)));
    }
    return sum;
  }

  private static float code(long code, int i) {
    return Memory.ALL.get(ValueLayout.JAVA_BYTE, code + i);
  }
}
