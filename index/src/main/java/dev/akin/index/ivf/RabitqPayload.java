package dev.akin.index.ivf;

import dev.akin.api.index.Metric;
import dev.akin.index.FloatRows;
import dev.akin.index.internal.ScratchPool;
import dev.akin.index.internal.memory.Memory;
import dev.akin.index.internal.simd.CodeKernels;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Lists of RaBitQ codes. With q the query, c the centroid, r the row less c, all rotated, and v the
 * levels of the code, {@code <q - c, r>} is estimated by {@code <v, q - c> * <r, r> / <v, r>}. Of
 * that only {@code <v, q - o>} depends on the query, where o is the mean of the centroids, so each
 * entry has a factor for it and a term that holds the rest. The error of {@code <v, q - c>} is in
 * proportion to the distance of q from c and nearly the same for all codes; a block has the
 * greatest of its entries.
 *
 * <p>Under the L1 distance the estimate is that of the L2 distance.
 */
final class RabitqPayload implements ListPayload {
  private static final long ROTATION_SEED = 0x5ab17;

  private final FloatRows rows;
  private final Metric metric;
  private final int bits;
  private final int perByte;
  private final int positions;
  private final RandomRotation rotation;
  private final Centroids centroids;
  private final float[] origin;
  private final float[] rotatedOrigin;
  private final float[][] rotatedCentroids;
  private final ScratchPool<Encoder> encoders;

  /**
   * A payload of entries around centroids.
   *
   * @param bits per number, a divisor of 6
   */
  RabitqPayload(FloatRows rows, Metric metric, int bits, Centroids centroids) {
    this.rows = rows;
    this.metric = metric;
    this.bits = bits;
    this.perByte = 6 / bits;
    this.positions = (rows.dimension() + perByte - 1) / perByte;
    this.rotation = new RandomRotation(rows.dimension(), ROTATION_SEED);
    this.centroids = centroids;
    this.rotatedCentroids = new float[centroids.count()][rows.dimension()];
    this.origin = mean(centroids);
    this.rotatedOrigin = origin.clone();
    rotation.apply(rotatedOrigin);
    for (int c = 0; c < rotatedCentroids.length; c++) {
      Memory.getRow(centroids.address(c), rotatedCentroids[c]);
      rotation.apply(rotatedCentroids[c]);
    }
    this.encoders = new ScratchPool<>(() -> new Encoder(rows.dimension(), bits));
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
  private static final class Encoder {
    final float[] residual;
    final RabitqCode code;

    Encoder(int dimension, int bits) {
      this.residual = new float[dimension];
      this.code = new RabitqCode(dimension, bits);
    }
  }

  @Override
  public int blockRows() {
    return CodeKernels.ROWS;
  }

  @Override
  public int blockBytes() {
    return CodeKernels.blockBytes(positions);
  }

  @Override
  public void write(long block, int slot, long row, int list) {
    Encoder encoder = encoders.take();
    try {
      write(block, slot, row, rotatedCentroids[list], encoder.residual, encoder.code);
    } finally {
      encoders.give(encoder);
    }
  }

  private void write(
      long block, int slot, long row, float[] centroid, float[] residual, RabitqCode code) {
    Memory.getRow(row, residual);
    rotation.apply(residual);
    double squares = 0;
    double along = 0;
    for (int i = 0; i < residual.length; i++) {
      residual[i] -= centroid[i];
      squares += (double) residual[i] * residual[i];
      along += (double) residual[i] * centroid[i];
    }
    code.round(residual);
    for (int p = 0; p < positions; p++) {
      int digits = 0;
      for (int i = Math.min(residual.length, (p + 1) * perByte) - 1; i >= p * perByte; i--) {
        digits = digits << bits | code.digit(i);
      }
      Memory.ALL.set(ValueLayout.JAVA_BYTE, at(block, p, slot), (byte) digits);
    }
    double factor = code.product() > 0 ? squares / code.product() : 0;
    double aside =
        squares > 0 ? code.squares() - (double) code.product() * code.product() / squares : 0;
    float error = (float) Math.sqrt(Math.max(0, aside) / Math.max(1, residual.length - 1));
    double term = factor * (code.product(rotatedOrigin) - code.product(centroid));
    int packed =
        switch (metric) {
          case COSINE, DOT -> CodeKernels.pack((float) factor, (float) (along + term));
          case EUCLIDEAN, MANHATTAN ->
              CodeKernels.pack((float) (2 * factor), (float) (2 * term - squares));
        };
    Memory.putInt(block + CodeKernels.factors(positions) + 4L * slot, packed);
    raiseError(block, error);
  }

  private void raiseError(long block, float error) {
    long at = block + CodeKernels.error(positions);
    if (error > Memory.getFloat(at)) {
      Memory.ALL.set(ValueLayout.JAVA_FLOAT, at, error);
    }
  }

  private static long at(long block, int position, int slot) {
    return block + (long) position * CodeKernels.ROWS + CodeKernels.lane(slot);
  }

  @Override
  public void copy(long from, int fromSlot, long to, int toSlot) {
    for (int p = 0; p < positions; p++) {
      MemorySegment.copy(Memory.ALL, at(from, p, fromSlot), Memory.ALL, at(to, p, toSlot), 1);
    }
    long factors = CodeKernels.factors(positions);
    Memory.putInt(to + factors + 4L * toSlot, Memory.getInt(from + factors + 4L * fromSlot));
    raiseError(to, Memory.getFloat(from + CodeKernels.error(positions)));
  }

  @Override
  public ListScanner newScanner() {
    return new RabitqListScanner(rows, metric, centroids, newQuery());
  }

  /** Tables for queries of these codes. */
  RabitqQuery newQuery() {
    return new RabitqQuery(rotation, origin, bits, positions);
  }
}
