package dev.akin.api;

import dev.akin.api.index.SearchCost;

/**
 * What a search did and what it cost.
 *
 * @param strategy how the candidates were found: {@code exact}, {@code hnsw} or {@code hnsw+tail}
 * @param cost of the index
 * @param embedNanos spent embedding the query
 * @param searchNanos spent finding candidates
 * @param fetchNanos spent reading the records
 */
public record SearchStats(
    String strategy, SearchCost cost, long embedNanos, long searchNanos, long fetchNanos) {}
