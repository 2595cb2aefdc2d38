package dev.akin.index.hnsw;

import dev.akin.index.internal.memory.Memory;
import dev.akin.index.internal.memory.RowTable;
import dev.akin.index.internal.simd.NeighborKernels;

/**
 * What lies where in the record of a node: its row, the ordinals of its neighbours, and their codes
 * in blocks of {@value NeighborKernels#ROWS}, in the order of the ordinals. A place without a
 * neighbour has the node's own ordinal and a code whose estimate is lower than any score.
 *
 * @param dimension numbers per row
 * @param degree neighbours per node, a multiple of {@value NeighborKernels#ROWS}
 * @param bits per number of the codes: 1, 2 or 3
 */
record SealedLayout(int dimension, int degree, int bits) {
  /** The layout for rows of a dimension in a graph with so many links per node. */
  static SealedLayout of(int dimension, int links) {
    int degree = (links + NeighborKernels.ROWS - 1) / NeighborKernels.ROWS * NeighborKernels.ROWS;
    return new SealedLayout(dimension, degree, bits(dimension));
  }

  /**
   * The error of an estimate falls with the root of the dimension and halves with each bit: this
   * keeps it near 0.02 of the lengths, where more bits find hardly anything sooner.
   */
  private static int bits(int dimension) {
    return dimension < 200 ? 3 : dimension < 800 ? 2 : 1;
  }

  /** Whether a layout that was read from a file can be. */
  boolean isValid() {
    return degree > 0
        && degree % NeighborKernels.ROWS == 0
        && degree <= 1 << 16
        && bits >= 1
        && bits <= 3;
  }

  /** Numbers in each byte of a code. */
  int perByte() {
    return 6 / bits;
  }

  /** Bytes of a code, an even number. */
  int positions() {
    return ((dimension + perByte() - 1) / perByte() + 1) & -2;
  }

  /** Bytes of the row, and where the neighbours' ordinals are. */
  int links() {
    return (dimension * Float.BYTES + 63) & -64;
  }

  /** Blocks of codes. */
  int blocks() {
    return degree / NeighborKernels.ROWS;
  }

  /** Where a block of codes is. */
  int block(int index) {
    return links() + degree * Integer.BYTES + index * NeighborKernels.blockBytes(positions());
  }

  /** Bytes of a record. */
  int recordBytes() {
    return block(blocks());
  }

  /** The i-th neighbour of a record's node. */
  int neighbor(long record, int i) {
    return Memory.getInt(record + links() + 4L * i);
  }

  /** An empty table of records. */
  RowTable newTable() {
    return new RowTable(recordBytes());
  }
}
