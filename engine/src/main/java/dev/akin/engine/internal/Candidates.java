package dev.akin.engine.internal;

import dev.akin.index.Neighbors;
import java.util.Arrays;
import java.util.Optional;

/**
 * The ordinals a search found, best first.
 *
 * @param neighbors found
 * @param strategy how: {@code exact}, {@code hnsw} or {@code hnsw+tail}
 */
record Candidates(Neighbors neighbors, String strategy) {
  /** Those that score as much or more; all if there is no threshold. */
  Candidates from(Optional<Float> minScore) {
    if (minScore.isEmpty()) {
      return this;
    }
    int n = 0;
    while (n < neighbors.size() && neighbors.scores()[n] >= minScore.get()) {
      n++;
    }
    return new Candidates(
        new Neighbors(
            Arrays.copyOf(neighbors.ordinals(), n),
            Arrays.copyOf(neighbors.scores(), n),
            neighbors.cost()),
        strategy);
  }

  /**
   * Merges what a graph and a scan found, each best first. The graph may hold some of the scanned
   * ordinals already; those are taken from the scan.
   *
   * @param from the first ordinal scanned
   * @param to the first ordinal after those scanned
   */
  static Neighbors merge(Neighbors graph, int from, int to, Neighbors scan, int k) {
    int[] ordinals = new int[k];
    float[] scores = new float[k];
    int i = 0;
    int j = 0;
    int n = 0;
    while (n < k) {
      while (i < graph.ordinals().length
          && graph.ordinals()[i] >= from
          && graph.ordinals()[i] < to) {
        i++;
      }
      boolean left = i < graph.ordinals().length;
      boolean right = j < scan.ordinals().length;
      if (!left && !right) {
        break;
      }
      if (left && (!right || graph.scores()[i] >= scan.scores()[j])) {
        ordinals[n] = graph.ordinals()[i];
        scores[n++] = graph.scores()[i++];
      } else {
        ordinals[n] = scan.ordinals()[j];
        scores[n++] = scan.scores()[j++];
      }
    }
    return new Neighbors(
        Arrays.copyOf(ordinals, n), Arrays.copyOf(scores, n), graph.cost().plus(scan.cost()));
  }
}
