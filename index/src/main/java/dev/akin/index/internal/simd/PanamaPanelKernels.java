package dev.akin.index.internal.simd;

import dev.akin.index.internal.memory.Memory;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link PanelKernels} on the Vector API: four points against four registers of centroids, so that
 * sixteen sums stay in registers and each load serves four of them.
 */
final class PanamaPanelKernels implements PanelKernels {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = SPECIES.length();
  private static final int STEP = SPECIES.vectorByteSize();
  private static final int WIDTH = 4 * LANES;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  @Override
  public int width() {
    return WIDTH;
  }

  @Override
  public void nearest(
      long[] points,
      int from,
      int to,
      long panel,
      int dimension,
      int first,
      int[] best,
      float[] bestScore,
      float[] scratch) {
    int i = from;
    for (; i + 3 < to; i += 4) {
      score4(points, i, panel, dimension, first, best, bestScore, scratch);
    }
    for (; i < to; i++) {
      score1(points[i], i, panel, dimension, first, best, bestScore, scratch);
    }
  }

  private static FloatVector load(long address) {
    return FloatVector.fromMemorySegment(SPECIES, Memory.ALL, address, ORDER);
  }

  private static FloatVector spread(long address) {
    return FloatVector.broadcast(SPECIES, Memory.getFloat(address));
  }

  private static FloatVector multiplyAdd(FloatVector a, FloatVector b, FloatVector sum) {
    return Lanes.FMA ? a.fma(b, sum) : a.mul(b).add(sum);
  }

  private static void score4(
      long[] points,
      int i,
      long panel,
      int dimension,
      int first,
      int[] best,
      float[] bestScore,
      float[] scratch) {
    long p0 = points[i + 0];
    long p1 = points[i + 1];
    long p2 = points[i + 2];
    long p3 = points[i + 3];
    FloatVector a0 = load(panel);
    FloatVector a1 = load(panel + 1L * STEP);
    FloatVector a2 = load(panel + 2L * STEP);
    FloatVector a3 = load(panel + 3L * STEP);
    FloatVector b0 = a0;
    FloatVector b1 = a1;
    FloatVector b2 = a2;
    FloatVector b3 = a3;
    FloatVector c0 = a0;
    FloatVector c1 = a1;
    FloatVector c2 = a2;
    FloatVector c3 = a3;
    FloatVector d0 = a0;
    FloatVector d1 = a1;
    FloatVector d2 = a2;
    FloatVector d3 = a3;
    for (int o = 0; o < 4 * dimension; o += 4) {
      long row = panel + (long) (o + 4) * STEP;
      FloatVector k0 = load(row);
      FloatVector k1 = load(row + 1L * STEP);
      FloatVector k2 = load(row + 2L * STEP);
      FloatVector k3 = load(row + 3L * STEP);
      FloatVector v = spread(p0 + o);
      a0 = multiplyAdd(v, k0, a0);
      a1 = multiplyAdd(v, k1, a1);
      a2 = multiplyAdd(v, k2, a2);
      a3 = multiplyAdd(v, k3, a3);
      v = spread(p1 + o);
      b0 = multiplyAdd(v, k0, b0);
      b1 = multiplyAdd(v, k1, b1);
      b2 = multiplyAdd(v, k2, b2);
      b3 = multiplyAdd(v, k3, b3);
      v = spread(p2 + o);
      c0 = multiplyAdd(v, k0, c0);
      c1 = multiplyAdd(v, k1, c1);
      c2 = multiplyAdd(v, k2, c2);
      c3 = multiplyAdd(v, k3, c3);
      v = spread(p3 + o);
      d0 = multiplyAdd(v, k0, d0);
      d1 = multiplyAdd(v, k1, d1);
      d2 = multiplyAdd(v, k2, d2);
      d3 = multiplyAdd(v, k3, d3);
    }
    a0.intoArray(scratch, 0);
    a1.intoArray(scratch, LANES);
    a2.intoArray(scratch, 2 * LANES);
    a3.intoArray(scratch, 3 * LANES);
    b0.intoArray(scratch, 4 * LANES);
    b1.intoArray(scratch, 5 * LANES);
    b2.intoArray(scratch, 6 * LANES);
    b3.intoArray(scratch, 7 * LANES);
    c0.intoArray(scratch, 8 * LANES);
    c1.intoArray(scratch, 9 * LANES);
    c2.intoArray(scratch, 10 * LANES);
    c3.intoArray(scratch, 11 * LANES);
    d0.intoArray(scratch, 12 * LANES);
    d1.intoArray(scratch, 13 * LANES);
    d2.intoArray(scratch, 14 * LANES);
    d3.intoArray(scratch, 15 * LANES);
    for (int point = 0; point < 4; point++) {
      take(i + point, point * WIDTH, first, best, bestScore, scratch);
    }
  }

  private static void score1(
      long point,
      int i,
      long panel,
      int dimension,
      int first,
      int[] best,
      float[] bestScore,
      float[] scratch) {
    FloatVector a0 = load(panel);
    FloatVector a1 = load(panel + 1L * STEP);
    FloatVector a2 = load(panel + 2L * STEP);
    FloatVector a3 = load(panel + 3L * STEP);
    for (int o = 0; o < 4 * dimension; o += 4) {
      long row = panel + (long) (o + 4) * STEP;
      FloatVector v = spread(point + o);
      a0 = multiplyAdd(v, load(row), a0);
      a1 = multiplyAdd(v, load(row + 1L * STEP), a1);
      a2 = multiplyAdd(v, load(row + 2L * STEP), a2);
      a3 = multiplyAdd(v, load(row + 3L * STEP), a3);
    }
    a0.intoArray(scratch, 0);
    a1.intoArray(scratch, LANES);
    a2.intoArray(scratch, 2 * LANES);
    a3.intoArray(scratch, 3 * LANES);
    take(i, 0, first, best, bestScore, scratch);
  }

  /** Vectors come by way of an array: passed to a method, each would become an object. */
  private static void take(
      int i, int from, int first, int[] best, float[] bestScore, float[] scratch) {
    FloatVector s0 = FloatVector.fromArray(SPECIES, scratch, from);
    FloatVector s1 = FloatVector.fromArray(SPECIES, scratch, from + LANES);
    FloatVector s2 = FloatVector.fromArray(SPECIES, scratch, from + 2 * LANES);
    FloatVector s3 = FloatVector.fromArray(SPECIES, scratch, from + 3 * LANES);
    float most = s0.max(s1).max(s2.max(s3)).reduceLanes(VectorOperators.MAX);
    if (most > bestScore[i]) {
      int at = 0;
      while (scratch[from + at] != most) {
        at++;
      }
      bestScore[i] = most;
      best[i] = first + at;
    }
  }
}
