package dev.akin.index.ivf;

import dev.akin.api.index.Metric;
import dev.akin.index.internal.memory.Memory;
import java.lang.foreign.MemorySegment;

/** Lists of the rows themselves, one after the other. */
final class FlatPayload implements ListPayload {
  private static final int BLOCK_ROWS = 32;

  private final Metric metric;
  private final int rowBytes;

  FlatPayload(Metric metric, int rowBytes) {
    this.metric = metric;
    this.rowBytes = rowBytes;
  }

  @Override
  public int blockRows() {
    return BLOCK_ROWS;
  }

  @Override
  public int blockBytes() {
    return Math.multiplyExact(BLOCK_ROWS, rowBytes);
  }

  @Override
  public void write(long block, int slot, long row, int list) {
    copyRow(row, block + (long) slot * rowBytes);
  }

  @Override
  public void copy(long from, int fromSlot, long to, int toSlot) {
    copyRow(from + (long) fromSlot * rowBytes, to + (long) toSlot * rowBytes);
  }

  private void copyRow(long from, long to) {
    MemorySegment.copy(Memory.ALL, from, Memory.ALL, to, rowBytes);
  }

  @Override
  public ListScanner newScanner() {
    return new FlatListScanner(metric, rowBytes, BLOCK_ROWS);
  }
}
