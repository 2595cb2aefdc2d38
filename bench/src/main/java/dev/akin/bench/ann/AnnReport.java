package dev.akin.bench.ann;

import dev.akin.bench.Environment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that a run of {@code akin bench ann} found out; what the JSON file holds.
 *
 * @param skipped contestants that could not run, and why
 */
public record AnnReport(
    Environment environment,
    Data dataset,
    AnnOptions options,
    List<Result> results,
    Map<String, String> skipped) {

  /**
   * The data set.
   *
   * @param rows indexed
   * @param queries held out
   */
  public record Data(String name, int rows, int dimension, int queries, String metric) {}

  /**
   * One contestant.
   *
   * @param about version, parameters and kernels
   * @param buildSeconds by number of threads
   * @param buildCpuSeconds of processor time for that, saving included
   * @param residentBytes of its process after the searches, with what its runtime holds
   * @param peakBytes the most that process held
   * @param diskBytes of the saved index; -1 if it cannot be saved
   * @param hotBytes that searches read all over: links, and vectors or codes; -1 if not known
   * @param points one per recall reached
   */
  public record Result(
      String id,
      String label,
      String parameterName,
      String about,
      Map<Integer, Double> buildSeconds,
      Map<Integer, Double> buildCpuSeconds,
      long residentBytes,
      long peakBytes,
      long diskBytes,
      long hotBytes,
      List<Point> points) {

    /** The points with each parameter once: one may be the smallest for several recalls. */
    public List<Point> distinctPoints() {
      Map<Integer, Point> byParameter = new LinkedHashMap<>();
      points.forEach(point -> byParameter.putIfAbsent(point.parameter(), point));
      return List.copyOf(byParameter.values());
    }
  }

  /**
   * One contestant at one recall. Times are of single searches, one after the other on one thread.
   *
   * @param target the recall asked for
   * @param parameter the smallest that reaches it
   * @param recall reached
   * @param qps searches per second, the median of the rounds
   * @param roundQps of each round
   * @param cpuMicros of processor time per search: what to compare when the machine was busy
   * @param distances computed per query; -1 if the contestant does not say
   */
  public record Point(
      double target,
      int parameter,
      double recall,
      double qps,
      List<Double> roundQps,
      double cpuMicros,
      double meanMicros,
      double p50Micros,
      double p99Micros,
      double distances) {}
}
