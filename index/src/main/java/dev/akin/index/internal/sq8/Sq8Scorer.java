package dev.akin.index.internal.sq8;

import dev.akin.api.index.Metric;
import dev.akin.index.internal.memory.Memory;
import dev.akin.index.internal.memory.RowTable;
import dev.akin.index.internal.simd.KernelChoice;
import dev.akin.index.internal.simd.Lanes;
import dev.akin.index.internal.simd.OrdinalScorer;
import dev.akin.index.internal.simd.ScalarKernels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Estimates scores from codes and a float32 query. Not thread-safe. */
public final class Sq8Scorer implements OrdinalScorer {
  private static final Sq8Kernels KERNELS = choose();

  private final Metric metric;
  private final Sq8Codes codes;
  private final RowTable table;
  private final int count;
  private final int padding;
  private final MemorySegment buffer;
  private final float[] row;
  private final int[] single = new int[1];
  private final float[] singleScore = new float[1];
  private float sum;
  private float squaredLength;

  /** A scorer with no query yet. */
  public Sq8Scorer(Metric metric, Sq8Codes codes) {
    this.metric = metric;
    this.codes = codes;
    this.table = codes.table();
    this.count = table.rowBytes() - Sq8Codes.HEADER_BYTES;
    this.padding = count - codes.rows().dimension();
    this.buffer = Arena.ofAuto().allocate(4L * count, 64);
    this.row = new float[codes.rows().dimension()];
  }

  private static Sq8Kernels choose() {
    boolean narrow = KernelChoice.kernels() instanceof ScalarKernels || Lanes.SPECIES.length() < 8;
    return narrow ? new ScalarSq8Kernels() : new PanamaSq8Kernels();
  }

  @Override
  public void query(float[] vector) {
    Memory.putRow(buffer.address(), vector, buffer.byteSize());
    double total = 0;
    double squares = 0;
    for (float value : vector) {
      total += value;
      squares += (double) value * value;
    }
    sum = (float) total;
    squaredLength = (float) squares;
  }

  @Override
  public void queryRow(int ordinal) {
    codes.rows().copy(ordinal, row);
    query(row);
  }

  @Override
  public int touch(int[] ordinals, int count) {
    return table.touch(ordinals, count);
  }

  @Override
  public float score(int ordinal) {
    single[0] = ordinal;
    score(single, 0, 1, singleScore);
    return singleScore[0];
  }

  @Override
  public void score(int[] ordinals, int from, int to, float[] scores) {
    switch (metric) {
      case COSINE, DOT -> {
        sums(ordinals, from, to, scores);
        for (int i = from; i < to; i++) {
          scores[i] = product(table.address(ordinals[i]), scores[i]);
        }
      }
      case EUCLIDEAN -> {
        sums(ordinals, from, to, scores);
        for (int i = from; i < to; i++) {
          long code = table.address(ordinals[i]);
          float length = Memory.getFloat(code + Sq8Codes.SQUARED_LENGTH);
          scores[i] = 2 * product(code, scores[i]) - squaredLength - length;
        }
      }
      case MANHATTAN -> {
        for (int i = from; i < to; i++) {
          scores[i] = manhattan(table.address(ordinals[i]));
        }
      }
    }
  }

  private void sums(int[] ordinals, int from, int to, float[] sums) {
    long query = buffer.address();
    int i = from;
    for (; i + 3 < to; i += 4) {
      KERNELS.dot4(
          query,
          table.address(ordinals[i]) + Sq8Codes.HEADER_BYTES,
          table.address(ordinals[i + 1]) + Sq8Codes.HEADER_BYTES,
          table.address(ordinals[i + 2]) + Sq8Codes.HEADER_BYTES,
          table.address(ordinals[i + 3]) + Sq8Codes.HEADER_BYTES,
          count,
          sums,
          i);
    }
    for (; i < to; i++) {
      sums[i] = KERNELS.dot(query, table.address(ordinals[i]) + Sq8Codes.HEADER_BYTES, count);
    }
  }

  private float product(long code, float sumOfCodes) {
    return Memory.getFloat(code + Sq8Codes.OFFSET) * sum
        + Memory.getFloat(code + Sq8Codes.STEP) * sumOfCodes;
  }

  private float manhattan(long code) {
    float offset = Memory.getFloat(code + Sq8Codes.OFFSET);
    float step = Memory.getFloat(code + Sq8Codes.STEP);
    float all =
        KERNELS.manhattan(buffer.address(), code + Sq8Codes.HEADER_BYTES, offset, step, count);
    // The padding of the query is 0, that of the code stands for the offset.
    return padding * Math.abs(offset) - all;
  }
}
