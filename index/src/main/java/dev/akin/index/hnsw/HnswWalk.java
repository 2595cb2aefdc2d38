package dev.akin.index.hnsw;

import dev.akin.api.index.SearchCost;
import dev.akin.index.Neighbors;
import dev.akin.index.SearchRequest;
import dev.akin.index.internal.ScratchPool;
import dev.akin.index.internal.candidates.BestPool;
import dev.akin.index.internal.candidates.Scored;
import dev.akin.index.internal.candidates.TopHeap;
import java.util.function.Supplier;

/** Walks links that may grow meanwhile, over rows or over codes of them. Thread-safe. */
final class HnswWalk implements GraphSearch.Walk {
  /** Above this, two heaps are cheaper than a sorted pool. */
  private static final int MAX_POOLED_EF = 1024;

  /** Rows that a walk scores to keep a candidate. */
  private static final double ROWS_PER_CANDIDATE = 9;

  /** A walk gives up after this part of what a scan costs. */
  private static final int GIVEN_UP = 3;

  /** The same where hardly anything near the query is accepted, and it will hardly get there. */
  private static final int GIVEN_UP_FAR = 12;

  /** What going over nodes costs it for each candidate, if nearly none is accepted. */
  private static final double CROSSED_PER_CANDIDATE = 23;

  /** The same where few candidates are near enough to be kept. */
  private static final int MAX_LIMITED_EF = 10_000;

  private final HnswGraph graph;
  private final WalkLimit limit;
  private final ScratchPool<HnswSearcher> searchers;
  private final ScratchPool<Rescorer> rescorers;

  /**
   * A walk.
   *
   * @param limit in the metric of the graph
   * @param newRescorer scores what was found again with the rows, or null if it was scored with
   *     them
   */
  HnswWalk(
      HnswGraph graph,
      WalkLimit limit,
      Supplier<HnswSearcher> newSearcher,
      Supplier<Rescorer> newRescorer) {
    this.graph = graph;
    this.limit = limit;
    this.searchers = new ScratchPool<>(newSearcher);
    this.rescorers = newRescorer == null ? null : new ScratchPool<>(newRescorer);
  }

  @Override
  public WalkLimit limit() {
    return limit;
  }

  @Override
  public long cost(long accepted, long ef, int size) {
    double others = 1 - (double) accepted / size;
    double margin = 1 + others;
    return (long) (margin * ef * (ROWS_PER_CANDIDATE + CROSSED_PER_CANDIDATE * others));
  }

  @Override
  public Neighbors walk(SearchRequest request, int hidden, int ef, float reach, Accepted accepted) {
    HnswSearcher searcher = searchers.take();
    try {
      HnswEntry start = graph.entry;
      searcher.resetCost();
      searcher.scorer().query(request.query());
      searcher.hide(hidden);
      int nearest = searcher.descend(start.ordinal(), start.level(), 0);
      if (request.accept() == null && ef <= maxPooled(reach)) {
        searcher.search(nearest, 0, ef, request.k(), reach, request.stop());
        if (!graph.twins.any()) {
          return result(request, searcher, searcher.pool());
        }
        searcher.expandTwins(rescorers == null ? request.k() : Rescorer.candidates(request.k()));
        return result(request, searcher, searcher.top());
      }
      if (!searcher.searchAccepted(
          nearest,
          accepted.seeds(),
          ef,
          request.k(),
          reach,
          request.accept(),
          budget(searcher, nearest, request, accepted),
          request.stop())) {
        return new Neighbors(new int[0], new float[0], cost(searcher, 0));
      }
      return result(request, searcher, searcher.top());
    } finally {
      searcher.hide(GraphSearch.NOBODY);
      searchers.give(searcher);
    }
  }

  private static long budget(
      HnswSearcher searcher, int nearest, SearchRequest request, Accepted accepted) {
    boolean far =
        request.accept() != null && searcher.isSparse(nearest, request.accept(), accepted.share());
    return accepted.scanCost() / (far ? GIVEN_UP_FAR : GIVEN_UP);
  }

  private static int maxPooled(float reach) {
    return reach == WalkLimit.NONE ? MAX_POOLED_EF : MAX_LIMITED_EF;
  }

  private static SearchCost cost(HnswSearcher searcher, long rescored) {
    return new SearchCost(searcher.computed() + rescored, searcher.hops(), 0, rescored);
  }

  private Neighbors result(SearchRequest request, HnswSearcher searcher, BestPool pool) {
    if (rescorers == null) {
      return neighbors(pool, request.k(), cost(searcher, 0));
    }
    Rescorer rescorer = rescorers.take();
    try {
      TopHeap top = rescorer.rescore(request.query(), pool, request.k());
      return neighbors(top, request.k(), cost(searcher, rescorer.rescored()));
    } finally {
      rescorers.give(rescorer);
    }
  }

  private Neighbors result(SearchRequest request, HnswSearcher searcher, TopHeap found) {
    if (rescorers == null) {
      return neighbors(found, request.k(), cost(searcher, 0));
    }
    Rescorer rescorer = rescorers.take();
    try {
      TopHeap top = rescorer.rescore(request.query(), found, request.k());
      return neighbors(top, request.k(), cost(searcher, rescorer.rescored()));
    } finally {
      rescorers.give(rescorer);
    }
  }

  private static Neighbors neighbors(BestPool pool, int k, SearchCost cost) {
    int count = Math.min(k, pool.size());
    int[] ordinals = new int[count];
    float[] scores = new float[count];
    for (int i = 0; i < count; i++) {
      ordinals[i] = Scored.ordinal(pool.get(i));
      scores[i] = Scored.score(pool.get(i));
    }
    return new Neighbors(ordinals, scores, cost);
  }

  /** The best {@code k} of a heap, which must be reset afterwards. */
  static Neighbors neighbors(TopHeap top, int k, SearchCost cost) {
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
}
