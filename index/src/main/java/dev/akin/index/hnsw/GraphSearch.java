package dev.akin.index.hnsw;

import dev.akin.api.index.Metric;
import dev.akin.api.index.SearchCost;
import dev.akin.api.index.SearchParams;
import dev.akin.index.FloatRows;
import dev.akin.index.Neighbors;
import dev.akin.index.OrdinalSet;
import dev.akin.index.SearchRequest;
import dev.akin.index.flat.FlatScanner;
import dev.akin.index.internal.ScratchPool;
import dev.akin.index.internal.recall.RecallTable;

/**
 * Decides how a request to a graph is answered: by a walk, by a scan of the rows, or by a walk and,
 * when that came to nothing, a scan. The same for every form of the graph. Thread-safe.
 */
final class GraphSearch {
  /** Rows in order that a scan scores in the time that a walk takes for one. */
  private static final int STREAMED = 6;

  /** Accepted nodes that a filtered walk begins at, beside the one it descends to. */
  static final int SEEDS = 16;

  /** The most candidates that parameters can name; more are kept only if as many are wanted. */
  private static final int MAX_EF = 100_000;

  /** Hides no node from a walk. */
  static final int NOBODY = -1;

  private final FloatRows rows;
  private final Metric metric;
  private final OrdinalSet nodes;
  private final Walk walk;
  private final ScratchPool<FlatScanner> scanners;
  private volatile RecallTable recall;

  /** A walk of one form of graph. */
  interface Walk {
    /**
     * The best that a walk finds.
     *
     * @param hidden a node that it takes for not there, or {@link #NOBODY}
     * @param ef the most candidates to keep
     * @param reach how far beyond the k-th best it goes, see {@link WalkLimit}
     * @param accepted what the request accepts. After a part of what a scan of it costs, the walk
     *     gives up and finds nothing: where most of what is near is not accepted, it would go
     *     through nearly all that is
     */
    Neighbors walk(SearchRequest request, int hidden, int ef, float reach, Accepted accepted);

    /**
     * What a filtered walk probably costs, in rows that it scores, with a margin for what cannot be
     * known.
     *
     * @param accepted nodes, no more than there are
     * @param ef candidates that the walk probably keeps
     * @param size nodes
     */
    long cost(long accepted, long ef, int size);

    /** What limits it. */
    WalkLimit limit();
  }

  GraphSearch(FloatRows rows, Metric metric, OrdinalSet nodes, Walk walk) {
    this.rows = rows;
    this.metric = metric;
    this.nodes = nodes;
    this.walk = walk;
    this.scanners = new ScratchPool<>(() -> new FlatScanner(metric, rows));
  }

  /** What is known of the recall that an effort gives; null if nothing. */
  RecallTable recall() {
    return recall;
  }

  /** Searches go by this from now on. */
  void calibrated(RecallTable table) {
    recall = table;
  }

  /** Answers a request. */
  Neighbors search(SearchRequest request) {
    if (request.query().length != rows.dimension()) {
      throw new IllegalArgumentException(
          "dimension mismatch: index has "
              + rows.dimension()
              + ", query has "
              + request.query().length);
    }
    return switch (effort(request)) {
      case SearchParams.Hnsw effort -> walk(request, effort);
      case SearchParams.Exact _ -> scan(request, SearchCost.NONE);
      case SearchParams.Ivf other -> throw new IllegalStateException("of no graph: " + other);
      case SearchParams.TargetRecall other ->
          throw new IllegalStateException("no effort: " + other);
    };
  }

  /** See {@link dev.akin.index.GrowingIndex#effort}. */
  SearchParams effort(SearchRequest request) {
    return switch (request.params()) {
      case null -> effort(request, HnswIndex.DEFAULT_RECALL, HnswIndex.DEFAULT_EF_SEARCH);
      case SearchParams.Hnsw hnsw -> {
        if (hnsw.hasSlack() && metric == Metric.DOT) {
          throw new IllegalArgumentException(
              "slack needs a distance, and the metric dot is none: give efSearch alone");
        }
        yield effort(request, hnsw.efSearch(), hnsw.slack());
      }
      case SearchParams.Ivf _ ->
          throw new IllegalArgumentException("an HNSW index takes no IVF parameters");
      case SearchParams.TargetRecall(double wanted) ->
          effort(request, wanted, carefulEfSearch(wanted));
      case SearchParams.Exact exact -> exact;
    };
  }

