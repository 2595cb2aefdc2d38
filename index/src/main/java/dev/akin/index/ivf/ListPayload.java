package dev.akin.index.ivf;

/**
 * What the lists hold of each row: the row itself or a code of it. A block has room for {@link
 * #blockRows()} entries. Thread-safe.
 */
interface ListPayload {
  /** Entries per block, a multiple of 16. */
  int blockRows();

  /** Bytes per block without the ordinals, a multiple of 64. */
  int blockBytes();

  /**
   * Writes an entry.
   *
   * @param block address of the block
   * @param slot position in it
   * @param row address of the row
   * @param list the list that the block is of
   */
  void write(long block, int slot, long row, int list);

  /** Copies an entry from a block to another. */
  void copy(long from, int fromSlot, long to, int toSlot);

  /** Bytes held beside the blocks. */
  default long memoryBytes() {
    return 0;
  }

  /** A scanner of lists of such blocks, for one thread at a time. */
  ListScanner newScanner();
}
