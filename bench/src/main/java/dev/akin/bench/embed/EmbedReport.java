package dev.akin.bench.embed;

import dev.akin.bench.Environment;
import java.util.List;

/**
 * What {@code akin bench embed} found out.
 *
 * @param texts embedded in each round
 * @param lowestCosine between the two models' vectors of one text; near 1 if they agree
 */
public record EmbedReport(
    Environment environment, int texts, int rounds, double lowestCosine, List<Result> results) {

  /**
   * One model.
   *
   * @param batchTextsPerSecond all texts in one call, the median of the rounds
   * @param singleTextsPerSecond one text per call, one after the other
   * @param p50Millis of one text
   * @param p99Millis of one text
   */
  public record Result(
      String model,
      double batchTextsPerSecond,
      double singleTextsPerSecond,
      double p50Millis,
      double p99Millis) {}
}
