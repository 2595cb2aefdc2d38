package dev.akin.engine.internal;

import dev.akin.api.Mmr;
import dev.akin.api.index.Metric;
import dev.akin.api.index.SearchCost;
import dev.akin.index.FloatRows;
import dev.akin.index.Neighbors;
import dev.akin.index.VectorOps;
import java.util.Arrays;

/** Chooses among candidates by {@link Mmr}: k steps, each of which scores all that are left. */
final class Diversifier {
  private Diversifier() {}

  /**
   * The chosen, in their order.
   *
   * @param found the candidates, best first
   * @param rows prepared by the metric
   */
  static Candidates choose(Candidates found, FloatRows rows, Metric metric, Mmr mmr, int k) {
    int[] ordinals = found.neighbors().ordinals();
    float[] scores = found.neighbors().scores();
    float[][] vectors = new float[ordinals.length][rows.dimension()];
    for (int i = 0; i < ordinals.length; i++) {
      rows.copy(ordinals[i], vectors[i]);
    }
    int count = Math.min(k, ordinals.length);
    float[] nearestChosen = new float[ordinals.length];
    Arrays.fill(nearestChosen, Float.NEGATIVE_INFINITY);
    boolean[] taken = new boolean[ordinals.length];
    int[] chosen = new int[count];
    float[] chosenScores = new float[count];
    long scored = 0;
    for (int n = 0; n < count; n++) {
      int best = n == 0 ? 0 : best(scores, nearestChosen, taken, mmr.lambda());
      taken[best] = true;
      chosen[n] = ordinals[best];
      chosenScores[n] = scores[best];
      for (int i = 0; i < ordinals.length; i++) {
        if (!taken[i]) {
          nearestChosen[i] = Math.max(nearestChosen[i], score(metric, vectors[i], vectors[best]));
          scored++;
        }
      }
    }
    SearchCost cost = found.neighbors().cost().plus(new SearchCost(scored, 0));
    return new Candidates(new Neighbors(chosen, chosenScores, cost), found.strategy() + "+mmr");
  }

  /** The first of the best that are not taken. */
  private static int best(float[] scores, float[] nearestChosen, boolean[] taken, double lambda) {
    int best = -1;
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < scores.length; i++) {
      double marginal = lambda * scores[i] - (1 - lambda) * nearestChosen[i];
      if (!taken[i] && (best < 0 || marginal > most)) {
        best = i;
        most = marginal;
      }
    }
    return best;
  }

  /** The score of two prepared vectors. */
  static float score(Metric metric, float[] a, float[] b) {
    return switch (metric) {
      case COSINE, DOT -> VectorOps.dot(a, b);
      case EUCLIDEAN -> -VectorOps.squaredEuclidean(a, b);
      case MANHATTAN -> -VectorOps.manhattan(a, b);
      case HAMMING -> {
        int differ = 0;
        for (int i = 0; i < a.length; i++) {
          differ += Integer.bitCount(Float.floatToRawIntBits(a[i]) ^ Float.floatToRawIntBits(b[i]));
        }
        yield -differ;
      }
    };
  }
}
