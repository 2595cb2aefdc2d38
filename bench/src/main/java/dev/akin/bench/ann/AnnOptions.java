package dev.akin.bench.ann;

import java.util.List;

/**
 * How contestants are measured.
 *
 * @param k neighbours wanted, 1 to 100
 * @param recalls at which each is timed, rising, above 0 and at most 1
 * @param seconds that each is timed at each recall, all rounds together
 * @param rounds in which the contestants take turns
 * @param buildThreads builds with each of these; the last one is searched
 */
public record AnnOptions(
    int k, List<Double> recalls, double seconds, int rounds, List<Integer> buildThreads) {
  /** Checks the ranges. */
  public AnnOptions {
    recalls = List.copyOf(recalls);
    buildThreads = List.copyOf(buildThreads);
    if (k < 1 || k > 100) {
      throw new IllegalArgumentException("k must be 1 to 100: " + k);
    }
    double last = 0;
    for (double recall : recalls) {
      if (recall <= last || recall > 1) {
        throw new IllegalArgumentException(
            "recalls must rise, be above 0 and at most 1: " + recalls);
      }
      last = recall;
    }
    if (!(seconds > 0 && seconds <= 3600)) {
      throw new IllegalArgumentException("seconds must be above 0, at most 3600: " + seconds);
    }
    if (rounds < 1 || rounds > 100) {
      throw new IllegalArgumentException("rounds must be 1 to 100: " + rounds);
    }
    if (recalls.isEmpty() || buildThreads.isEmpty() || buildThreads.stream().anyMatch(t -> t < 1)) {
      throw new IllegalArgumentException(
          "recalls and build threads must be given, threads above 0: " + buildThreads);
    }
  }
}
