package dev.akin.index.internal.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * A growing table of equal rows off-heap, in chunks of a power-of-two number of rows. Rows never
 * move, so an address stays good until {@link #close()}.
 *
 * <p>Safe for any number of readers; growth is serialised inside. The owner guarantees that nobody
 * reads while or after it closes.
 */
public final class RowTable implements AutoCloseable {
  private static final long CHUNK_BYTES = 32L << 20;

  private final int rowBytes;
  private final int shift;
  private final int mask;
  private final Arena arena = Arena.ofShared();
  private volatile long[] bases = {};

  /**
   * An empty table.
   *
   * @param rowBytes bytes per row, rounded up to a multiple of 64
   */
  public RowTable(int rowBytes) {
    this.rowBytes = Math.addExact(rowBytes, 63) & -64;
    long rows = Math.max(1, CHUNK_BYTES / this.rowBytes);
    this.shift = Math.min(20, 63 - Long.numberOfLeadingZeros(rows));
    this.mask = (1 << shift) - 1;
  }

  /** Bytes per row: the distance between two rows of one chunk. */
  public int rowBytes() {
    return rowBytes;
  }

  /** Log2 of the rows per chunk. */
  public int shift() {
    return shift;
  }

  /** The address of each chunk; a snapshot that later growth does not change. */
  public long[] bases() {
    return bases;
  }

  /** The address of a row that {@link #ensure} has covered. */
  public long address(int row) {
    return bases[row >>> shift] + (long) (row & mask) * rowBytes;
  }

  /** Whether a row is addressable. */
  public boolean covers(int row) {
    return row >>> shift < bases.length;
  }

  /** Makes rows 0 to {@code row} addressable; new rows are zero. */
  public void ensure(int row) {
    if (row >>> shift >= bases.length) {
      grow(row);
    }
  }

  private synchronized void grow(int row) {
    while (row >>> shift >= bases.length) {
      append(PageAllocator.allocate((long) rowBytes << shift, arena));
    }
  }

  private void append(long base) {
    long[] grown = Arrays.copyOf(bases, bases.length + 1);
    grown[grown.length - 1] = base;
    bases = grown;
  }

  /**
   * Takes rows that lie one after the other in mapped memory: full chunks are used where they are,
   * the rest is copied, so that the table can grow.
   *
   * @param rows whose owner outlives this table; a multiple of {@link #rowBytes()} long
   */
  public synchronized void adopt(MemorySegment rows) {
    long chunkBytes = (long) rowBytes << shift;
    long offset = 0;
    while (rows.byteSize() - offset >= chunkBytes) {
      append(rows.address() + offset);
      offset += chunkBytes;
    }
    long rest = rows.byteSize() - offset;
    if (rest > 0) {
      long base = PageAllocator.allocate(chunkBytes, arena);
      MemorySegment.copy(rows, offset, Memory.ALL, base, rest);
      append(base);
    }
  }

  /**
   * Loads from the first two lines of rows, all independent of each other, so that their cache
   * misses overlap.
   *
   * @return a number without meaning that depends on all the loads
   */
  public int touch(int[] rows, int count) {
    long[] chunks = bases;
    int second = Math.min(rowBytes - 64, 64);
    int sink = 0;
    for (int i = 0; i < count; i++) {
      long address = chunks[rows[i] >>> shift] + (long) (rows[i] & mask) * rowBytes;
      sink ^= Memory.getInt(address) ^ Memory.getInt(address + second);
    }
    return sink;
  }

  /** Rows from {@code row} on that lie one after the other in memory, at most {@code limit}. */
  public int contiguous(int row, int limit) {
    return Math.min(limit, mask + 1 - (row & mask));
  }

  /** Frees the memory this table allocated; idempotent. */
  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
