package dev.akin.index.ivf;

import dev.akin.api.index.Metric;
import dev.akin.index.FloatRows;
import dev.akin.index.internal.ScratchPool;
import dev.akin.index.internal.memory.Memory;
import dev.akin.index.internal.sq8.Sq8Codes;
import java.lang.foreign.MemorySegment;

/** Lists of codes of eight bits per number, one after the other. */
final class Sq8Payload implements ListPayload {
  static final int BLOCK_ROWS = 64;

  private final FloatRows rows;
  private final Metric metric;
  private final int codeBytes;
  private final ScratchPool<float[]> vectors;

  Sq8Payload(FloatRows rows, Metric metric) {
    this.rows = rows;
    this.metric = metric;
    this.codeBytes = Sq8Codes.codeBytes(rows.dimension());
    this.vectors = new ScratchPool<>(() -> new float[rows.dimension()]);
  }

  @Override
  public int blockRows() {
    return BLOCK_ROWS;
  }

  @Override
  public int blockBytes() {
    return Math.multiplyExact(BLOCK_ROWS, codeBytes);
  }

  int codeBytes() {
    return codeBytes;
  }

  @Override
  public void write(long block, int slot, long row, int list) {
    float[] vector = vectors.take();
    Memory.getRow(row, vector);
    Sq8Codes.encode(vector, block + (long) slot * codeBytes);
    vectors.give(vector);
  }

  @Override
  public void copy(long from, int fromSlot, long to, int toSlot) {
    MemorySegment.copy(
        Memory.ALL,
        from + (long) fromSlot * codeBytes,
        Memory.ALL,
        to + (long) toSlot * codeBytes,
        codeBytes);
  }

  @Override
  public ListScanner newScanner() {
    return new Sq8ListScanner(rows, metric, codeBytes);
  }
}
