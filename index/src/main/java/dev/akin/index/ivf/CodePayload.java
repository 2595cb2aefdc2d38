package dev.akin.index.ivf;

import dev.akin.api.index.Metric;
import dev.akin.index.FloatRows;
import dev.akin.index.internal.ScratchPool;
import dev.akin.index.internal.memory.Memory;
import dev.akin.index.internal.quantization.Encoder;
import dev.akin.index.internal.quantization.Quantizer;
import dev.akin.index.internal.quantization.QueryTables;
import dev.akin.index.internal.simd.CodeKernels;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Lists of a quantizer's codes. With q the query, c the centroid, r the row less c, all
 * transformed, and v the levels of the code, {@code <q - c, r>} is estimated by {@code <v, q - c> *
 * <r, r> / <v, r>} (arXiv:2405.12497). Of that only {@code <v, q - o>} depends on the query, where
 * o is the mean of the centroids, so each entry has a factor for it and a term that holds the rest.
 * The error of {@code <v, q - c>} is in proportion to the distance of q from c and nearly the same
 * for all codes; a block has the greatest of its entries.
 *
 * <p>Where codes have finer ones, each entry has behind its block's codes float32 factor, term and
 * error of the finer levels, 4 zero bytes, and the finer code.
 *
 * <p>Under the L1 distance the estimate is that of the L2 distance.
 */
final class CodePayload implements ListPayload {
  private static final int FINE_HEADER = 16;

  private final FloatRows rows;
  private final Metric metric;
  private final Quantizer quantizer;
  private final int positions;
  private final int fineBytes;
  private final Centroids centroids;
  private final float[] origin;
  private final float[] turnedOrigin;
  private final float[][] turnedCentroids;
  private final ScratchPool<Scratch> scratches;

  /** A payload of entries around centroids. */
  CodePayload(FloatRows rows, Metric metric, Quantizer quantizer, Centroids centroids) {
    this.rows = rows;
    this.metric = metric;
    this.quantizer = quantizer;
    this.positions = quantizer.positions();
    this.fineBytes = quantizer.fineBytes() == 0 ? 0 : FINE_HEADER + quantizer.fineBytes();
    this.centroids = centroids;
    this.turnedCentroids = new float[centroids.count()][rows.dimension()];
    this.origin = mean(centroids);
    this.turnedOrigin = origin.clone();
    quantizer.transform(turnedOrigin);
    for (int c = 0; c < turnedCentroids.length; c++) {
      Memory.getRow(centroids.address(c), turnedCentroids[c]);
      quantizer.transform(turnedCentroids[c]);
    }
    this.scratches = new ScratchPool<>(() -> new Scratch(rows.dimension(), quantizer.newEncoder()));
  }

  private static float[] mean(Centroids centroids) {
    float[] mean = new float[centroids.dimension()];
    float[] row = new float[mean.length];
    for (int c = 0; c < centroids.count(); c++) {
      Memory.getRow(centroids.address(c), row);
      for (int i = 0; i < mean.length; i++) {
        mean[i] += row[i] / centroids.count();
      }
    }
    return mean;
  }

  /** Working memory of one encoding. */
  private static final class Scratch {
    final float[] residual;
    final Encoder encoder;
    float factor;
    float term;
    float error;

    Scratch(int dimension, Encoder encoder) {
      this.residual = new float[dimension];
      this.encoder = encoder;
    }
  }

  Quantizer quantizer() {
    return quantizer;
  }

  @Override
  public int blockRows() {
    return CodeKernels.ROWS;
  }

  @Override
  public int blockBytes() {
    return Math.addExact(
        CodeKernels.blockBytes(positions), Math.multiplyExact(CodeKernels.ROWS, fineBytes));
  }

  /** Whether entries have finer codes. */
  boolean isFine() {
    return fineBytes > 0;
  }

  /** The address of an entry's factor, term, error and finer code. */
  private long fine(long block, int slot) {
    return block + CodeKernels.blockBytes(positions) + (long) slot * fineBytes;
  }

  @Override
  public void write(long block, int slot, long row, int list) {
    Scratch scratch = scratches.take();
    try {
      write(block, slot, row, turnedCentroids[list], scratch);
    } finally {
      scratches.give(scratch);
    }
  }

