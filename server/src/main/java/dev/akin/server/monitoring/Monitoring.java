package dev.akin.server.monitoring;

import dev.akin.api.Query;
import dev.akin.api.SearchStats;
import dev.akin.engine.Stage;
import dev.akin.engine.StageListener;
import dev.akin.engine.StatsSource;

/**
 * All that watches a server: metrics, traces and the log of slow queries. Safe for any number of
 * threads; who makes it closes it.
 */
public final class Monitoring implements AutoCloseable, StageListener {
  private final Metrics metrics = new Metrics();
  private final Tracing tracing;
  private final SlowQueries slowQueries;

  /** Begins to watch. */
  public Monitoring(MonitoringOptions options) {
    tracing = Tracing.start(options.otlpEndpoint());
    slowQueries = new SlowQueries(options.slowQuery());
  }

  /** Also watches a database. */
  public void watch(StatsSource database) {
    metrics.watch(database);
  }

  /** The metrics. */
  public Metrics metrics() {
    return metrics;
  }

  Tracing tracing() {
    return tracing;
  }

  /**
   * Is told of a search that was answered.
   *
   * @param nanos that it took, on the server
   */
  public void searched(String collection, Query query, SearchStats stats, long nanos) {
    metrics.searched(collection, stats.strategy(), nanos);
    slowQueries.searched(CallRecord.current().caller().name(), collection, query, stats, nanos);
  }

  @Override
  public void ended(Stage stage, String collection, long items, long nanos) {
    metrics.stage(stage.name(), collection, nanos);
    if (stage == Stage.EMBED) {
      metrics.embedded(items);
    }
    tracing.stage(CallRecord.current().span(), stage, collection, items, nanos);
  }

  /** Sends what is left to be sent. */
  @Override
  public void close() {
    tracing.close();
    metrics.close();
  }
}
