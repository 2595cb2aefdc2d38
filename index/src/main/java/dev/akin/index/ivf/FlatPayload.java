package dev.akin.index.ivf;

import dev.akin.api.index.Metric;
import dev.akin.index.internal.memory.Memory;
import dev.akin.index.internal.simd.BlockKernels;

/** Lists of the rows themselves, number by number as {@link BlockKernels} want them. */
final class FlatPayload implements ListPayload {
  private final Metric metric;
  private final int dimension;

  FlatPayload(Metric metric, int dimension) {
    this.metric = metric;
    this.dimension = dimension;
  }

  @Override
  public int blockRows() {
    return BlockKernels.ROWS;
  }

  @Override
  public int blockBytes() {
    return BlockKernels.blockBytes(dimension);
  }

  @Override
  public void write(long block, int slot, long row, int list) {
    long to = block + 4L * slot;
    for (int d = 0; d < dimension; d++) {
      Memory.putInt(to + (long) d * BlockKernels.STRIDE, Memory.getInt(row + 4L * d));
    }
  }

  @Override
  public void copy(long from, int fromSlot, long to, int toSlot) {
    long source = from + 4L * fromSlot;
    long target = to + 4L * toSlot;
    for (int d = 0; d < dimension; d++) {
      long at = (long) d * BlockKernels.STRIDE;
      Memory.putInt(target + at, Memory.getInt(source + at));
    }
  }

  @Override
  public ListScanner newScanner() {
    return new FlatListScanner(metric, dimension);
  }
}
