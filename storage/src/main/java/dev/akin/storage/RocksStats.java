package dev.akin.storage;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.rocksdb.RocksDBException;
import org.rocksdb.Statistics;
import org.rocksdb.TickerType;

/** Reads what RocksDB counts. */
final class RocksStats {
  /** Summed over the column families. */
  private static final List<String> SUMMED =
      List.of(
          "cur-size-all-mem-tables",
          "estimate-table-readers-mem",
          "num-immutable-mem-table",
          "mem-table-flush-pending",
          "compaction-pending",
          "estimate-pending-compaction-bytes",
          "estimate-num-keys",
          "live-sst-files-size",
          "total-sst-files-size",
          "total-blob-file-size",
          "live-blob-file-size");

  /** Of the whole database; any family tells them. */
  private static final List<String> SHARED =
      List.of(
          "block-cache-usage",
          "block-cache-capacity",
          "block-cache-pinned-usage",
          "num-running-compactions",
          "num-running-flushes",
          "background-errors",
          "is-write-stopped",
          "actual-delayed-write-rate",
          "num-snapshots");

  private RocksStats() {}

  /** The numbers now. */
  static StorageStats read(Rocks rocks, Statistics statistics) {
    Map<String, Long> counters = new HashMap<>();
    Map<String, Long> gauges = new HashMap<>();
    try (var _ = rocks.use()) {
      for (TickerType ticker : TickerType.values()) {
        if (ticker != TickerType.TICKER_ENUM_MAX) {
          counters.put(
              ticker.name().toLowerCase(Locale.ROOT).replace('_', '.'),
              statistics.getTickerCount(ticker));
        }
      }
      for (String name : SUMMED) {
        gauges.put(name, rocks.db().getAggregatedLongProperty("rocksdb." + name));
      }
      for (String name : SHARED) {
        gauges.put(
            name, rocks.db().getLongProperty(rocks.handle(Family.RECORDS), "rocksdb." + name));
      }
      return new StorageStats(counters, gauges);
    } catch (RocksDBException e) {
      throw RocksErrors.of("reading statistics", rocks.directory(), e);
    }
  }
}
