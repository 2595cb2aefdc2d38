package dev.akin.index.ivf;

import dev.akin.api.index.IvfConfig;
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
import dev.akin.index.flat.FlatScanner;
import dev.akin.index.internal.ScratchPool;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

/**
 * Inverted lists that grow. Until there are enough rows to learn centroids from, a search scans
 * them all; then the adder that brings one row too many trains, and trains again each time there
 * are four times as many rows, until no more would help. In between, lists that grow far beyond the
 * others are split. Safe for any number of adders and searchers; searches never wait, adders wait
 * while one trains or splits.
 *
 * <p>Each training also learns from a sample of the rows how many lists must be probed for a
 * recall. Rows that are no longer wanted stay in their lists until an index of the others is made
 * by {@link #build}.
 *
 * <p>Training and bulk work run on the threads of the pool that calls, or of the common one. Lists
 * depend on the order of additions; centroids depend on the rows and the seed alone.
 */
public final class IvfIndex implements GrowingIndex {
  /** Rows that each list needs at the first training. */
  private static final int FIRST_ROWS_PER_LIST = 32;

  /** With this many rows per list there is nothing to gain from training on more. */
  private static final int ENOUGH_ROWS_PER_LIST = 128;

  private static final int RETRAIN_GROWTH = 4;

  private static final IvfConfig ONE_LIST = IvfConfig.DEFAULTS.withNlist(1);

  /** A split moves everything, so there must be a tenth more rows before the next. */
  private static final double SPLIT_GROWTH = 1.1;

  /** Rows at the first training when the number of lists is left to the index. */
  private static final int FIRST_ROWS = 4096;

  /** Codes that can be scanned in the time of a row somewhere in memory, or a few more. */
  private static final int SCANNED_CODES_PER_ROW = 8;

  private final FloatRows rows;
  private final Metric metric;
  private final IvfConfig config;
  private final QuantizerConfig quantizer;
  private final ScratchPool<FlatScanner> scanners;
  private final ReentrantReadWriteLock growth = new ReentrantReadWriteLock();
  private final OrdinalSet nodes;
  private volatile IvfLists lists;
  private volatile long splitAt;
  private volatile boolean closed;

  /**
   * An empty index.
   *
   * @param rows prepared by the metric
   */
  public IvfIndex(FloatRows rows, Metric metric, IvfConfig config, QuantizerConfig quantizer) {
    this(rows, metric, config, quantizer, new OrdinalSet());
  }

  private IvfIndex(
      FloatRows rows,
      Metric metric,
      IvfConfig config,
      QuantizerConfig quantizer,
      OrdinalSet nodes) {
    this.rows = rows;
    this.metric = metric;
    this.config = config;
    this.quantizer = quantizer;
    this.nodes = nodes;
    this.scanners = new ScratchPool<>(() -> new FlatScanner(metric, rows));
  }

  /**
   * An index of all the rows there are, trained on them if they are enough.
   *
   * @param rows prepared by the metric
   */
  public static IvfIndex build(
      FloatRows rows, Metric metric, IvfConfig config, QuantizerConfig quantizer) {
    IvfIndex index = new IvfIndex(rows, metric, config, quantizer, rows.present().copy());
    index.train();
    return index;
  }

  /**
   * A single list: every search scans all codes.
   *
   * @param rows prepared by the metric
   */
  public static IvfIndex ofOneList(FloatRows rows, Metric metric, QuantizerConfig quantizer) {
    return new IvfIndex(rows, metric, ONE_LIST, quantizer);
  }

  /** A single list of all the rows there are, trained on them. */
  public static IvfIndex buildOneList(FloatRows rows, Metric metric, QuantizerConfig quantizer) {
    return build(rows, metric, ONE_LIST, quantizer);
  }

  /** The single list that a file holds. */
  public static IvfIndex openOneList(
      IndexFile file, FloatRows rows, Metric metric, QuantizerConfig quantizer) {
    return open(file, rows, metric, ONE_LIST, quantizer);
  }

