package dev.akin.index.hnsw;

import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.Metric;
import dev.akin.api.index.QuantizerConfig;
import dev.akin.api.index.SearchParams;
import dev.akin.index.FloatRows;
import dev.akin.index.GrowingIndex;
import dev.akin.index.Neighbors;
import dev.akin.index.OrdinalSet;
import dev.akin.index.SearchRequest;
import dev.akin.index.file.IndexFile;
import dev.akin.index.file.IndexFileWriter;
import dev.akin.index.internal.simd.OrdinalScorer;
import dev.akin.index.internal.simd.RowScorer;
import dev.akin.index.internal.sq8.Sq8Codes;
import dev.akin.index.internal.sq8.Sq8Scorer;
import java.util.function.BooleanSupplier;

/**
 * A graph over rows that grows while it is searched (Malkov and Yashunin, arXiv:1603.09320).
 * Searches take no locks; any number of threads add, each locking one node's links at a time;
 * {@link #save} and {@link #repair()} keep adders out while they run. The caller closes the rows
 * after this.
 */
public final class HnswIndex implements GrowingIndex {
  /** The recall that a search that does not say is given, once it is known how. */
  public static final double DEFAULT_RECALL = 0.97;

  /** Candidates that it keeps until then, unless k is higher. */
  public static final int DEFAULT_EF_SEARCH = 100;

  private final FloatRows rows;
  private final Metric metric;
  private final HnswConfig config;
  private final HnswGraph graph;
  private final Sq8Codes codes;
  private final HnswGrowth growth;
  private final WalkLimit limit;
  private final GraphSearch search;
  private volatile int calibratedSize;
  private volatile boolean closed;

  /**
   * An empty graph that is walked over the rows themselves.
   *
   * @param rows prepared by the metric
   */
  public HnswIndex(FloatRows rows, Metric metric, HnswConfig config) {
    this(rows, metric, config, QuantizerConfig.NONE);
  }

  /**
   * An empty graph.
   *
   * @param rows prepared by the metric
   * @param quantizer none, or sq8 to walk over codes and score the best again with the rows
   */
  public HnswIndex(FloatRows rows, Metric metric, HnswConfig config, QuantizerConfig quantizer) {
    this(
        rows,
        metric,
        config,
        usesCodes(quantizer) ? new Sq8Codes(rows) : null,
        new HnswGraph(config.m()));
  }

  HnswIndex(FloatRows rows, Metric metric, HnswConfig config, Sq8Codes codes, HnswGraph graph) {
    this.rows = rows;
    this.metric = metric;
    this.config = config;
    this.codes = codes;
    this.graph = graph;
    this.limit = new WalkLimit(metric);
    this.growth = new HnswGrowth(graph, config, codes, this::newSearcher, this::newScorer);
    this.search =
        new GraphSearch(
            rows,
            metric,
            graph.nodes,
            new HnswWalk(
                graph,
                limit,
                this::newSearcher,
                codes == null ? null : () -> new Rescorer(newScorer())));
  }

  /**
   * The graph that a file holds, used where it is mapped; it can grow on, in memory only.
   *
   * @param file stays open until after this index is closed
   * @throws dev.akin.index.file.CorruptIndexFileException if the graph does not fit the arguments
   */
  public static HnswIndex open(IndexFile file, FloatRows rows, Metric metric, HnswConfig config) {
    return open(file, rows, metric, config, QuantizerConfig.NONE);
  }

  /** The graph that a file holds, with its codes if it has been saved with any. */
  public static HnswIndex open(
      IndexFile file, FloatRows rows, Metric metric, HnswConfig config, QuantizerConfig quantizer) {
    HnswFile.Opened opened = HnswFile.open(file, config, metric, rows);
    HnswGraph graph = opened.graph();
    Sq8Codes codes = null;
    try {
      if (usesCodes(quantizer)) {
        codes = Sq8Codes.open(file, rows, graph.nodes.limit());
      }
      HnswIndex index = new HnswIndex(rows, metric, config, codes, graph);
      for (int orphan : opened.orphans()) {
        graph.nodes.remove(orphan);
        index.add(orphan);
      }
      index.search.calibrated(opened.recall());
      index.calibratedSize = opened.recall() == null ? 0 : graph.nodes.cardinality();
      return index;
    } catch (RuntimeException e) {
      graph.close();
      if (codes != null) {
        codes.close();
      }
      throw e;
    }
  }

