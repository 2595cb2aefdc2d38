package dev.akin.index.internal.pq;

import dev.akin.index.internal.quantization.Encoder;
import dev.akin.index.internal.quantization.Quantizer;
import dev.akin.index.internal.quantization.QueryTables;
import java.util.Arrays;

/**
 * Product quantization: a code is the numbers of the nearest centroids, two to a byte at four bits.
 */
public final class PqQuantizer implements Quantizer {
  private final PqCodebook codebook;
  private final int positions;

  private PqQuantizer(PqCodebook codebook) {
    this.codebook = codebook;
    this.positions =
        codebook.nbits() == 4 ? (codebook.numSubspaces() + 1) / 2 : codebook.numSubspaces();
  }

  /**
   * Learns from vectors.
   *
   * @param vectors addresses of the vectors
   * @param nbits 4 or 8
   * @param clustering the k-means that finds centroids
   */
  public static PqQuantizer train(
      long[] vectors, int dimension, int numSubspaces, int nbits, Clustering clustering) {
    return new PqQuantizer(PqCodebook.train(vectors, dimension, numSubspaces, nbits, clustering));
  }

  /**
   * A quantizer as {@link #codebook()} gave it.
   *
   * @throws IllegalArgumentException if the codebook has another size
   */
  public static PqQuantizer of(float[] codebook, int dimension, int numSubspaces, int nbits) {
    return new PqQuantizer(new PqCodebook(dimension, numSubspaces, nbits, codebook));
  }

  /** What was learnt. */
  public float[] codebook() {
    return codebook.values();
  }

  @Override
  public int positions() {
    return positions;
  }

  @Override
  public void transform(float[] vector) {}

  @Override
  public long memoryBytes() {
    return (long) codebook.values().length * Float.BYTES;
  }

  @Override
  public Encoder newEncoder() {
    return new PqEncoder();
  }

  @Override
  public QueryTables newQuery(float[] origin) {
    return new PqQuery(codebook, positions, origin);
  }

  private final class PqEncoder implements Encoder {
    private final int[] nearest = new int[codebook.numSubspaces()];
    private final float[] distances = new float[codebook.centroids()];
    private final float[] levels = new float[codebook.dimension()];

    @Override
    public void encode(float[] residual) {
      for (int m = 0; m < nearest.length; m++) {
        int from = codebook.start(m);
        int to = codebook.start(m + 1);
        Arrays.fill(distances, 0);
        for (int d = from; d < to; d++) {
          addSquares(residual[d], d * distances.length);
        }
        int best = 0;
        for (int c = 1; c < distances.length; c++) {
          best = distances[c] < distances[best] ? c : best;
        }
        nearest[m] = best;
        for (int d = from; d < to; d++) {
          levels[d] = codebook.values()[d * distances.length + best];
        }
      }
    }

    private void addSquares(float value, int at) {
      float[] values = codebook.values();
      for (int c = 0; c < distances.length; c++) {
        float difference = values[at + c] - value;
        distances[c] += difference * difference;
      }
    }

    @Override
    public int code(int position) {
      if (codebook.nbits() == 8) {
        return nearest[position];
      }
      int high = 2 * position + 1 < nearest.length ? nearest[2 * position + 1] : 0;
      return nearest[2 * position] | high << 4;
    }

    @Override
    public float[] levels() {
      return levels;
    }
  }
}
