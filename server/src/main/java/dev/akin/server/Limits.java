package dev.akin.server;

import dev.akin.api.AkinException.InvalidArgument;
import dev.akin.api.Collection;
import dev.akin.api.Query;
import dev.akin.api.Rerank;
import dev.akin.api.Target;
import dev.akin.api.filter.Filter;
import dev.akin.api.index.SearchParams;

/**
 * What one request may ask of a server, so that nobody takes it all. Immutable. A request over a
 * limit is refused before anything is done, with an error that names the limit and its setting.
 *
 * @param maxBatch records, ids or inputs of one call, 1 to {@value Collection#MAX_BATCH}
 * @param maxK hits of one search, 1 to {@value Query#MAX_K}
 * @param maxQueries of one call, 1 to {@value Collection#MAX_QUERIES}
 * @param maxEfSearch of an HNSW search, 1 to 100,000
 * @param maxNprobe of an IVF search, 1 to 1,000,000
 * @param maxFilterDepth how deep a filter may nest, 1 to {@value Filter#MAX_DEPTH}
 */
public record Limits(
    int maxBatch, int maxK, int maxQueries, int maxEfSearch, int maxNprobe, int maxFilterDepth) {
  /** As much as the engine takes, but 10,000 for both ef_search and nprobe. */
  public static final Limits DEFAULTS =
      new Limits(
          Collection.MAX_BATCH,
          Query.MAX_K,
          Collection.MAX_QUERIES,
          10_000,
          10_000,
          Filter.MAX_DEPTH);

  private static final int MAX_EF_SEARCH = 100_000;
  private static final int MAX_NPROBE = 1_000_000;

  /** Checks the ranges. */
  public Limits {
    check("maxBatch", maxBatch, Collection.MAX_BATCH);
    check("maxK", maxK, Query.MAX_K);
    check("maxQueries", maxQueries, Collection.MAX_QUERIES);
    check("maxEfSearch", maxEfSearch, MAX_EF_SEARCH);
    check("maxNprobe", maxNprobe, MAX_NPROBE);
    check("maxFilterDepth", maxFilterDepth, Filter.MAX_DEPTH);
  }

  /** With another limit of one batch. */
  public Limits maxBatch(int maxBatch) {
    return new Limits(maxBatch, maxK, maxQueries, maxEfSearch, maxNprobe, maxFilterDepth);
  }

  /** With another limit of hits. */
  public Limits maxK(int maxK) {
    return new Limits(maxBatch, maxK, maxQueries, maxEfSearch, maxNprobe, maxFilterDepth);
  }

  /** With another limit of queries. */
  public Limits maxQueries(int maxQueries) {
    return new Limits(maxBatch, maxK, maxQueries, maxEfSearch, maxNprobe, maxFilterDepth);
  }

  /** With another limit of candidates. */
  public Limits maxEfSearch(int maxEfSearch) {
    return new Limits(maxBatch, maxK, maxQueries, maxEfSearch, maxNprobe, maxFilterDepth);
  }

  /** With another limit of lists. */
  public Limits maxNprobe(int maxNprobe) {
    return new Limits(maxBatch, maxK, maxQueries, maxEfSearch, maxNprobe, maxFilterDepth);
  }

  /** With another limit of depth. */
  public Limits maxFilterDepth(int maxFilterDepth) {
    return new Limits(maxBatch, maxK, maxQueries, maxEfSearch, maxNprobe, maxFilterDepth);
  }

  private static void check(String field, int value, int max) {
    if (value < 1 || value > max) {
      throw new InvalidArgument(field + " must be 1 to " + max + ": " + value);
    }
  }

  /** Refuses a batch that is too large. */
  void batch(String field, int size) {
    bound(field, size, maxBatch, Collection.MAX_BATCH, "--max-batch");
  }

  /** Refuses too many queries. */
  void queries(int size) {
    bound("queries", size, maxQueries, Collection.MAX_QUERIES, "--max-queries");
  }

  /** Refuses a query that asks for too much. */
  void query(Query query) {
    bound("k", query.k(), maxK, Query.MAX_K, "--max-k");
    query.rerank().ifPresent(it -> bound("top_n", it.topN(), maxK, Rerank.MAX_TOP_N, "--max-k"));
    bound("k times the size of group_by", query.maxHits(), maxK, Query.MAX_K, "--max-k");
    switch (query.params().orElse(null)) {
      case null -> {}
      case SearchParams.Exact _, SearchParams.TargetRecall _ -> {}
      case SearchParams.Hnsw hnsw ->
          bound("ef_search", hnsw.efSearch(), maxEfSearch, MAX_EF_SEARCH, "--max-ef-search");
      case SearchParams.Ivf(int nprobe) ->
          bound("nprobe", nprobe, maxNprobe, MAX_NPROBE, "--max-nprobe");
    }
    query.filter().ifPresent(this::filter);
    if (query.target() instanceof Target.Fused fused) {
      fused.queries().forEach(this::query);
    }
  }

  /** Refuses a filter that nests too deep; returns one that does not. */
  Filter filter(Filter filter) {
    bound("filter depth", filter.depth(), maxFilterDepth, Filter.MAX_DEPTH, "--max-filter-depth");
    return filter;
  }

  /** What no server takes, the engine refuses in its own words. */
  private static void bound(String field, int value, int limit, int max, String setting) {
    if (value > limit && value <= max) {
      throw new InvalidArgument(
          field + " must be at most " + limit + " on this server (" + setting + "): " + value);
    }
  }
}
