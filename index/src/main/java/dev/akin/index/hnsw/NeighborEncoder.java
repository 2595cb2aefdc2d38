package dev.akin.index.hnsw;

import dev.akin.api.index.Metric;
import dev.akin.index.VectorOps;
import dev.akin.index.internal.memory.Memory;
import dev.akin.index.internal.memory.RowTable;
import dev.akin.index.internal.simd.NeighborKernels;
import java.lang.foreign.ValueLayout;

/**
 * Writes the codes of a node's neighbours (SymphonyQG, arXiv:2411.12229). With q the query, c the
 * node, r a neighbour less c, all rotated, and v the levels of r's RaBitQ code, {@code <q - c, r>}
 * is estimated by {@code <v, q - c> * <r, r> / <v, r>} (arXiv:2405.12497). A search knows the score
 * of c when it reads the codes; of the rest only {@code <v, q - o>}, with o the rows' mean, depends
 * on the query, so each neighbour has a factor for it and a term that holds what is left. Not
 * thread-safe.
 *
 * <p>Under the L1 distance the estimate is that of the L2 distance.
 */
final class NeighborEncoder {
  /** The distance of levels that rounds normal numbers with the least error, by bits. */
  private static final float[] STEPS = {0, 1, 0.996f, 0.586f};

  private final Metric metric;
  private final SealedLayout layout;
  private final RowTable rotated;
  private final float[] rotatedOrigin;
  private final float[] node;
  private final float[] residual;
  private final float[] levels;
  private final int[] digits;

  /**
   * An encoder.
   *
   * @param rotated the rows less their mean, rotated
   * @param rotatedOrigin the mean, rotated
   */
  NeighborEncoder(Metric metric, SealedLayout layout, RowTable rotated, float[] rotatedOrigin) {
    this.metric = metric;
    this.layout = layout;
    this.rotated = rotated;
    this.rotatedOrigin = rotatedOrigin;
    this.node = new float[layout.dimension()];
    this.residual = new float[layout.dimension()];
    this.levels = new float[layout.dimension()];
    this.digits = new int[layout.dimension()];
  }

  /** Writes the neighbours of a node and their codes. */
  void write(long record, int ordinal, int[] neighbors, int count) {
    Memory.getRow(rotated.address(ordinal), node);
    int factors = NeighborKernels.factors(layout.positions());
    for (int i = 0; i < layout.degree(); i++) {
      boolean there = i < count;
      long block = record + layout.block(i / NeighborKernels.ROWS);
      int slot = i % NeighborKernels.ROWS;
      int packed =
          there
              ? encode(neighbors[i], block, slot)
              : NeighborKernels.pack(0, Float.NEGATIVE_INFINITY);
      Memory.putInt(record + layout.links() + 4L * i, there ? neighbors[i] : ordinal);
      Memory.putInt(block + factors + 4L * slot, packed);
    }
  }

  private int encode(int neighbor, long block, int slot) {
    Memory.getRow(rotated.address(neighbor), residual);
    for (int i = 0; i < residual.length; i++) {
      residual[i] -= node[i];
    }
    float squares = VectorOps.dot(residual, residual);
    float along = VectorOps.dot(residual, node) + VectorOps.dot(residual, rotatedOrigin);
    round(squares);
    writeDigits(block, slot);
    float product = VectorOps.dot(levels, residual);
    float factor = product > 0 ? squares / product : 0;
    float term = -factor * VectorOps.dot(levels, node);
    return switch (metric) {
      case COSINE, DOT -> NeighborKernels.pack(factor, along + term);
      case EUCLIDEAN, MANHATTAN -> NeighborKernels.pack(2 * factor, 2 * term - squares);
      case HAMMING -> throw new IllegalArgumentException("there are no codes of bits");
    };
  }

  /** Rounds the residual to levels that are equally far apart and symmetric about zero. */
  private void round(float squares) {
    int top = (1 << layout.bits()) - 1;
    float half = top / 2f;
    float deviation = (float) Math.sqrt(squares / residual.length);
    float scale = deviation > 0 ? 1 / (STEPS[layout.bits()] * deviation) : 0;
    for (int i = 0; i < residual.length; i++) {
      int digit = (int) Math.clamp(residual[i] * scale + half + 0.5f, 0, top);
      digits[i] = digit;
      levels[i] = digit - half;
    }
  }

  private void writeDigits(long block, int slot) {
    int perByte = layout.perByte();
    for (int p = 0; p < layout.positions(); p++) {
      int packed = 0;
      for (int i = Math.min(digits.length, (p + 1) * perByte) - 1; i >= p * perByte; i--) {
        packed = packed << layout.bits() | digits[i];
      }
      packed += NeighborKernels.SECOND * (p & 1);
      Memory.ALL.set(ValueLayout.JAVA_BYTE, block + NeighborKernels.at(slot, p), (byte) packed);
    }
  }
}
