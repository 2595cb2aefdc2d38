package dev.akin.index.hnsw;

import dev.akin.api.index.Metric;

/**
 * When a walk has gone far enough: once the best candidate that is left is farther from the query
 * than {@code 1 + slack} times the {@code k}-th best found. So a query in a crowd gets more work
 * than one whose neighbours stand out, which for the same mean recall is less work in all than the
 * same number of candidates for each (Al-Jazzazi et al., "Distance Adaptive Beam Search for
 * Provably Accurate Graph-Based Nearest Neighbor Search", arXiv:2505.15636). It takes a metric with
 * a distance, which {@link Metric#DOT} has not. Immutable and thread-safe.
 *
 * <p>In here the slack is a <em>reach</em>: the factor by which what a score lacks to the perfect
 * one may grow. Under cosine and euclidean that is a squared distance, so the factor is squared.
 */
final class WalkLimit {
  /** The reach of a walk that only the number of its candidates limits. */
  static final float NONE = Float.POSITIVE_INFINITY;

  private static final double EFFORTS_PER_SLACK = 1000;
  private static final int EFFORT_EF = 5_000;
  private static final int[] SLACKS = {
    1, 5, 10, 20, 30, 40, 50, 60, 75, 90, 110, 130, 160, 200, 250, 320, 400, 500
  };
  private static final int[] CANDIDATES = {
    10, 14, 20, 28, 40, 57, 80, 113, 160, 226, 320, 452, 640, 905, 1280, 2560, 5120
  };

  private final boolean known;
  private final boolean squared;
  private final float perfect;

  /** For scores of a metric. */
  WalkLimit(Metric metric) {
    this.known = metric != Metric.DOT;
    this.squared = metric == Metric.COSINE || metric == Metric.EUCLIDEAN;
    this.perfect = metric == Metric.COSINE ? 1 : 0;
  }

  /** Whether the metric has a distance. */
  boolean isKnown() {
    return known;
  }

  /**
   * The reach for a slack.
   *
   * @param slack 0 or more, infinite for none; without effect if there is no distance
   */
  float reach(double slack) {
    double factor = 1 + slack;
    return known ? (float) (squared ? factor * factor : factor) : NONE;
  }

  /** The reach of an effort, a number that stands for slack or candidates in tables of recall. */
  float reachOf(int effort) {
    return reach(effort / EFFORTS_PER_SLACK);
  }

  /** The slack of an effort; infinite if there is no distance. */
  double slackOf(int effort) {
    return known ? effort / EFFORTS_PER_SLACK : Double.POSITIVE_INFINITY;
  }

  /** The most candidates of an effort. */
  int efOf(int effort) {
    return known ? EFFORT_EF : effort;
  }

  /** Efforts that recall is measured for, ascending. */
  int[] efforts() {
    return known ? SLACKS.clone() : CANDIDATES.clone();
  }

  /** The score below which a candidate is too far, when the {@code k}-th best has this score. */
  float least(float score, float reach) {
    return reach == NONE ? Float.NEGATIVE_INFINITY : perfect - reach * Math.max(0, perfect - score);
  }
}
