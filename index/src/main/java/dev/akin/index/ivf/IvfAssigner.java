package dev.akin.index.ivf;

import dev.akin.index.FloatRows;

/** Finds the list of a row. Holds working memory; not thread-safe. */
final class IvfAssigner {
  private final CentroidSearcher searcher;
  private final float[] row;

  IvfAssigner(Centroids centroids) {
    this.searcher = new CentroidSearcher(centroids, Centroids.assignment(centroids.metric()));
    this.row = new float[centroids.dimension()];
  }

  int nearest(FloatRows rows, int ordinal) {
    rows.copy(ordinal, row);
    searcher.query(row);
    return searcher.nearest();
  }
}
