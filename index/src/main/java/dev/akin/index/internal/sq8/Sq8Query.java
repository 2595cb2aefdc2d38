package dev.akin.index.internal.sq8;

import dev.akin.api.index.Metric;
import dev.akin.index.internal.memory.Memory;
import dev.akin.index.internal.simd.KernelChoice;
import dev.akin.index.internal.simd.Lanes;
import dev.akin.index.internal.simd.ScalarKernels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A float32 query that estimates scores of codes by their addresses. Not thread-safe. */
public final class Sq8Query {
  private static final Sq8Kernels KERNELS = choose();

  private final Metric metric;
  private final int dimension;
  private final int count;
  private final MemorySegment buffer;
  private final float[] sums = new float[4];
  private float sum;
  private float squaredLength;

  /** No query yet. */
  public Sq8Query(Metric metric, int dimension) {
    this.metric = metric;
    this.dimension = dimension;
    this.count = Sq8Codes.codeBytes(dimension) - Sq8Codes.HEADER_BYTES;
    this.buffer = Arena.ofAuto().allocate(4L * count, 64);
  }

  private static Sq8Kernels choose() {
    boolean narrow = KernelChoice.kernels() instanceof ScalarKernels || Lanes.SPECIES.length() < 8;
    return narrow ? new ScalarSq8Kernels() : new PanamaSq8Kernels();
  }

  /** Takes a query, which is copied. */
  public void set(float[] vector) {
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

  /** The square of the query's length. */
  public float squaredLength() {
    return squaredLength;
  }

  /** Scores four codes, into {@code scores} from {@code at} on. */
  public void score4(long a, long b, long c, long d, float[] scores, int at) {
    if (metric == Metric.MANHATTAN) {
      scores[at] = manhattan(a);
      scores[at + 1] = manhattan(b);
      scores[at + 2] = manhattan(c);
      scores[at + 3] = manhattan(d);
      return;
    }
    KERNELS.dot4(
        buffer.address(),
        a + Sq8Codes.HEADER_BYTES,
        b + Sq8Codes.HEADER_BYTES,
        c + Sq8Codes.HEADER_BYTES,
        d + Sq8Codes.HEADER_BYTES,
        count,
        sums,
        0);
    scores[at] = score(a, sums[0]);
    scores[at + 1] = score(b, sums[1]);
    scores[at + 2] = score(c, sums[2]);
    scores[at + 3] = score(d, sums[3]);
  }

  /** The score of a code. */
  public float score(long code) {
    return metric == Metric.MANHATTAN
        ? manhattan(code)
        : score(code, KERNELS.dot(buffer.address(), code + Sq8Codes.HEADER_BYTES, count));
  }

  private float score(long code, float sumOfCodes) {
    float product =
        Memory.getFloat(code + Sq8Codes.OFFSET) * sum
            + Memory.getFloat(code + Sq8Codes.STEP) * sumOfCodes;
    return metric == Metric.EUCLIDEAN
        ? 2 * product - squaredLength - Memory.getFloat(code + Sq8Codes.SQUARED_LENGTH)
        : product;
  }

  private float manhattan(long code) {
    float offset = Memory.getFloat(code + Sq8Codes.OFFSET);
    float step = Memory.getFloat(code + Sq8Codes.STEP);
    float all =
        KERNELS.manhattan(buffer.address(), code + Sq8Codes.HEADER_BYTES, offset, step, count);
    // The padding of the query is 0, that of the code stands for the offset.
    return (count - dimension) * Math.abs(offset) - all;
  }
}
