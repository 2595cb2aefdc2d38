package dev.akin.index.ivf;

import dev.akin.api.index.Metric;
import dev.akin.index.internal.memory.Memory;
import dev.akin.index.internal.simd.BlockKernels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Centroids as {@link BlockKernels} want them, to score all against one query. Thread-safe. */
final class CentroidBlocks {
  private final BlockKernels kernels = BlockKernels.get();
  private final int dimension;
  private final int count;
  private final MemorySegment blocks;

  /**
   * Blocks of a matrix.
   *
   * @param centroids one after the other
   */
  CentroidBlocks(float[] centroids, int dimension) {
    this.dimension = dimension;
    this.count = centroids.length / dimension;
    long bytes = (long) blockCount() * BlockKernels.blockBytes(dimension);
    this.blocks = Arena.ofAuto().allocate(Math.max(64, bytes), 64);
    for (int c = 0; c < count; c++) {
      long at = block(c / BlockKernels.ROWS) + 4L * (c % BlockKernels.ROWS);
      for (int d = 0; d < dimension; d++) {
        int bits = Float.floatToRawIntBits(centroids[c * dimension + d]);
        Memory.putInt(at + (long) d * BlockKernels.STRIDE, bits);
      }
    }
  }

  private int blockCount() {
    return (count + BlockKernels.ROWS - 1) / BlockKernels.ROWS;
  }

  private long block(int block) {
    return blocks.address() + (long) block * BlockKernels.blockBytes(dimension);
  }

  /** How long an array of scores must be: the centroids, and what fills the last block. */
  int scoresLength() {
    return blockCount() * BlockKernels.ROWS;
  }

  /**
   * Scores all of them.
   *
   * @param query address of as many floats as centroids have
   * @param scores of {@link #scoresLength()}
   */
  void score(Metric metric, long query, float[] scores) {
    for (int b = 0; b < blockCount(); b++) {
      int at = b * BlockKernels.ROWS;
      kernels.score(metric, query, block(b), dimension, Float.NEGATIVE_INFINITY, scores, at);
    }
  }

  long memoryBytes() {
    return blocks.byteSize();
  }
}
