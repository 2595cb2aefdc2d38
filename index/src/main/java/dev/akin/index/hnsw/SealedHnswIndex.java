package dev.akin.index.hnsw;

import dev.akin.api.index.Metric;
import dev.akin.index.FloatRows;
import dev.akin.index.Neighbors;
import dev.akin.index.OrdinalSet;
import dev.akin.index.SearchRequest;
import dev.akin.index.VectorIndex;
import dev.akin.index.file.IndexFile;
import dev.akin.index.file.IndexFileWriter;
import dev.akin.index.internal.recall.RecallTable;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * A graph that is finished: it takes no more rows, and each node keeps its row, its neighbours and
 * their RaBitQ codes in one record (SymphonyQG, arXiv:2411.12229). A hop of a search reads one
 * record, scores the node exactly and estimates all neighbours at once, where a growing graph reads
 * a row for each. That is more than twice as fast where the CPU permutes bytes (AVX-512 VBMI), and
 * slower than the growing form elsewhere. A record takes about 6 times the memory of a row of 100
 * numbers, 4 times that of one of 384.
 *
 * <p>All metrics are served but {@link Metric#HAMMING}; under {@link Metric#MANHATTAN} the walk
 * goes by the L2 distance and ranks what it meets by the L1 distance. Parameters and results are
 * those of {@link HnswIndex}. Safe for any number of concurrent searches. The rows are used for
 * scans and on the upper levels, and are closed by the caller after this.
 */
public final class SealedHnswIndex implements VectorIndex {
  private final FloatRows rows;
  private final Metric metric;
  private final SealedGraph graph;
  private final GraphSearch search;
  private volatile boolean closed;

  private SealedHnswIndex(FloatRows rows, Metric metric, SealedGraph graph) {
    this.rows = rows;
    this.metric = metric;
    this.graph = graph;
    this.search =
        new GraphSearch(rows, metric, graph.upper().nodes, new SealedWalk(graph, rows, metric));
  }

  /** Seals a graph. */
  public static SealedHnswIndex seal(HnswIndex source) {
    return seal(source, null, null);
  }

  /**
   * Seals a graph, which stays as it is and is not needed afterwards; its rows are. Repairs it
   * first, waits for its adders and keeps them out; its searches go on. Works on all threads of the
   * fork-join pool that it is called in, or of the common one.
   *
   * @param progress receives now and then how many nodes are done, from several threads and not
   *     always in order; or null
   * @param stop polled now and then, or null
   * @throws java.util.concurrent.CancellationException if the stop signal came on
   * @throws IllegalArgumentException under {@link Metric#HAMMING}
   */
  public static SealedHnswIndex seal(HnswIndex source, IntConsumer progress, BooleanSupplier stop) {
    source.checkOpen();
    if (source.metric() == Metric.HAMMING) {
      throw new IllegalArgumentException(
          "a graph under the metric hamming cannot be sealed: its rows are bits already");
    }
    return source
        .growth()
        .exclusive(
            () -> {
              source.growth().repair();
              SealedGraph graph =
                  new HnswSealer(source.graph(), source.rows(), source.metric(), progress, stop)
                      .seal();
              return new SealedHnswIndex(source.rows(), source.metric(), graph);
            });
  }

  /**
   * Learns what recall an effort gives, for {@link dev.akin.api.index.SearchParams.TargetRecall};
   * searches may go on. Works on all threads of the fork-join pool that it is called in, or of the
   * common one.
   *
   * @param stop polled now and then, or null
   * @throws java.util.concurrent.CancellationException if the stop signal came on
   */
  public void calibrate(BooleanSupplier stop) {
    checkOpen();
    OrdinalSet members = graph.upper().nodes;
    if (members.cardinality() >= HnswCalibration.LEAST) {
      search.calibrated(new HnswCalibration(rows, metric, members, search, stop).table());
    }
  }

  /** Whether a file holds a sealed graph. */
  public static boolean isIn(IndexFile file) {
    return SealedFile.isIn(file);
  }

  /**
   * The sealed graph that a file holds, used where it is mapped.
   *
   * @param file stays open until after this index is closed
   * @throws dev.akin.index.file.CorruptIndexFileException if the graph does not fit the arguments
   */
  public static SealedHnswIndex open(IndexFile file, FloatRows rows, Metric metric) {
    RecallTable recall = SealedFile.recall(file);
    SealedHnswIndex index = new SealedHnswIndex(rows, metric, SealedFile.open(file, rows, metric));
    index.search.calibrated(recall);
    return index;
  }

  /** Writes the index as sections of a file, without the rows; searches may go on. */
  public void save(IndexFileWriter out) {
    checkOpen();
    SealedFile.save(out, graph, metric, search.recall());
  }

  @Override
  public Metric metric() {
    return metric;
  }

  @Override
  public int dimension() {
    return rows.dimension();
  }

  @Override
  public int size() {
    return graph.upper().nodes.cardinality();
  }

  /** Whether a search can find an ordinal. */
  public boolean contains(int ordinal) {
    return graph.upper().nodes.contains(ordinal);
  }

  @Override
  public Neighbors search(SearchRequest request) {
    checkOpen();
    return search.search(request);
  }

  @Override
  public long memoryBytes() {
    return (long) graph.limit() * graph.records().rowBytes() + graph.upper().memoryBytes();
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the index is closed");
    }
  }

  @Override
  public void close() {
    closed = true;
    graph.close();
  }
}
