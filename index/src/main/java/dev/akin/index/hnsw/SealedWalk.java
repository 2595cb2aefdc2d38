package dev.akin.index.hnsw;

import dev.akin.api.index.Metric;
import dev.akin.api.index.SearchCost;
import dev.akin.index.FloatRows;
import dev.akin.index.Neighbors;
import dev.akin.index.SearchRequest;
import dev.akin.index.internal.ScratchPool;
import dev.akin.index.internal.rabitq.RandomRotation;
import dev.akin.index.internal.simd.RowScorer;

/** Walks the records of a sealed graph. Thread-safe. */
final class SealedWalk implements GraphSearch.Walk {
  /** Rows that a walk scores to keep a candidate, of those that it goes through, with a margin. */
  private static final long ROWS_PER_CANDIDATE = 8;

  /** A walk gives up after this part of what a scan costs. */
  private static final int GIVEN_UP = 2;

  /** Rows that a walk over scattered rows scores in the time of a hop. */
  private static final int ROWS_PER_HOP = 8;

  private final SealedGraph graph;
  private final FloatRows rows;
  private final Metric metric;
  private final RandomRotation rotation;
  private final WalkLimit limit;
  private final ScratchPool<Walker> walkers = new ScratchPool<>(Walker::new);

  SealedWalk(SealedGraph graph, FloatRows rows, Metric metric) {
    this.graph = graph;
    this.rows = rows;
    this.metric = metric;
    // Under manhattan the estimates are of another distance than what is found.
    this.limit = new WalkLimit(metric == Metric.MANHATTAN ? Metric.DOT : metric);
    this.rotation = SealedGraph.rotation(rows.dimension());
  }

  /** Working memory of one search: one searcher for the upper levels and one for the records. */
  private final class Walker {
    final RowScorer scorer = new RowScorer(metric, rows.table());
    final HnswSearcher upper =
        new HnswSearcher(graph.upper().links, graph.upper().twins, scorer, limit);
    final SealedSearcher sealed =
        new SealedSearcher(
            graph,
            scorer,
            metric == Metric.MANHATTAN ? new RowScorer(Metric.EUCLIDEAN, rows.table()) : scorer,
            graph.newQuery(rotation),
            limit);
  }

  @Override
  public WalkLimit limit() {
    return limit;
  }

  @Override
  public long cost(long accepted, long ef, int size) {
    return ROWS_PER_CANDIDATE * ef * size / Math.max(1, accepted);
  }

  @Override
  public Neighbors walk(SearchRequest request, int hidden, int ef, float reach, Accepted accepted) {
    Walker walker = walkers.take();
    try {
      HnswEntry start = graph.upper().entry;
      walker.sealed.begin(request.query(), request.k(), hidden);
      walker.upper.hide(hidden);
      walker.upper.resetCost();
      int nearest = walker.upper.descend(start.ordinal(), start.level(), 0);
      if (request.accept() == null) {
        walker.sealed.search(nearest, ef, reach, request.stop());
      } else if (!walker.sealed.searchAccepted(
          nearest,
          ef,
          reach,
          request.accept(),
          accepted.scanCost() / GIVEN_UP / ROWS_PER_HOP,
          request.stop())) {
        return new Neighbors(new int[0], new float[0], cost(walker));
      }
      return HnswWalk.neighbors(walker.sealed.top(), request.k(), cost(walker));
    } finally {
      walker.upper.hide(GraphSearch.NOBODY);
      walkers.give(walker);
    }
  }

  /** Rows scored; estimates are not counted. */
  private static SearchCost cost(Walker walker) {
    return new SearchCost(
        walker.upper.computed() + walker.sealed.hops(), walker.upper.hops() + walker.sealed.hops());
  }
}
