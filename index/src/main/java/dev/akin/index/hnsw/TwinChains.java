package dev.akin.index.hnsw;

import dev.akin.index.OrdinalSet;
import dev.akin.index.internal.memory.Memory;
import dev.akin.index.internal.memory.RowTable;

/**
 * Rows that equal a node of the graph, kept out of it: each node has a chain of its twins. Copies
 * by the thousand would otherwise link to each other only, and cut the graph in pieces. A search
 * that finds a node has found its twins, all of the same score.
 *
 * <p>Chains are read without locks; {@link #attach} is called under the lock of the node, and
 * {@link #members()} is changed under the lock of the index.
 */
final class TwinChains implements AutoCloseable {
  private static final int PER_ROW_SHIFT = 4;
  private static final int PER_ROW_MASK = (1 << PER_ROW_SHIFT) - 1;

  // Zero, which new memory is full of, ends a chain; so ordinals are stored plus one.
  private final RowTable heads = new RowTable(Integer.BYTES << PER_ROW_SHIFT);
  private final OrdinalSet members = new OrdinalSet();
  private volatile boolean any;

  /** Whether there are any: false lets a search skip the look-ups. */
  boolean any() {
    return any;
  }

  /** The rows that are twins of a node. */
  OrdinalSet members() {
    return members;
  }

  /** The next in the chain of a node or of its twin, or -1. */
  int next(int ordinal) {
    int row = ordinal >>> PER_ROW_SHIFT;
    return heads.covers(row) ? Memory.getInt(slot(ordinal)) - 1 : -1;
  }

  /** Puts a twin at the head of the chain of a node. */
  void attach(int node, int twin) {
    heads.ensure(Math.max(node, twin) >>> PER_ROW_SHIFT);
    Memory.putInt(slot(twin), Memory.getInt(slot(node)));
    Memory.publish();
    Memory.putInt(slot(node), twin + 1);
    any = true;
  }

  /** Attaches pairs of a node and its twin, and counts the twins as members. */
  void attachAll(int[] pairs) {
    for (int i = 0; i + 1 < pairs.length; i += 2) {
      members.add(pairs[i + 1]);
      attach(pairs[i], pairs[i + 1]);
    }
  }

  private long slot(int ordinal) {
    return heads.address(ordinal >>> PER_ROW_SHIFT) + 4L * (ordinal & PER_ROW_MASK);
  }

  /** Bytes in memory for this many ordinals. */
  long memoryBytes(int ordinals) {
    return any ? 4L * ordinals : 0;
  }

  @Override
  public void close() {
    heads.close();
  }
}
