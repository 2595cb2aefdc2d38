package dev.akin.index.hnsw;

import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.Metric;
import dev.akin.api.index.QuantizerConfig;
import dev.akin.api.index.SearchCost;
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
import dev.akin.index.internal.candidates.BestPool;
import dev.akin.index.internal.candidates.Scored;
import dev.akin.index.internal.candidates.TopHeap;
import dev.akin.index.internal.simd.OrdinalScorer;
import dev.akin.index.internal.simd.RowScorer;
import dev.akin.index.internal.sq8.Sq8Codes;
import dev.akin.index.internal.sq8.Sq8Scorer;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A graph over rows that grows while it is searched (Malkov and Yashunin, arXiv:1603.09320).
 * Searches take no locks; any number of threads add, each locking one node's links at a time;
 * {@link #save} and {@link #repair()} keep adders out while they run. The caller closes the rows
 * after this.
 */
public final class HnswIndex implements GrowingIndex {
  /** Candidates kept by a search that does not say, unless k is higher. */
  public static final int DEFAULT_EF_SEARCH = 100;

  /** Above this, two heaps are cheaper than a sorted pool. */
  private static final int MAX_POOLED_EF = 1024;

  /**
   * Rows that could be scanned for each candidate that a filtered walk keeps. It scores 4 or more
   * to keep one; each costs as much as 4 of a scan; and the walk should win clearly.
   */
  private static final int SCANNED_PER_CANDIDATE = 32;

  /**
   * The part of the accepted rows that a walk may score before it is given up for a scan of them:
   * then it has cost half as much as the scan does. Where most of what is near is not accepted, it
   * would go through all of that.
   */
  private static final double WALK_BUDGET = 1.0 / 8;

  private final FloatRows rows;
  private final Metric metric;
  private final HnswConfig config;
  private final HnswLinks links;
  private final TwinChains twins;
  private final Sq8Codes codes;
  private final ScratchPool<HnswSearcher> searchers;
  private final ScratchPool<Rescorer> rescorers;
  private final ScratchPool<HnswInserter> inserters;
  private final ScratchPool<FlatScanner> scanners;
  private final ReentrantReadWriteLock growth = new ReentrantReadWriteLock();
  private final Object state = new Object();
  private final OrdinalSet nodes;
  private volatile HnswEntry entry;
  private int zero;
  private volatile boolean changed;
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
        new HnswLinks(config.m()),
        new TwinChains(),
        usesCodes(quantizer) ? new Sq8Codes(rows) : null,
        new HnswFile.Contents(new OrdinalSet(), HnswEntry.NONE, -1, false, new int[0]));
  }

  private HnswIndex(
      FloatRows rows,
      Metric metric,
      HnswConfig config,
      HnswLinks links,
      TwinChains twins,
      Sq8Codes codes,
      HnswFile.Contents contents) {
    this.rows = rows;
    this.codes = codes;
    this.metric = metric;
    this.config = config;
    this.links = links;
    this.twins = twins;
    this.zero = contents.zero();
    this.nodes = contents.nodes();
    this.entry = contents.entry();
    this.changed = contents.cut();
    this.searchers = new ScratchPool<>(this::newSearcher);
    this.rescorers = new ScratchPool<>(() -> new Rescorer(newScorer()));
    this.inserters =
        new ScratchPool<>(() -> new HnswInserter(config, links, twins, newSearcher(), newScorer()));
    this.scanners = new ScratchPool<>(() -> new FlatScanner(metric, rows));
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
    HnswLinks links = new HnswLinks(config.m());
    TwinChains twins = new TwinChains();
    Sq8Codes codes = null;
    try {
      HnswFile.Contents contents =
          HnswFile.open(file, config, metric, rows.dimension(), links, twins);
      if (!contents.nodes().andNot(rows.present()).equals(new OrdinalSet())) {
        throw new IllegalArgumentException("the graph has nodes without rows");
      }
      if (usesCodes(quantizer)) {
        codes = Sq8Codes.open(file, rows, contents.nodes().limit());
      }
      HnswIndex index = new HnswIndex(rows, metric, config, links, twins, codes, contents);
      for (int orphan : contents.orphans()) {
        index.nodes.remove(orphan);
        index.add(orphan);
      }
      return index;
    } catch (RuntimeException e) {
      links.close();
      twins.close();
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
    return new HnswSearcher(links, twins, scorer);
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

  /** How the graph is built. */
  public HnswConfig config() {
    return config;
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
    growth.readLock().lock();
    HnswInserter inserter = inserters.take();
    try {
      if (codes != null && !nodes.contains(ordinal)) {
        codes.encode(ordinal);
      }
      int level = HnswEntry.levelOf(ordinal, config);
      int original = -1;
      HnswEntry start;
      synchronized (state) {
        if (nodes.contains(ordinal)) {
          return;
        }
        links.open(ordinal, level);
        start = entry;
        if (start.ordinal() < 0) {
          // Before it counts as a node, so that a search of a graph with nodes has an entry.
          entry = new HnswEntry(ordinal, level);
        }
        nodes.add(ordinal);
        changed = true;
        // Zero rows may score alike with everything, so that no search would lead to another.
        if (inserter.isZero(ordinal)) {
          original = zero;
          zero = zero < 0 ? ordinal : zero;
        }
        if (start.ordinal() < 0) {
          return;
        }
      }
      if (original >= 0) {
        inserter.attach(original, ordinal);
      } else {
        original = inserter.insert(ordinal, level, start);
      }
      added(ordinal, level, original);
    } finally {
      inserters.give(inserter);
      growth.readLock().unlock();
    }
  }

  private void added(int ordinal, int level, int original) {
    if (original < 0 && level <= entry.level()) {
      return;
    }
    synchronized (state) {
      if (original >= 0) {
        twins.members().add(ordinal);
      } else if (level > entry.level()) {
        entry = new HnswEntry(ordinal, level);
      }
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
    return switch (request.params()) {
      case null -> searchGraph(request, DEFAULT_EF_SEARCH);
      case SearchParams.Hnsw hnsw -> searchGraph(request, hnsw.efSearch());
      case SearchParams.Ivf ignored ->
          throw new IllegalArgumentException("an HNSW index takes no IVF parameters");
      case SearchParams.TargetRecall target ->
          searchGraph(request, carefulEfSearch(target.recall()));
      case SearchParams.Exact ignored -> scan(request, SearchCost.NONE);
    };
  }

  /** As much as hard data needs, for want of knowing better: 200 for 0.9, 2,000 for 0.99. */
  private static int carefulEfSearch(double recall) {
    return (int) Math.clamp(Math.ceil(20 / (1 - recall)), DEFAULT_EF_SEARCH, 100_000);
  }

  private Neighbors searchGraph(SearchRequest request, int efSearch) {
    HnswEntry start = entry;
    if (start.ordinal() < 0) {
      return Neighbors.NONE;
    }
    int ef = Math.max(efSearch, request.k());
    int wanted = Math.min(request.k(), size());
    if (request.accept() != null) {
      if (isScanCheaper(request.accept().cardinality(), ef)) {
        return scan(request, SearchCost.NONE);
      }
      wanted = Math.min(wanted, request.accept().cardinality());
    }
    Neighbors found = walk(request, start, ef);
    // Nodes may be out of reach between repairs, and accepted ordinals may not be nodes.
    return found.size() < wanted ? scan(request, found.cost()) : found;
  }

  /** A filtered walk scores about n / accepted rows for each accepted one it meets. */
  private boolean isScanCheaper(long accepted, long ef) {
    return accepted * accepted <= SCANNED_PER_CANDIDATE * ef * size();
  }

  private Neighbors walk(SearchRequest request, HnswEntry start, int ef) {
    HnswSearcher searcher = searchers.take();
    try {
      searcher.resetCost();
      searcher.scorer().query(request.query());
      int nearest = searcher.descend(start.ordinal(), start.level(), 0);
      if (request.accept() == null && ef <= MAX_POOLED_EF) {
        searcher.search(nearest, 0, ef, request.stop());
        if (!twins.any()) {
          return result(request, searcher.pool(), cost(searcher));
        }
        searcher.expandTwins(codes == null ? request.k() : Rescorer.candidates(request.k()));
        return result(request, searcher.top(), cost(searcher));
      }
      OrdinalSet accept = request.accept();
      long budget = accept == null ? Long.MAX_VALUE : (long) (WALK_BUDGET * accept.cardinality());
      if (!searcher.searchAccepted(nearest, ef, accept, budget, request.stop())) {
        return new Neighbors(new int[0], new float[0], cost(searcher));
      }
      return result(request, searcher.top(), cost(searcher));
    } finally {
      searchers.give(searcher);
    }
  }

  private Neighbors scan(SearchRequest request, SearchCost before) {
    FlatScanner scanner = scanners.take();
    try {
      Neighbors found = scanner.scan(request, nodes, 0, Integer.MAX_VALUE);
      return new Neighbors(found.ordinals(), found.scores(), found.cost().plus(before));
    } finally {
      scanners.give(scanner);
    }
  }

  private static SearchCost cost(HnswSearcher searcher) {
    return new SearchCost(searcher.computed(), searcher.hops());
  }

  private Neighbors result(SearchRequest request, BestPool pool, SearchCost cost) {
    if (codes == null) {
      return result(pool, request.k(), cost);
    }
    Rescorer rescorer = rescorers.take();
    try {
      TopHeap top = rescorer.rescore(request.query(), pool, request.k());
      return result(top, request.k(), cost.plus(new SearchCost(rescorer.rescored(), 0)));
    } finally {
      rescorers.give(rescorer);
    }
  }

  private Neighbors result(SearchRequest request, TopHeap found, SearchCost cost) {
    if (codes == null) {
      return result(found, request.k(), cost);
    }
    Rescorer rescorer = rescorers.take();
    try {
      TopHeap top = rescorer.rescore(request.query(), found, request.k());
      return result(top, request.k(), cost.plus(new SearchCost(rescorer.rescored(), 0)));
    } finally {
      rescorers.give(rescorer);
    }
  }

  private static Neighbors result(BestPool pool, int k, SearchCost cost) {
    int count = Math.min(k, pool.size());
    int[] ordinals = new int[count];
    float[] scores = new float[count];
    for (int i = 0; i < count; i++) {
      ordinals[i] = Scored.ordinal(pool.get(i));
      scores[i] = Scored.score(pool.get(i));
    }
    return new Neighbors(ordinals, scores, cost);
  }

  private static Neighbors result(TopHeap top, int k, SearchCost cost) {
    int size = top.size();
    int count = Math.min(k, size);
    int[] ordinals = new int[count];
    float[] scores = new float[count];
    long[] sorted = top.sortAscending();
    for (int i = 0; i < count; i++) {
      ordinals[i] = Scored.ordinal(sorted[size - 1 - i]);
      scores[i] = Scored.score(sorted[size - 1 - i]);
    }
    return new Neighbors(ordinals, scores, cost);
  }

  /**
   * Nodes that no walk from the entry over level 0 reaches; 0 after {@link #repair()}. Waits for
   * adders and keeps them out; takes time in proportion to the links.
   */
  public int unreachable() {
    checkOpen();
    growth.writeLock().lock();
    try {
      return newRepair().unreachable();
    } finally {
      growth.writeLock().unlock();
    }
  }

  private HnswRepair newRepair() {
    return new HnswRepair(links, newSearcher(), nodes.andNot(twins.members()), entry);
  }

  /**
   * Makes every node reachable; call it after a bulk of additions. {@link #save} does it by itself.
   * Waits for adders and keeps them out; searches go on.
   *
   * @return how many links that took
   */
  public int repair() {
    checkOpen();
    growth.writeLock().lock();
    try {
      if (!changed) {
        return 0;
      }
      int added = newRepair().repair();
      changed = false;
      return added;
    } finally {
      growth.writeLock().unlock();
    }
  }

  @Override
  public void save(IndexFileWriter out, int limit) {
    checkOpen();
    growth.writeLock().lock();
    try {
      repair();
      HnswFile.save(
          out,
          limit,
          config,
          metric,
          rows.dimension(),
          links,
          twins,
          new HnswFile.Contents(nodes, entry, zero, changed, new int[0]));
      if (codes != null) {
        codes.save(out, OrdinalSet.of(nodes.toLongs(limit)).limit());
      }
    } finally {
      growth.writeLock().unlock();
    }
  }

  @Override
  public long memoryBytes() {
    return links.memoryBytes(nodes.limit())
        + twins.memoryBytes(nodes.limit())
        + (codes == null ? 0 : codes.memoryBytes(nodes.limit()));
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the index is closed");
    }
  }

  @Override
  public void close() {
    closed = true;
    links.close();
    twins.close();
    if (codes != null) {
      codes.close();
    }
  }
}
