package dev.akin.index.ivf;

import dev.akin.index.VectorOps;
import dev.akin.index.internal.memory.Memory;
import dev.akin.index.internal.simd.CodeKernels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A query as tables: for each byte of a code and each value it can have, the inner product of the
 * query's numbers there with the levels that the value stands for, in whole steps above the least.
 * Not thread-safe.
 */
final class RabitqQuery {
  private final RandomRotation rotation;
  private final int bits;
  private final int perByte;
  private final int positions;
  private final float[] origin;
  private final float[] rotated;
  private final float[] products;
  private final MemorySegment tables;
  private float step;
  private float offset;
  private float squares;

  /**
   * Tables for no query yet.
   *
   * @param origin what codes' terms take from the query
   */
  RabitqQuery(RandomRotation rotation, float[] origin, int bits, int positions) {
    this.origin = origin;
    this.rotation = rotation;
    this.bits = bits;
    this.perByte = 6 / bits;
    this.positions = positions;
    this.rotated = new float[origin.length];
    this.products = new float[positions * CodeKernels.TABLE];
    this.tables = Arena.ofAuto().allocate((long) positions * CodeKernels.TABLE, 64);
  }

  /** Takes a query. */
  void set(float[] query) {
    squares = VectorOps.dot(query, query);
    for (int i = 0; i < rotated.length; i++) {
      rotated[i] = query[i] - origin[i];
    }
    rotation.apply(rotated);
    float widest = 0;
    float least = 0;
    for (int p = 0; p < positions; p++) {
      float reach = fill(p);
      least -= reach;
      widest = Math.max(widest, 2 * reach);
    }
    offset = least;
    int most = Math.min(CodeKernels.MAX_ENTRY, CodeKernels.MAX_SUM / positions);
    step = widest / most;
    quantize(widest == 0 ? 0 : most / widest);
  }

  /** Computes a table; its entries lie between the result and minus it. */
  private float fill(int position) {
    int at = position * CodeKernels.TABLE;
    float half = ((1 << bits) - 1) / 2f;
    float reach = 0;
    int size = 1;
    products[at] = 0;
    for (int i = 0; i < perByte; i++) {
      int number = position * perByte + i;
      float value = number < rotated.length ? rotated[number] : 0;
      reach += Math.abs(value) * half;
      // Each number multiplies the table: the entries so far at every level of it.
      for (int digit = (1 << bits) - 1; digit >= 0; digit--) {
        float add = (digit - half) * value;
        for (int entry = 0; entry < size; entry++) {
          products[at + digit * size + entry] = products[at + entry] + add;
        }
      }
      size <<= bits;
    }
    for (int entry = 0; entry < CodeKernels.TABLE; entry++) {
      products[at + entry] += reach;
    }
    return reach;
  }

  private void quantize(float scale) {
    long address = tables.address();
    for (int i = 0; i < products.length; i++) {
      Memory.ALL.set(ValueLayout.JAVA_BYTE, address + i, (byte) (products[i] * scale + 0.5f));
    }
  }

  /** The address of the tables. */
  long tables() {
    return tables.address();
  }

  /** Bytes per code. */
  int positions() {
    return positions;
  }

  /** What one step of a sum of entries is worth. */
  float step() {
    return step;
  }

  /** The inner product when all entries are 0. */
  float offset() {
    return offset;
  }

  /** The standard deviation of a sum of entries from the inner product, for their rounding. */
  float noise() {
    return step * (float) Math.sqrt(positions / 12.0);
  }

  /** The square of the query's length. */
  float squares() {
    return squares;
  }
}
