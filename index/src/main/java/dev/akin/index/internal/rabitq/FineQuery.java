package dev.akin.index.internal.rabitq;

import dev.akin.index.internal.memory.Memory;
import dev.akin.index.internal.simd.BitKernels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A rotated query rounded to whole numbers of a few bits, as bit planes: its inner products with
 * bits of codes are then population counts. Not thread-safe.
 */
final class FineQuery {
  /** Bits of the query's numbers beyond those of the code's, so that it adds little error. */
  private static final int MORE_BITS = 4;

  private final int dimension;
  private final int codePlanes;
  private final int queryPlanes;
  private final int words;
  private final MemorySegment planes;
  private float least;
  private float step;
  private float sum;

  /**
   * No query yet.
   *
   * @param codePlanes bits per number that refine a code
   */
  FineQuery(int dimension, int codePlanes) {
    this.dimension = dimension;
    this.codePlanes = codePlanes;
    this.queryPlanes = codePlanes + MORE_BITS;
    this.words = RabitqQuantizer.words(dimension);
    this.planes = Arena.ofAuto().allocate((long) queryPlanes * words * Long.BYTES, 64);
  }

  /** Takes a query. */
  void set(float[] rotated) {
    float low = rotated[0];
    float high = rotated[0];
    double total = 0;
    for (float value : rotated) {
      low = Math.min(low, value);
      high = Math.max(high, value);
      total += value;
    }
    sum = (float) total;
    least = low;
    step = (high - low) / ((1 << queryPlanes) - 1);
    planes.fill((byte) 0);
    float scale = step > 0 ? 1 / step : 0;
    for (int i = 0; i < dimension; i++) {
      int digits = (int) ((rotated[i] - low) * scale + 0.5f);
      for (int bit = 0; bit < queryPlanes; bit++) {
        long at = planes.address() + Long.BYTES * ((long) bit * words + (i >> 6));
        long word = Memory.ALL.get(ValueLayout.JAVA_LONG, at);
        Memory.ALL.set(ValueLayout.JAVA_LONG, at, word | (long) (digits >> bit & 1) << i);
      }
    }
  }

  /**
   * The inner product with the levels of code and finer code together.
   *
   * @param signs the inner product with the signs, half a unit long
   * @param fine address of the finer code
   */
  float product(float signs, long fine) {
    long weighted = 0;
    long digits = 0;
    for (int bit = 0; bit < codePlanes; bit++) {
      long plane = fine + (long) bit * words * Long.BYTES;
      weighted += BitKernels.weightedOnes(plane, planes.address(), words, queryPlanes) << bit;
      digits += BitKernels.ones(plane, words) << bit;
    }
    int unit = 1 << codePlanes;
    return unit * signs + step * weighted + least * digits - sum * (unit - 1) / 2;
  }

  /** The standard deviation of {@link #product} for the rounding of the query. */
  float noise() {
    double largest = (1 << codePlanes) - 1;
    return (float) (step / Math.sqrt(12) * largest / Math.sqrt(3) * Math.sqrt(dimension));
  }
}
