package dev.akin.bench.serve;

import dev.akin.bench.Environment;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What a run came to.
 *
 * @param capacity calls a second that the server answers at most
 * @param rate calls a second that were sent
 * @param seconds for which they were
 * @param errors by kind
 * @param memory over time
 */
record ServeReport(
    Environment environment,
    long seed,
    int records,
    int dimension,
    double writes,
    double capacity,
    double rate,
    double seconds,
    List<Latencies> latencies,
    Map<String, Integer> errors,
    List<MemoryWatch.Sample> memory) {

  /** Times of one kind of call, in milliseconds, from when each was due. */
  record Latencies(String call, long answered, double p50, double p99, double p999, double max) {
    static Latencies of(String call, Histogram nanos) {
      return new Latencies(
          call,
          nanos.getTotalCount(),
          nanos.getValueAtPercentile(50) / 1e6,
          nanos.getValueAtPercentile(99) / 1e6,
          nanos.getValueAtPercentile(99.9) / 1e6,
          nanos.getMaxValue() / 1e6);
    }
  }
}