  private void write(long block, int slot, long row, float[] centroid, Scratch scratch) {
    float[] residual = scratch.residual;
    Encoder encoder = scratch.encoder;
    Memory.getRow(row, residual);
    quantizer.transform(residual);
    for (int i = 0; i < residual.length; i++) {
      residual[i] -= centroid[i];
    }
    encoder.encode(residual);
    for (int p = 0; p < positions; p++) {
      Memory.ALL.set(ValueLayout.JAVA_BYTE, at(block, p, slot), (byte) encoder.code(p));
    }
    estimate(scratch, encoder.levels(), centroid);
    Memory.putInt(
        block + CodeKernels.factors(positions) + 4L * slot,
        CodeKernels.pack(scratch.factor, scratch.term));
    raiseError(block, scratch.error);
    if (isFine()) {
      estimate(scratch, encoder.fineLevels(), centroid);
      long fine = fine(block, slot);
      Memory.putFloat(fine, scratch.factor);
      Memory.putFloat(fine + 4, scratch.term);
      Memory.putFloat(fine + 8, scratch.error);
      encoder.writeFine(fine + FINE_HEADER);
    }
  }

  /** Works out factor, term and error of levels. */
  private void estimate(Scratch scratch, float[] levels, float[] centroid) {
    float[] residual = scratch.residual;
    double squares = 0;
    double along = 0;
    double product = 0;
    double length = 0;
    double moved = 0;
    for (int i = 0; i < residual.length; i++) {
      squares += (double) residual[i] * residual[i];
      along += (double) residual[i] * centroid[i];
      product += (double) residual[i] * levels[i];
      length += (double) levels[i] * levels[i];
      moved += (double) levels[i] * (turnedOrigin[i] - centroid[i]);
    }
    double factor = product > 0 ? squares / product : 0;
    double aside = squares > 0 ? length - product * product / squares : 0;
    scratch.error = (float) Math.sqrt(Math.max(0, aside) / Math.max(1, residual.length - 1));
    boolean euclidean = metric == Metric.EUCLIDEAN || metric == Metric.MANHATTAN;
    scratch.factor = (float) (euclidean ? 2 * factor : factor);
    scratch.term = (float) (euclidean ? 2 * factor * moved - squares : along + factor * moved);
  }

  private void raiseError(long block, float error) {
    long at = block + CodeKernels.error(positions);
    if (error > Memory.getFloat(at)) {
      Memory.putFloat(at, error);
    }
  }

  private static long at(long block, int position, int slot) {
    return block + (long) position * CodeKernels.ROWS + CodeKernels.lane(slot);
  }

  /**
   * The bound of an entry by its finer code, as that of its code is reckoned.
   *
   * @param distance of the query from the centroid
   */
  float fineBound(
      QueryTables query, long block, int slot, float base, float deviations, float distance) {
    long fine = fine(block, slot);
    float product = query.fineProduct(block, slot, fine + FINE_HEADER);
    float error = Memory.getFloat(fine + 8) * distance;
    float noise = query.fineNoise();
    float slack = deviations * (float) Math.sqrt(error * error + noise * noise);
    return base + Memory.getFloat(fine + 4) + Memory.getFloat(fine) * (product + slack);
  }

  @Override
  public void copy(long from, int fromSlot, long to, int toSlot) {
    for (int p = 0; p < positions; p++) {
      MemorySegment.copy(Memory.ALL, at(from, p, fromSlot), Memory.ALL, at(to, p, toSlot), 1);
    }
    long factors = CodeKernels.factors(positions);
    Memory.putInt(to + factors + 4L * toSlot, Memory.getInt(from + factors + 4L * fromSlot));
    raiseError(to, Memory.getFloat(from + CodeKernels.error(positions)));
    if (isFine()) {
      MemorySegment.copy(Memory.ALL, fine(from, fromSlot), Memory.ALL, fine(to, toSlot), fineBytes);
    }
  }

  @Override
  public long memoryBytes() {
    long turned = (long) turnedCentroids.length * rows.dimension() * Float.BYTES;
    return turned + quantizer.memoryBytes();
  }

  @Override
  public ListScanner newScanner() {
    return new CodeListScanner(rows, metric, centroids, this);
  }

  /** Tables for queries of these codes. */
  QueryTables newQuery() {
    return quantizer.newQuery(origin);
  }
}