  /** The effort that gives a recall, or as long as that is not known so many candidates. */
  private SearchParams effort(SearchRequest request, double targetRecall, int efSearch) {
    RecallTable table = recall;
    if (table == null) {
      return effort(request, efSearch, Double.POSITIVE_INFINITY);
    }
    int effort = table.parameter(targetRecall, request.k());
    return effort(request, walk.limit().efOf(effort), walk.limit().slackOf(effort));
  }

  private SearchParams effort(SearchRequest request, int efSearch, double slack) {
    int size = nodes.cardinality();
    int ef = Math.clamp(request.k(), efSearch, MAX_EF);
    if (size == 0 || (request.accept() != null && isScanCheaper(request, ef, slack, size))) {
      return new SearchParams.Exact();
    }
    return new SearchParams.Hnsw(ef, slack);
  }

  /** The efforts that recall can be learnt for, ascending. */
  int[] efforts() {
    return walk.limit().efforts();
  }

  /** Answers a request for all nodes but one, with an effort. */
  Neighbors searchWithout(int hidden, SearchRequest request, int effort) {
    WalkLimit limit = walk.limit();
    int ef = Math.max(limit.efOf(effort), request.k());
    return walk.walk(request, hidden, ef, limit.reachOf(effort), Accepted.ALL);
  }

  /** As much as hard data needs, for want of knowing better: 200 for 0.9, 2,000 for 0.99. */
  private static int carefulEfSearch(double recall) {
    return (int) Math.clamp(Math.ceil(20 / (1 - recall)), HnswIndex.DEFAULT_EF_SEARCH, MAX_EF);
  }

  private Neighbors walk(SearchRequest request, SearchParams.Hnsw effort) {
    int size = nodes.cardinality();
    int wanted = Math.min(request.k(), size);
    Accepted accepted = Accepted.ALL;
    if (request.accept() != null) {
      int count = request.accept().cardinality();
      wanted = Math.min(wanted, count);
      double share = (double) Math.min(count, size) / size;
      accepted = new Accepted(seeds(request.accept()), share, scanCost(count));
    }
    int ef = Math.max(effort.efSearch(), request.k());
    float reach = walk.limit().reach(effort.slack());
    Neighbors found = walk.walk(request, NOBODY, ef, reach, accepted);
    // Nodes may be out of reach between repairs, and accepted ordinals may not be nodes.
    return found.size() < wanted ? scan(request, found.cost()) : found;
  }

  private boolean isScanCheaper(SearchRequest request, int ef, double slack, int size) {
    int accepted = request.accept().cardinality();
    long walked = walk.cost(Math.min(accepted, size), expected(ef, request.k(), slack), size);
    return scanCost(accepted) <= walked;
  }

  /** Of accepted rows, in rows of a walk: scattered ones cost as much, many are scored in order. */
  private long scanCost(int accepted) {
    return Math.min(accepted, rows.limit() / STREAMED);
  }

  /** The candidates that a walk probably keeps. */
  private static int expected(int ef, int k, double slack) {
    return slack == Double.POSITIVE_INFINITY
        ? ef
        : Math.min(ef, Math.max(HnswIndex.DEFAULT_EF_SEARCH, k));
  }

  /** Accepted nodes from all over the ordinals. */
  private int[] seeds(OrdinalSet accept) {
    int[] seeds = new int[SEEDS];
    int limit = accept.limit();
    for (int i = 0; i < SEEDS; i++) {
      int seed = accept.next((int) ((long) i * limit / SEEDS));
      seeds[i] = nodes.contains(seed) ? seed : -1;
    }
    return seeds;
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
}
