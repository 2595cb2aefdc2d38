package dev.akin.index.ivf;

import java.util.Arrays;

/**
 * Which blocks a list has and how many entries. One appender at a time, who holds this object's
 * lock; readers take {@link #size()} first, after which the blocks of that many entries are there.
 */
final class InvertedList {
  private volatile int[] blocks = {};
  private volatile int size;

  /** Entries that may be read. */
  int size() {
    return size;
  }

  /** The blocks, the i-th at {@code i}; more than {@link #size()} needs may be seen. */
  int[] blocks() {
    return blocks;
  }

  /** Gives the list a block more. */
  void addBlock(int block) {
    int[] grown = Arrays.copyOf(blocks, blocks.length + 1);
    grown[grown.length - 1] = block;
    blocks = grown;
  }

  /** Shows entries to readers, once they are written. */
  void publish(int size) {
    this.size = size;
  }
}
