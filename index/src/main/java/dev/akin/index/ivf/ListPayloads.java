package dev.akin.index.ivf;

import dev.akin.api.index.Metric;
import dev.akin.api.index.QuantizerConfig;
import dev.akin.index.FloatRows;
import dev.akin.index.file.IndexFile;
import dev.akin.index.file.IndexFileWriter;
import dev.akin.index.internal.memory.Memory;
import dev.akin.index.internal.memory.RowTable;
import dev.akin.index.internal.pq.PqQuantizer;
import dev.akin.index.internal.rabitq.RabitqQuantizer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/** Makes the payload that a quantizer asks for. */
final class ListPayloads {
  /** The least vectors that a codebook is learnt from, if there are so many. */
  private static final int MIN_SAMPLE = 4096;

  /** Vectors that each centroid of a codebook is learnt from; more hardly move it. */
  private static final int SAMPLE_PER_CENTROID = 64;

  private static final String CODEBOOK = "pq.codebook";
  private static final long SQ8 = 0x100;
  private static final long PQ = 0x200;

  private ListPayloads() {}

  /** The number that stands for a quantizer in files. */
  static long code(QuantizerConfig quantizer, int dimension) {
    return switch (quantizer) {
      case QuantizerConfig.None() -> 0;
      case QuantizerConfig.Rabitq(int bits) -> bits;
      case QuantizerConfig.Sq8() -> SQ8;
      case QuantizerConfig.Pq pq ->
          PQ | pq.nbits() | (long) pq.subspaces(dimension) << Integer.SIZE;
    };
  }

  /** Fewest rows that there must be to train a quantizer. */
  static int firstTraining(QuantizerConfig quantizer) {
    return quantizer instanceof QuantizerConfig.Pq pq ? 1 << pq.nbits() : 0;
  }

  /** With so many rows there is nothing to gain from training a quantizer on more. */
  static int enough(QuantizerConfig quantizer) {
    return quantizer instanceof QuantizerConfig.Pq pq ? SAMPLE_PER_CENTROID << pq.nbits() : 0;
  }

  /**
   * A payload, trained if need be.
   *
   * @param ordinals rows to learn from
   * @param nearest the centroid of each
   */
  static ListPayload train(
      Metric metric,
      QuantizerConfig quantizer,
      FloatRows rows,
      Centroids centroids,
      int[] ordinals,
      int[] nearest,
      long seed) {
    checkMetric(metric, quantizer);
    return switch (quantizer) {
      case QuantizerConfig.None() -> new FlatPayload(metric, rows.dimension());
      case QuantizerConfig.Sq8() -> new Sq8Payload(rows, metric);
      case QuantizerConfig.Rabitq(int bits) ->
          new CodePayload(rows, metric, new RabitqQuantizer(rows.dimension(), bits), centroids);
      case QuantizerConfig.Pq pq ->
          new CodePayload(
              rows, metric, trainPq(pq, rows, centroids, ordinals, nearest, seed), centroids);
    };
  }

  private static void checkMetric(Metric metric, QuantizerConfig quantizer) {
    if (metric == Metric.HAMMING && !(quantizer instanceof QuantizerConfig.None)) {
      throw new IllegalArgumentException(
          "quantizer must be none under the metric hamming: " + quantizer.id());
    }
  }

  private static PqQuantizer trainPq(
      QuantizerConfig.Pq pq,
      FloatRows rows,
      Centroids centroids,
      int[] ordinals,
      int[] nearest,
      long seed) {
    pq.checkDimension(rows.dimension());
    int wanted = Math.max(MIN_SAMPLE, enough(pq));
    int[] chosen =
        KMeans.sample(
            ordinals.length, Math.min(wanted, ordinals.length), new SplittableRandom(~seed));
    try (RowTable residuals = new RowTable(rows.dimension() * Float.BYTES)) {
      residuals.ensure(chosen.length);
      long[] addresses = new long[chosen.length];
      float[] row = new float[rows.dimension()];
      float[] centroid = new float[rows.dimension()];
      for (int i = 0; i < chosen.length; i++) {
        rows.copy(ordinals[chosen[i]], row);
        Memory.getRow(centroids.address(nearest[chosen[i]]), centroid);
        for (int d = 0; d < row.length; d++) {
          row[d] -= centroid[d];
        }
        addresses[i] = residuals.address(i);
        Memory.putRow(addresses[i], row, residuals.rowBytes());
      }
      return PqQuantizer.train(
          addresses,
          row.length,
          pq.subspaces(row.length),
          pq.nbits(),
          (points, length, count) -> KMeans.train(points, length, count, false, seed));
    }
  }

  /** Writes what a payload has learnt. */
  static void save(IndexFileWriter out, ListPayload payload) {
    if (payload instanceof CodePayload codes && codes.quantizer() instanceof PqQuantizer pq) {
      out.begin(CODEBOOK);
      out.write(MemorySegment.ofArray(pq.codebook()));
      out.end();
    }
  }

  /** A payload that a file holds. */
  static ListPayload open(
      IndexFile file,
      Metric metric,
      QuantizerConfig quantizer,
      FloatRows rows,
      Centroids centroids) {
    if (!(quantizer instanceof QuantizerConfig.Pq pq)) {
      return train(metric, quantizer, rows, centroids, new int[0], new int[0], 0);
    }
    float[] codebook = file.map(CODEBOOK).toArray(ValueLayout.JAVA_FLOAT);
    int dimension = rows.dimension();
    try {
      return new CodePayload(
          rows,
          metric,
          PqQuantizer.of(codebook, dimension, pq.subspaces(dimension), pq.nbits()),
          centroids);
    } catch (IllegalArgumentException e) {
      throw IvfFile.corrupt(file, CODEBOOK, e.getMessage());
    }
  }
}
