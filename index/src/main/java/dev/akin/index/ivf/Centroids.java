package dev.akin.index.ivf;

import dev.akin.api.index.Metric;
import dev.akin.index.VectorOps;
import dev.akin.index.internal.memory.Memory;
import dev.akin.index.internal.memory.RowTable;
import dev.akin.index.internal.simd.RowScorer;

/**
 * The centroids of a trained index. A row belongs to the list of the nearest: by inner product
 * under the cosine, where all have unit length, by L1 or Hamming distance under those, otherwise by
 * L2 distance. Immutable and thread-safe.
 */
final class Centroids implements AutoCloseable {
  private final Metric metric;
  private final int dimension;
  private final int count;
  private final RowTable table;
  private final float[] squares;
  private final CentroidBlocks blocks;
  private final CentroidGraph graph;

  /**
   * Copies a matrix, and makes a graph over it if that is worth it.
   *
   * @param values the centroids, one after the other
   */
  Centroids(Metric metric, float[] values, int dimension) {
    this(
        metric,
        values,
        dimension,
        CentroidGraph.isWorthIt(values.length / dimension)
            ? CentroidGraph.build(assignment(metric), values, dimension)
            : null);
  }

  /**
   * Copies a matrix.
   *
   * @param graph over the same centroids, closed with these; or null
   */
  Centroids(Metric metric, float[] values, int dimension, CentroidGraph graph) {
    this.graph = graph;
    this.metric = metric;
    this.dimension = dimension;
    this.count = values.length / dimension;
    this.table = new RowTable(dimension * Float.BYTES);
    this.squares = new float[count];
    this.blocks = new CentroidBlocks(values, dimension);
    float[] row = new float[dimension];
    for (int c = 0; c < count; c++) {
      System.arraycopy(values, c * dimension, row, 0, dimension);
      squares[c] = VectorOps.dot(row, row);
      table.ensure(c);
      Memory.putRow(table.address(c), row, table.rowBytes());
    }
  }

  /** How many there are. */
  int count() {
    return count;
  }

  int dimension() {
    return dimension;
  }

  Metric metric() {
    return metric;
  }

  /** The metric by which a row is assigned. */
  static Metric assignment(Metric metric) {
    return switch (metric) {
      case COSINE -> Metric.COSINE;
      case DOT, EUCLIDEAN -> Metric.EUCLIDEAN;
      case MANHATTAN, HAMMING -> metric;
    };
  }

  /** The centroids, to score all against one query. */
  CentroidBlocks blocks() {
    return blocks;
  }

  /** A scorer of queries against these by another metric than theirs. */
  RowScorer newScorer(Metric by) {
    return new RowScorer(by, table);
  }

  /** The graph over them; null if there is none. */
  CentroidGraph graph() {
    return graph;
  }

  /** The square of the length of one. */
  float squares(int centroid) {
    return squares[centroid];
  }

  /** The address of one. */
  long address(int centroid) {
    return table.address(centroid);
  }

  /** Copies them out, one after the other. */
  float[] toArray() {
    float[] values = new float[Math.multiplyExact(count, dimension)];
    float[] row = new float[dimension];
    for (int c = 0; c < count; c++) {
      Memory.getRow(table.address(c), row);
      System.arraycopy(row, 0, values, c * dimension, dimension);
    }
    return values;
  }

  long memoryBytes() {
    long bytes = (long) count * table.rowBytes() + blocks.memoryBytes();
    return graph == null ? bytes : bytes + graph.memoryBytes();
  }

  @Override
  public void close() {
    table.close();
    if (graph != null) {
      graph.close();
    }
  }
}
