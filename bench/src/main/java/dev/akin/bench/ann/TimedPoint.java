package dev.akin.bench.ann;

import dev.akin.bench.peer.WorkerProcess.Timed;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** Gathers the rounds of one contestant at one parameter. For one thread. */
final class TimedPoint {
  /** Above an hour no search is told apart. */
  private static final long MAX_NANOS = 3_600_000_000_000L;

  private final List<Double> targets = new ArrayList<>();
  private final Calibration.Trial trial;
  private final Histogram latencies = new Histogram(MAX_NANOS, 3);
  private final List<Double> roundQps = new ArrayList<>();
  private long searches;
  private long cpuNanos;

  TimedPoint(Calibration.Trial trial) {
    this.trial = trial;
  }

  /** The recalls that this parameter was chosen for, the first first. */
  List<Double> targets() {
    return targets;
  }

  int parameter() {
    return trial.parameter();
  }

  void add(Timed round) {
    for (long nanos : round.latencies()) {
      latencies.recordValue(Math.clamp(nanos, 0, MAX_NANOS));
    }
    roundQps.add(round.latencies().length * 1e9 / round.nanos());
    searches += round.latencies().length;
    cpuNanos += round.cpuNanos();
  }

  /** One point for each recall asked for. */
  Stream<AnnReport.Point> points() {
    return targets.stream().map(this::point);
  }

  private AnnReport.Point point(double target) {
    return new AnnReport.Point(
        target,
        trial.parameter(),
        trial.recall(),
        median(roundQps),
        List.copyOf(roundQps),
        cpuNanos / 1000.0 / searches,
        latencies.getMean() / 1000,
        latencies.getValueAtPercentile(50) / 1000.0,
        latencies.getValueAtPercentile(99) / 1000.0,
        trial.distances());
  }

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
