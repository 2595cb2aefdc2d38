package dev.akin.index.ivf;

import dev.akin.index.FloatRows;
import dev.akin.index.internal.simd.RowScorer;

/** Finds the list of a row. Holds working memory; not thread-safe. */
final class IvfAssigner {
  private final Centroids centroids;
  private final RowScorer scorer;
  private final float[] row;
  private final float[] scores;
  private final float[] scratch;

  IvfAssigner(Centroids centroids) {
    this.centroids = centroids;
    this.scorer = centroids.newAssigner();
    this.row = new float[centroids.dimension()];
    this.scores = new float[centroids.count()];
    this.scratch = new float[centroids.count()];
  }

  int nearest(FloatRows rows, int ordinal) {
    rows.copy(ordinal, row);
    scorer.query(row);
    centroids.score(scorer, scores, scratch);
    int best = 0;
    for (int c = 1; c < scores.length; c++) {
      best = scores[c] > scores[best] ? c : best;
    }
    return best;
  }
}