  private static boolean usesCodes(QuantizerConfig quantizer) {
    return switch (quantizer) {
      case QuantizerConfig.None _ -> false;
      case QuantizerConfig.Sq8 _ -> true;
      case QuantizerConfig.Rabitq _, QuantizerConfig.Pq _ ->
          throw new IllegalArgumentException(
              "an HNSW index takes the quantizers none and sq8: " + quantizer.id());
    };
  }

  private RowScorer newScorer() {
    return new RowScorer(metric, rows.table());
  }

  private HnswSearcher newSearcher() {
    OrdinalScorer scorer = codes == null ? newScorer() : new Sq8Scorer(metric, codes);
    return new HnswSearcher(graph.links, graph.twins, scorer, limit);
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
    return graph.nodes.cardinality();
  }

  /** How the graph is built. */
  public HnswConfig config() {
    return config;
  }

  FloatRows rows() {
    return rows;
  }

  boolean hasCodes() {
    return codes != null;
  }

  HnswGraph graph() {
    return graph;
  }

  HnswGrowth growth() {
    return growth;
  }

  @Override
  public boolean contains(int ordinal) {
    return graph.nodes.contains(ordinal);
  }

  @Override
  public void add(int ordinal) {
    checkOpen();
    if (!rows.contains(ordinal)) {
      throw new IllegalArgumentException("there is no row " + ordinal);
    }
    growth.add(ordinal);
  }

  @Override
  public Neighbors search(SearchRequest request) {
    checkOpen();
    return search.search(request);
  }

  @Override
  public SearchParams effort(SearchRequest request) {
    checkOpen();
    return search.effort(request);
  }

  /**
   * Nodes that no walk from the entry over level 0 reaches; 0 after {@link #repair()}. Waits for
   * adders and keeps them out; takes time in proportion to the links.
   */
  public int unreachable() {
    checkOpen();
    return growth.unreachable();
  }

  /**
   * Makes every node reachable; call it after a bulk of additions. {@link #save} does it by itself.
   * Waits for adders and keeps them out; searches go on.
   *
   * @return how many links that took
   */
  public int repair() {
    checkOpen();
    return growth.repair();
  }

  /** Once the graph has doubled since it was learnt what recall a slack gives. */
  @Override
  public boolean isCalibrationDue() {
    return graph.nodes.cardinality() >= Math.max(HnswCalibration.LEAST, 2 * calibratedSize);
  }

  /**
   * Learns what recall a slack gives, from searches for nodes as if they were not there, if that is
   * due. Works on all threads of the fork-join pool that it is called in, or of the common one.
   */
  @Override
  public void calibrate(BooleanSupplier stop) {
    checkOpen();
    int size = graph.nodes.cardinality();
    if (isCalibrationDue()) {
      OrdinalSet members = OrdinalSet.of(graph.nodes.toLongs(graph.nodes.limit()));
      search.calibrated(new HnswCalibration(rows, metric, members, search, stop).table());
      calibratedSize = size;
    }
  }

  @Override
  public void save(IndexFileWriter out, int limit) {
    checkOpen();
    growth.exclusive(
        () -> {
          growth.repair();
          HnswFile.save(out, limit, config, metric, rows.dimension(), graph, search.recall());
          if (codes != null) {
            codes.save(out, OrdinalSet.of(graph.nodes.toLongs(limit)).limit());
          }
          return null;
        });
  }

  @Override
  public long memoryBytes() {
    return graph.memoryBytes() + (codes == null ? 0 : codes.memoryBytes(graph.nodes.limit()));
  }

  void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the index is closed");
    }
  }

  @Override
  public void close() {
    closed = true;
    graph.close();
    if (codes != null) {
      codes.close();
    }
  }
}
