package dev.akin.bench.embed;

import dev.akin.bench.Environment;
import java.util.List;

/**
 * What {@code akin bench embed} found out.
 *
 * @param texts embedded in each round
 * @param lowestCosine between the two models' vectors of one text; near 1 if they agree
 * @param results of each model
 * @param fastText sentences of a fastText model, null if its command is not installed
 */
public record EmbedReport(
    Environment environment,
    int texts,
    int rounds,
    double lowestCosine,
    List<Result> results,
    Sentences fastText) {

  /** With the sentences of fastText. */
  EmbedReport withFastText(Sentences sentences) {
    return new EmbedReport(environment, texts, rounds, lowestCosine, results, sentences);
  }

  /**
   * Sentences of a fastText model, the fastest of the rounds, one thread each.
   *
   * @param akinPerSecond by our reader
   * @param commandPerSecond by {@code fasttext print-sentence-vectors}, which also prints them
   */
  public record Sentences(double akinPerSecond, double commandPerSecond) {}

  /**
   * One model.
   *
   * @param batchTextsPerSecond all texts in one call, the median of the rounds
   * @param singleTextsPerSecond one text per call, one after the other
   * @param p50Millis of one text
   * @param p99Millis of one text
   * @param p50MillisDuringImport of one text, while another thread has all texts embedded
   * @param p99MillisDuringImport the same
   */
  public record Result(
      String model,
      double batchTextsPerSecond,
      double singleTextsPerSecond,
      double p50Millis,
      double p99Millis,
      double p50MillisDuringImport,
      double p99MillisDuringImport) {}
}
