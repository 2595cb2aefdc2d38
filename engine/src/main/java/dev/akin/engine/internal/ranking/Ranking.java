package dev.akin.engine.internal.ranking;

import dev.akin.api.index.SearchCost;
import dev.akin.index.Neighbors;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The k best of scored ordinals; equal scores by lower ordinal. For one thread. */
public final class Ranking {
  private static final Comparator<Scored> BEST_FIRST =
      Comparator.comparingDouble(Scored::score).reversed().thenComparingInt(Scored::ordinal);

  private final int k;

  /** The worst of the best first. */
  private final PriorityQueue<Scored> best = new PriorityQueue<>(BEST_FIRST.reversed());

  private double worst = Double.NEGATIVE_INFINITY;

  /**
   * A ranking of nothing yet.
   *
   * @param k at least 1
   */
  public Ranking(int k) {
    this.k = k;
  }

  private record Scored(int ordinal, double score) {}

  /** Whether k were added. */
  public boolean isFull() {
    return best.size() == k;
  }

  /** What an ordinal must score to be among the best, at least; minus infinity until it is full. */
  public double worst() {
    return worst;
  }

  /** Adds an ordinal that was not added before. */
  public void add(int ordinal, double score) {
    if (score < worst) {
      return;
    }
    best.add(new Scored(ordinal, score));
    if (best.size() > k) {
      best.poll();
    }
    if (isFull()) {
      worst = best.element().score;
    }
  }

  /** The best of those that were added. */
  public Neighbors neighbors(SearchCost cost) {
    List<Scored> ranked = best.stream().sorted(BEST_FIRST).toList();
    int[] ordinals = ranked.stream().mapToInt(Scored::ordinal).toArray();
    float[] scores = new float[ordinals.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = (float) ranked.get(i).score;
    }
    return new Neighbors(ordinals, scores, cost);
  }
}
