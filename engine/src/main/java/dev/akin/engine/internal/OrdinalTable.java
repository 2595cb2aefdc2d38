package dev.akin.engine.internal;

import dev.akin.index.OrdinalSet;
import java.util.Arrays;

/**
 * The records of a collection by ordinal: the sequence number of each, ascending, and which are
 * alive. One thread adds (the commit in progress), any number mark dead; any number read, who see
 * ordinals below the {@link #limit()} they read.
 */
final class OrdinalTable {
  private static final int BLOCK_BITS = 16;
  private static final int BLOCK = 1 << BLOCK_BITS;

  private final OrdinalSet live = new OrdinalSet();
  private volatile long[][] blocks = new long[0][];
  private volatile int limit;

  /** Ordinals given out so far, dead ones included. */
  int limit() {
    return limit;
  }

  /** The ordinals of records that exist. */
  OrdinalSet live() {
    return live;
  }

  /** Live records. */
  int count() {
    return live.cardinality();
  }

  /** The sequence number of an ordinal below the limit. */
  long seq(int ordinal) {
    return blocks[ordinal >>> BLOCK_BITS][ordinal & (BLOCK - 1)];
  }

  /** The sequence number of the newest ordinal, 0 when there is none. */
  long newestSeq() {
    int n = limit;
    return n == 0 ? 0 : seq(n - 1);
  }

  /** The ordinal that {@link #append} will give out next. */
  int next() {
    return limit;
  }

  /**
   * Adds a live record.
   *
   * @param seq above all before it
   * @return its ordinal
   */
  synchronized int append(long seq) {
    int ordinal = limit;
    assert seq > newestSeq() : seq + " after " + newestSeq();
    int block = ordinal >>> BLOCK_BITS;
    if (block == blocks.length) {
      long[][] more = Arrays.copyOf(blocks, block + 1);
      more[block] = new long[BLOCK];
      blocks = more;
    }
    blocks[block][ordinal & (BLOCK - 1)] = seq;
    live.add(ordinal);
    limit = ordinal + 1;
    return ordinal;
  }

  /** Marks the record with this sequence number dead, if it is here. */
  synchronized void kill(long seq) {
    int ordinal = ordinal(seq);
    if (ordinal >= 0) {
      live.remove(ordinal);
    }
  }

  /** Marks a record dead. */
  synchronized void killOrdinal(int ordinal) {
    live.remove(ordinal);
  }

  /** The ordinal of a sequence number, or -1. */
  int ordinal(long seq) {
    int at = after(seq - 1);
    return at < limit && seq(at) == seq ? at : -1;
  }

  /** The first ordinal whose sequence number is higher; the limit if none is. */
  int after(long seq) {
    int low = 0;
    int high = limit;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (seq(middle) <= seq) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The sequence numbers of the first {@code n} ordinals. */
  long[] seqs(int n) {
    long[] seqs = new long[n];
    for (int from = 0; from < n; from += BLOCK) {
      System.arraycopy(blocks[from >>> BLOCK_BITS], 0, seqs, from, Math.min(BLOCK, n - from));
    }
    return seqs;
  }
}