  /**
   * The lists that a file holds, used where they are mapped; they can grow on, in memory only.
   *
   * @param file stays open until after this index is closed
   * @throws dev.akin.index.file.CorruptIndexFileException if the lists do not fit the arguments
   */
  public static IvfIndex open(
      IndexFile file, FloatRows rows, Metric metric, IvfConfig config, QuantizerConfig quantizer) {
    IvfFile reader = new IvfFile(metric, config, quantizer, rows);
    IvfIndex index = new IvfIndex(rows, metric, config, quantizer, reader.nodes(file));
    index.lists = reader.lists(file, index.nodes);
    return index;
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
    return nodes.cardinality();
  }

  /** Lists in use; 0 while all rows are scanned. */
  public int nlist() {
    IvfLists now = lists;
    return now == null ? 0 : now.centroids().count();
  }

  @Override
  public boolean contains(int ordinal) {
    return nodes.contains(ordinal);
  }

  @Override
  public void add(int ordinal) {
    checkOpen();
    if (!rows.contains(ordinal)) {
      throw new IllegalArgumentException("there is no row " + ordinal);
    }
    boolean splits = false;
    growth.readLock().lock();
    try {
      synchronized (nodes) {
        if (!nodes.add(ordinal)) {
          return;
        }
      }
      if (lists != null) {
        splits = lists.add(ordinal) && isSplitDue();
      }
    } finally {
      growth.readLock().unlock();
    }
    if (splits || isTrainingDue()) {
      growth.writeLock().lock();
      try {
        if (isTrainingDue()) {
          learn();
        } else if (splits && isSplitDue()) {
          split();
        }
      } finally {
        growth.writeLock().unlock();
      }
    }
  }

  private boolean isTrainingDue() {
    IvfLists now = lists;
    int size = size();
    if (now == null) {
      return size >= firstTraining();
    }
    long enough =
        Math.max((long) ENOUGH_ROWS_PER_LIST * config.nlist(), ListPayloads.enough(quantizer));
    boolean mayGain = config.nlist() == 0 || now.trainedOn() < enough;
    return mayGain && size >= (long) RETRAIN_GROWTH * now.trainedOn();
  }

  /**
   * Whether enough was added since the last split or training. Lists of binary vectors are not
   * split.
   */
  private boolean isSplitDue() {
    return size() >= splitAt && metric != Metric.HAMMING;
  }

  private long firstTraining() {
    return config.nlist() == 0
        ? FIRST_ROWS
        : Math.max(
            (long) FIRST_ROWS_PER_LIST * config.nlist(), ListPayloads.firstTraining(quantizer));
  }

  /**
   * Learns the centroids anew from the rows as they are, moves each to its list and calibrates the
   * search anew; does nothing if there are too few rows. Keeps adders waiting; searches go on. For
   * when the rows are no longer distributed as they were at the last training; whoever also wants
   * to be rid of dead rows makes a new index of the live ones by {@link #build}, which does the
   * same. Works on the threads of the pool that calls, or of the common one.
   */
  public void train() {
    checkOpen();
    growth.writeLock().lock();
    try {
      if (size() >= firstTraining()) {
        learn();
      }
    } finally {
      growth.writeLock().unlock();
    }
  }

  private void learn() {
    int nlist = config.nlist() > 0 ? config.nlist() : (int) Math.round(4 * Math.sqrt(size()));
    replace(new IvfTrainer(rows, metric, quantizer).train(nodes, nlist, config.seed()));
  }

  private void split() {
    replace(new IvfTrainer(rows, metric, quantizer).split(lists, nodes, config.seed()));
  }

  private void replace(IvfLists by) {
    IvfLists old = lists;
    lists = by;
    splitAt = (long) (SPLIT_GROWTH * size());
    if (old != null) {
      old.close();
    }
  }

  @Override
  public Neighbors search(SearchRequest request) {
    checkOpen();
    if (request.query().length != rows.dimension()) {
      throw new IllegalArgumentException(
          "dimension mismatch: index has "
              + rows.dimension()
              + ", query has "
              + request.query().length);
    }
    return withLists(
        now ->
            switch (effort(now, request)) {
              case SearchParams.Ivf(int nprobe) -> search(now, request, nprobe);
              case SearchParams.Exact _ -> scan(request);
              case SearchParams.Hnsw other ->
                  throw new IllegalStateException("of no lists: " + other);
              case SearchParams.TargetRecall other ->
                  throw new IllegalStateException("no effort: " + other);
            });
  }

