package dev.akin.api;

/**
 * Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998): of the nearest candidates, hits
 * are chosen one after the other, each for being near the query and unlike those chosen before. It
 * is the largest lambda * s(query, hit) - (1 - lambda) * max s(hit, chosen), s being the metric's
 * score. Hits come in the order in which they were chosen, with their scores against the query.
 *
 * @param lambda 0 to 1; 1 is the order of plain search, 0 looks at differences alone after the
 *     first
 * @param candidates to choose from, 1 to {@value #MAX_CANDIDATES} and at least k
 */
public record Mmr(double lambda, int candidates) {
  /** The most candidates. */
  public static final int MAX_CANDIDATES = 1_000;

  /** Checks the ranges. */
  public Mmr {
    if (!(lambda >= 0 && lambda <= 1)) {
      throw new AkinException.InvalidArgument("lambda of mmr must be 0 to 1: " + lambda);
    }
    if (candidates < 1 || candidates > MAX_CANDIDATES) {
      throw new AkinException.InvalidArgument(
          "candidates of mmr must be 1 to " + MAX_CANDIDATES + ": " + candidates);
    }
  }
}
