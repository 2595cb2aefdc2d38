package dev.akin.index.internal.simd;

import dev.akin.index.internal.memory.Memory;

/** The reference for {@link PanelKernels}. */
final class ScalarPanelKernels implements PanelKernels {
  private static final int WIDTH = 16;

  @Override
  public int width() {
    return WIDTH;
  }

  @Override
  public void nearest(
      long[] points,
      int from,
      int to,
      long panel,
      int dimension,
      int first,
      int[] best,
      float[] bestScore,
      float[] scratch) {
    for (int i = from; i < to; i++) {
      for (int c = 0; c < WIDTH; c++) {
        scratch[c] = Memory.getFloat(panel + 4L * c);
      }
      for (int d = 0; d < dimension; d++) {
        float value = Memory.getFloat(points[i] + 4L * d);
        long row = panel + 4L * WIDTH * (d + 1);
        for (int c = 0; c < WIDTH; c++) {
          scratch[c] += value * Memory.getFloat(row + 4L * c);
        }
      }
      for (int c = 0; c < WIDTH; c++) {
        if (scratch[c] > bestScore[i]) {
          bestScore[i] = scratch[c];
          best[i] = first + c;
        }
      }
    }
  }
}
