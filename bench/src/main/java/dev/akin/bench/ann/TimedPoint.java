package dev.akin.bench.ann;

import dev.akin.bench.peer.WorkerProcess.Searched;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Gathers the rounds of one contestant at one parameter. For one thread. */
final class TimedPoint {
  /** Above an hour no search is told apart. */
  private static final long MAX_NANOS = 3_600_000_000_000L;

  private final double target;
  private final int parameter;
  private final Histogram latencies = new Histogram(MAX_NANOS, 3);
  private final List<Double> roundQps = new ArrayList<>();
  private double recall;
  private double distances;

  TimedPoint(double target, int parameter) {
    this.target = target;
    this.parameter = parameter;
  }

  double target() {
    return target;
  }

  int parameter() {
    return parameter;
  }

  void add(Searched round, double recall) {
    for (long nanos : round.latencies()) {
      latencies.recordValue(Math.clamp(nanos, 0, MAX_NANOS));
    }
    roundQps.add(round.latencies().length * 1e9 / round.nanos());
    this.recall = recall;
    distances = round.distances() < 0 ? -1 : (double) round.distances() / round.ordinals().length;
  }

  AnnReport.Point point() {
    return new AnnReport.Point(
        target,
        parameter,
        recall,
        median(roundQps),
        List.copyOf(roundQps),
        latencies.getMean() / 1000,
        latencies.getValueAtPercentile(50) / 1000.0,
        latencies.getValueAtPercentile(99) / 1000.0,
        distances);
  }

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
