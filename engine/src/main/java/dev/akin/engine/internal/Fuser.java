package dev.akin.engine.internal;

import dev.akin.api.Fusion;
import dev.akin.api.index.SearchCost;
import dev.akin.engine.internal.ranking.Ranking;
import dev.akin.index.Neighbors;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Makes one ranking of what several queries found. */
final class Fuser {
  /** Scores further from the mean than so many standard deviations count as if they were there. */
  private static final double DEVIATIONS = 3;

  private Fuser() {}

  /**
   * The k best; equal scores by lower ordinal.
   *
   * @param weights of the parts; empty for equal ones
   */
  static Candidates fuse(List<Candidates> parts, Fusion fusion, List<Double> weights, int k) {
    Map<Integer, Double> sums = new HashMap<>();
    SearchCost cost = SearchCost.NONE;
    for (int p = 0; p < parts.size(); p++) {
      Neighbors found = parts.get(p).neighbors();
      double weight = weights.isEmpty() ? 1 : weights.get(p);
      double[] scores =
          switch (fusion) {
            case Fusion.ReciprocalRank(int rankK) -> reciprocalRanks(found.size(), rankK);
            case Fusion.DistributionBased() -> normalized(found.scores());
          };
      for (int i = 0; i < scores.length; i++) {
        sums.merge(found.ordinals()[i], weight * scores[i], Double::sum);
      }
      cost = cost.plus(found.cost());
    }
    Ranking best = new Ranking(k);
    sums.forEach(best::add);
    String strategy = parts.stream().map(Candidates::strategy).collect(Collectors.joining(", "));
    return new Candidates(best.neighbors(cost), "fused(" + strategy + ")");
  }

  private static double[] reciprocalRanks(int n, int k) {
    double[] scores = new double[n];
    for (int i = 0; i < n; i++) {
      scores[i] = 1.0 / (k + i + 1);
    }
    return scores;
  }

  /** Scores by their place between three deviations below the mean and three above, 0 to 1. */
  private static double[] normalized(float[] scores) {
    double mean = 0;
    for (float score : scores) {
      mean += (double) score / scores.length;
    }
    double variance = 0;
    for (float score : scores) {
      variance += (score - mean) * (score - mean) / Math.max(1, scores.length - 1);
    }
    double spread = 2 * DEVIATIONS * Math.sqrt(variance);
    double[] normalized = new double[scores.length];
    for (int i = 0; i < scores.length; i++) {
      double place = spread == 0 ? 0.5 : (scores[i] - mean) / spread + 0.5;
      normalized[i] = Math.clamp(place, 0, 1);
    }
    return normalized;
  }
}
