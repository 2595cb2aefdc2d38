package dev.akin.bench.write;

import dev.akin.bench.Environment;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What writers got done.
 *
 * @param environment it ran in
 * @param fileSystem of the data directory, as the operating system names its type
 * @param index of the collection
 * @param dimension of the vectors
 * @param seconds that each number of writers had
 * @param sync what one append and sync of a file takes there, without a database
 * @param figures by number of writers
 */
record WriteReport(
    Environment environment,
    String fileSystem,
    String index,
    int dimension,
    double seconds,
    SyncTime sync,
    List<Figure> figures) {

  /** Milliseconds that it takes to append a page to a file and have it on disk. */
  record SyncTime(double p50, double p99) {
    static SyncTime of(Histogram nanos) {
      return new SyncTime(percentile(nanos, 50), percentile(nanos, 99));
    }
  }

  /**
   * So many writers.
   *
   * @param writers that each wait for one write before the next
   * @param writes acknowledged
   * @param perSecond of those
   * @param p50 milliseconds of a write
   * @param p99 milliseconds of a write
   * @param syncs of the log of writes, as RocksDB counts them
   */
  record Figure(int writers, long writes, double perSecond, double p50, double p99, long syncs) {
    static Figure of(int writers, Histogram nanos, double seconds, long syncs) {
      return new Figure(
          writers,
          nanos.getTotalCount(),
          nanos.getTotalCount() / seconds,
          percentile(nanos, 50),
          percentile(nanos, 99),
          syncs);
    }

    double syncsPerWrite() {
      return (double) syncs / writes;
    }
  }

  private static double percentile(Histogram nanos, double percentile) {
    return nanos.getValueAtPercentile(percentile) / 1e6;
  }
}
