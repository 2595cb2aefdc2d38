package dev.akin.engine.internal;

import dev.akin.api.RecommendStrategy;
import dev.akin.api.index.Metric;
import dev.akin.api.index.SearchCost;
import dev.akin.engine.internal.ranking.Ranking;
import dev.akin.index.FloatRows;
import dev.akin.index.Neighbors;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Finds the best by {@link RecommendStrategy#BEST_SCORE}, through searches for each positive.
 *
 * <p>What was not among the nearest of any positive scores no more against any than the last that
 * was found for it. So once k candidates score that much, no other does better (the threshold
 * algorithm of Fagin, Lotem and Naor, PODS 2001); until then, more are searched for. Where fewer
 * than k are more like a positive than like a negative, that is all there are.
 */
final class BestScore {
  /** How many times more neighbours are searched for when they were too few. */
  private static final int WIDER = 4;

  /** From this part of all records on, a scan of all costs no more than asking the index. */
  private static final int SCAN_PART = 8;

  private final VectorField field;
  private final Examples examples;
  private final int limit;

  /**
   * For one query.
   *
   * @param limit of the ordinals
   */
  BestScore(VectorField field, Examples examples, int limit) {
    this.field = field;
    this.examples = examples.prepared(field.spec().metric());
    this.limit = Math.max(1, limit);
  }

  /**
   * What records are measured against.
   *
   * @param positives at least one
   * @param negatives maybe none
   */
  record Examples(List<float[]> positives, List<float[]> negatives) {
    private Examples prepared(Metric metric) {
      return new Examples(
          positives.stream().map(metric::prepare).toList(),
          negatives.stream().map(metric::prepare).toList());
    }
  }

  /**
   * The k best; equal scores by lower ordinal.
   *
   * @param nearest finds so many nearest to the positive of this number; where that is as many as
   *     the limit and more than k, a scan is best
   */
  Candidates find(int k, BiFunction<Integer, Integer, Candidates> nearest) {
    SearchCost cost = SearchCost.NONE;
    int depth = Math.min(limit, k);
    while (true) {
      Set<Integer> met = new LinkedHashSet<>();
      boolean whole = true;
      float bound = Float.NEGATIVE_INFINITY;
      String strategy = "";
      for (int i = 0; i < examples.positives.size(); i++) {
        Candidates found = nearest.apply(i, depth);
        Neighbors neighbors = found.neighbors();
        strategy = found.strategy();
        cost = cost.plus(neighbors.cost());
        for (int ordinal : neighbors.ordinals()) {
          met.add(ordinal);
        }
        if (neighbors.size() >= depth && depth < limit) {
          whole = false;
          bound = Math.max(bound, neighbors.scores()[neighbors.size() - 1]);
        }
      }
      Ranking best = rank(met, k);
      long each = (long) examples.positives.size() + examples.negatives.size();
      cost = cost.plus(new SearchCost(each * met.size(), 0));
      if (whole || (best.isFull() && best.worst() >= squashed(bound))) {
        return new Candidates(best.neighbors(cost), strategy + "+best_score");
      }
      depth = (int) Math.min(limit, (long) WIDER * depth);
      depth = depth >= limit / SCAN_PART ? limit : depth;
    }
  }

  private Ranking rank(Set<Integer> met, int k) {
    FloatRows rows = field.rows();
    float[] row = new float[rows.dimension()];
    Ranking ranking = new Ranking(k);
    for (int ordinal : met) {
      rows.copy(ordinal, row);
      float liked = best(row, examples.positives);
      float disliked = best(row, examples.negatives);
      ranking.add(ordinal, liked > disliked ? squashed(liked) : -squashed(disliked));
    }
    return ranking;
  }

  private float best(float[] row, List<float[]> vectors) {
    float best = Float.NEGATIVE_INFINITY;
    for (float[] vector : vectors) {
      best = Math.max(best, Diversifier.score(field.spec().metric(), row, vector));
    }
    return best;
  }

  private static float squashed(float score) {
    return score == Float.NEGATIVE_INFINITY
        ? 0
        : (float) ((score / (1 + Math.abs((double) score)) + 1) / 2);
  }
}
