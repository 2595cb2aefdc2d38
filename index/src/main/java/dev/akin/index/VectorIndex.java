package dev.akin.index;

import dev.akin.api.index.Metric;

/**
 * Finds the nearest rows of a {@link FloatRows}. Safe for any number of concurrent searches. The
 * rows belong to the caller, who closes them after the index, and who guarantees that no search is
 * running when either closes.
 */
public interface VectorIndex extends AutoCloseable {
  /** How closeness is measured. */
  Metric metric();

  /** Numbers per vector. */
  int dimension();

  /** Vectors that a search can find. */
  int size();

  /**
   * The nearest rows.
   *
   * @throws IllegalArgumentException if the query has another dimension, or the parameters belong
   *     to another family of index
   * @throws java.util.concurrent.CancellationException if the request's stop signal came on
   * @throws IllegalStateException if the index is closed
   */
  Neighbors search(SearchRequest request);

  /** Bytes that this index itself holds in memory, without the rows. */
  long memoryBytes();

  /** Frees what the index holds, not the rows; idempotent. */
  @Override
  void close();
}
