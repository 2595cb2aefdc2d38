package dev.akin.bench.filter;

import dev.akin.bench.Environment;
import java.util.List;

/**
 * What filtered searches cost.
 *
 * @param environment it ran in
 * @param dataset that the vectors are of
 * @param rows of the index
 * @param queries of each figure
 * @param targetRecall that searches asked for
 * @param plainRecall recall@10 of searches without a filter
 * @param plainMicros median over the rounds of the mean time of one, one thread
 * @param figures by share and spread
 */
public record FilterReport(
    Environment environment,
    String dataset,
    int rows,
    int queries,
    double targetRecall,
    double plainRecall,
    double plainMicros,
    List<Figure> figures) {

  /**
   * One share of the rows, spread in one way.
   *
   * @param share of the rows that the filter lets through
   * @param spread which
   * @param recall recall@10
   * @param micros median over the rounds of the mean time of a search
   * @param exactMicros the same of an exact scan of what the filter lets through
   * @param distances rows scored per search
   * @param ratio the time of a search over that of the faster of the scan and a search without a
   *     filter
   */
  public record Figure(
      double share,
      Spread spread,
      double recall,
      double micros,
      double exactMicros,
      double distances,
      double ratio) {}
}
