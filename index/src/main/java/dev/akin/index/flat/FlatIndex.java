package dev.akin.index.flat;

import dev.akin.api.index.Metric;
import dev.akin.api.index.SearchParams;
import dev.akin.index.FloatRows;
import dev.akin.index.Neighbors;
import dev.akin.index.SearchRequest;
import dev.akin.index.VectorIndex;
import dev.akin.index.internal.ScratchPool;

/**
 * Exact search over all rows, including those put after this index was made. Thread-safe; holds
 * nothing of its own.
 */
public final class FlatIndex implements VectorIndex {
  private final FloatRows rows;
  private final Metric metric;
  private final ScratchPool<FlatScanner> scanners;
  private volatile boolean closed;

  /**
   * An index of rows.
   *
   * @param rows prepared by the metric; the caller closes them after this
   */
  public FlatIndex(FloatRows rows, Metric metric) {
    this.rows = rows;
    this.metric = metric;
    this.scanners = new ScratchPool<>(() -> new FlatScanner(metric, rows));
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
    return rows.size();
  }

  @Override
  public Neighbors search(SearchRequest request) {
    return search(request, 0, Integer.MAX_VALUE);
  }

  /**
   * The exact nearest among a range of ordinals.
   *
   * @param fromOrdinal the first
   * @param toOrdinal after the last; clipped to the rows there are
   */
  public Neighbors search(SearchRequest request, int fromOrdinal, int toOrdinal) {
    if (closed) {
      throw new IllegalStateException("the index is closed");
    }
    if (request.query().length != rows.dimension()) {
      throw new IllegalArgumentException(
          "dimension mismatch: index has "
              + rows.dimension()
              + ", query has "
              + request.query().length);
    }
    switch (request.params()) {
      case null -> {}
      case SearchParams.Exact ignored -> {}
      case SearchParams.TargetRecall ignored -> {}
      case SearchParams.Hnsw hnsw ->
          throw new IllegalArgumentException("a flat index takes no parameters: " + hnsw);
      case SearchParams.Ivf ivf ->
          throw new IllegalArgumentException("a flat index takes no parameters: " + ivf);
    }
    if (fromOrdinal < 0) {
      throw new IllegalArgumentException("fromOrdinal must not be negative: " + fromOrdinal);
    }
    FlatScanner scanner = scanners.take();
    try {
      return scanner.scan(request, rows.present(), fromOrdinal, toOrdinal);
    } finally {
      scanners.give(scanner);
    }
  }

  @Override
  public long memoryBytes() {
    return 0;
  }

  @Override
  public void close() {
    closed = true;
  }
}