  @Override
  public SearchParams effort(SearchRequest request) {
    checkOpen();
    return withLists(now -> effort(now, request));
  }

  /**
   * See {@link #effort(SearchRequest)}.
   *
   * @param in the lists; null as long as there are none
   */
  private SearchParams effort(IvfLists in, SearchRequest request) {
    return switch (request.params()) {
      case SearchParams.Hnsw hnsw ->
          throw new IllegalArgumentException("an IVF index takes no HNSW parameters: " + hnsw);
      case SearchParams.Exact exact -> exact;
      case null -> in == null ? new SearchParams.Exact() : effort(in, request, defaultNprobe(in));
      case SearchParams.Ivf(int nprobe) ->
          in == null ? new SearchParams.Exact() : effort(in, request, nprobe);
      case SearchParams.TargetRecall(double recall) ->
          in == null ? new SearchParams.Exact() : effort(in, request, nprobe(in, request, recall));
    };
  }

  private SearchParams effort(IvfLists in, SearchRequest request, int nprobe) {
    return isScanCheaper(request, nprobe, in)
        ? new SearchParams.Exact()
        : new SearchParams.Ivf(Math.min(nprobe, in.centroids().count()));
  }

  /** Does something with the lists, which stay meanwhile; with null if there are none yet. */
  private <T> T withLists(Function<IvfLists, T> work) {
    IvfLists now = lists;
    while (now != null && !now.acquire()) {
      checkOpen();
      now = lists;
    }
    if (now == null) {
      return work.apply(null);
    }
    try {
      return work.apply(now);
    } finally {
      now.release();
    }
  }

  /** A thirty-second of the lists, which finds most of the nearest in most data. */
  private static int defaultNprobe(IvfLists in) {
    return Math.max(16, in.centroids().count() / 32);
  }

  private int nprobe(IvfLists in, SearchRequest request, double recall) {
    if (in.recall() == null) {
      // So many lists hold that share of anything, even if their order told nothing.
      return (int) Math.ceil(in.centroids().count() * recall);
    }
    // The k nearest of a part of the rows lie among so many nearest of all.
    OrdinalSet accept = request.accept();
    long k = request.k();
    long among =
        accept == null ? k : (long) ((double) k * size() / Math.max(1, accept.cardinality()));
    return in.recall().parameter(recall, Math.max(k, among));
  }

  private Neighbors search(IvfLists in, SearchRequest request, int nprobe) {
    int wanted = Math.min(request.k(), size());
    if (request.accept() != null) {
      wanted = Math.min(wanted, request.accept().cardinality());
    }
    IvfSearcher searcher = in.searchers().take();
    try {
      return searcher.search(request, nprobe, wanted);
    } finally {
      in.searchers().give(searcher);
    }
  }

  /** Whether the rows that are accepted are fewer than those of the lists to be scanned. */
  private boolean isScanCheaper(SearchRequest request, long nprobe, IvfLists in) {
    if (request.accept() == null) {
      return false;
    }
    long accepted = request.accept().cardinality();
    long inLists = (long) (size() * Math.min(1.0, (double) nprobe / in.centroids().count()));
    boolean codes = !(quantizer instanceof QuantizerConfig.None);
    return accepted * (codes ? SCANNED_CODES_PER_ROW : 1) <= inLists;
  }

  private Neighbors scan(SearchRequest request) {
    FlatScanner scanner = scanners.take();
    try {
      return scanner.scan(request, nodes, 0, Integer.MAX_VALUE);
    } finally {
      scanners.give(scanner);
    }
  }

  @Override
  public void save(IndexFileWriter out, int limit) {
    checkOpen();
    growth.writeLock().lock();
    try {
      new IvfFile(metric, config, quantizer, rows).save(out, nodes, lists, limit);
    } finally {
      growth.writeLock().unlock();
    }
  }

  @Override
  public long memoryBytes() {
    IvfLists now = lists;
    return now == null ? 0 : now.memoryBytes();
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the index is closed");
    }
  }

  @Override
  public void close() {
    growth.writeLock().lock();
    try {
      if (!closed && lists != null) {
        lists.close();
      }
      closed = true;
    } finally {
      growth.writeLock().unlock();
    }
  }
}
