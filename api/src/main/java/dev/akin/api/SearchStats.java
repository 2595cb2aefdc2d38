package dev.akin.api;

import dev.akin.api.index.SearchCost;
import java.util.Optional;

/**
 * What a search did and what it cost.
 *
 * @param strategy how the candidates were found: {@code exact}, the index ({@code hnsw}, {@code
 *     ivf}), or the index and {@code +tail}; with a filter, {@code exact} scans what it lets
 *     through
 * @param cost of the index
 * @param filter what the filter took, if there was one
 * @param embedNanos spent embedding the query
 * @param searchNanos spent finding candidates
 * @param fetchNanos spent reading the records
 */
public record SearchStats(
    String strategy,
    SearchCost cost,
    Optional<FilterStats> filter,
    long embedNanos,
    long searchNanos,
    long fetchNanos) {}
