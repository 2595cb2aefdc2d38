package dev.akin.index.ivf;

import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.Metric;
import dev.akin.api.index.SearchParams;
import dev.akin.index.FloatRows;
import dev.akin.index.Neighbors;
import dev.akin.index.SearchRequest;
import dev.akin.index.file.IndexFile;
import dev.akin.index.file.IndexFileWriter;
import dev.akin.index.hnsw.HnswIndex;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A graph over centroids, to find the nearest of very many without scoring them all. Thread-safe.
 */
final class CentroidGraph implements AutoCloseable {
  /** Fewer centroids are scored faster one after the other than found by a walk. */
  private static final int WORTH_IT = 32_768;

  /** A walk for more than this part of all centroids takes longer than scoring all. */
  private static final int LEAST_PART = 128;

  private static final int MIN_EF_SEARCH = 64;
  private static final HnswConfig CONFIG = HnswConfig.DEFAULTS;

  private final Metric metric;
  private final FloatRows rows;
  private final HnswIndex graph;

  private CentroidGraph(Metric metric, FloatRows rows, HnswIndex graph) {
    this.metric = metric;
    this.rows = rows;
    this.graph = graph;
  }

  /** Whether so many centroids need a graph. */
  static boolean isWorthIt(int count) {
    return count >= WORTH_IT;
  }

  /**
   * A graph over a matrix, built on the threads of the caller's pool.
   *
   * @param metric by which rows are assigned to centroids
   * @param centroids one after the other
   */
  static CentroidGraph build(Metric metric, float[] centroids, int dimension) {
    FloatRows rows = rows(centroids, dimension);
    HnswIndex graph = new HnswIndex(rows, metric, CONFIG);
    IntStream.range(0, rows.limit()).parallel().forEach(graph::add);
    return new CentroidGraph(metric, rows, graph);
  }

  /** The graph that a file holds over the same matrix. */
  static CentroidGraph open(IndexFile file, Metric metric, float[] centroids, int dimension) {
    FloatRows rows = rows(centroids, dimension);
    return new CentroidGraph(metric, rows, HnswIndex.open(file, rows, metric, CONFIG));
  }

  private static FloatRows rows(float[] centroids, int dimension) {
    FloatRows rows = new FloatRows(dimension);
    for (int c = 0; c < centroids.length / dimension; c++) {
      rows.put(c, Arrays.copyOfRange(centroids, c * dimension, (c + 1) * dimension));
    }
    return rows;
  }

  /** Whether a walk is the faster way to so many nearest by a metric, and gives their scores. */
  boolean serves(Metric by, int count) {
    return by == metric && (long) count * LEAST_PART <= rows.limit();
  }

  /** The nearest. */
  Neighbors nearest(float[] query, int count) {
    int ef = Math.max(MIN_EF_SEARCH, 2 * count);
    return graph.search(SearchRequest.of(query, count).withParams(new SearchParams.Hnsw(ef)));
  }

  void save(IndexFileWriter out) {
    graph.save(out, rows.limit());
  }

  long memoryBytes() {
    return graph.memoryBytes() + rows.memoryBytes();
  }

  @Override
  public void close() {
    graph.close();
    rows.close();
  }
}
