package dev.akin.server.monitoring;

import dev.akin.api.AkinException;
import dev.akin.embedders.EmbedderStats;
import dev.akin.engine.DatabaseStats;
import dev.akin.engine.DatabaseStats.CollectionStats;
import dev.akin.engine.DatabaseStats.VectorStats;
import dev.akin.engine.StatsSource;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * A database's numbers, read when Prometheus asks. Collections come and go between two readings, so
 * these are no meters that somebody would have to remove.
 */
final class EngineCollector implements MultiCollector {
  private final StatsSource source;

  EngineCollector(StatsSource source) {
    this.source = source;
  }

  /** What the database says now; nothing once it is closed. */
  @Override
  public MetricSnapshots collect() {
    DatabaseStats stats;
    try {
      stats = source.stats();
    } catch (AkinException.FailedPrecondition e) {
      return new MetricSnapshots();
    }
    List<MetricSnapshot> all = new ArrayList<>();
    collections(stats.collections(), all);
    vectors(stats.collections(), all);
    models(stats.models(), all);
    all.add(
        gauge(
            "akin_memory_budget_bytes",
            "The memory budget; 0 is none",
            (double) stats.memoryBudget()));
    all.add(
        gauge(
            "akin_memory_used_bytes",
            "What counts against the memory budget",
            (double) stats.memoryBytes()));
    stats
        .storageCounters()
        .forEach(
            (name, value) ->
                all.add(
                    counter(
                        "rocksdb_" + name.replaceAll("\\W", "_"), "RocksDB's", (double) value)));
    stats
        .storageGauges()
        .forEach(
            (name, value) ->
                all.add(
                    gauge("rocksdb_" + name.replaceAll("\\W", "_"), "RocksDB's", (double) value)));
    return new MetricSnapshots(all);
  }

  private static void collections(
      Map<String, CollectionStats> collections, List<MetricSnapshot> all) {
    GaugeSnapshot.Builder records =
        GaugeSnapshot.builder()
            .name("akin_records")
            .help("Records that are live, and dead ones that still take room in the indexes");
    GaugeSnapshot.Builder queue =
        GaugeSnapshot.builder()
            .name("akin_commit_queue_writes")
            .help("Writes that wait for a commit");
    collections.forEach(
        (name, stats) -> {
          records.dataPoint(
              point(Labels.of("collection", name, "state", "live"), (double) stats.live()));
          records.dataPoint(
              point(Labels.of("collection", name, "state", "dead"), (double) stats.dead()));
          queue.dataPoint(point(Labels.of("collection", name), stats.queuedWrites()));
        });
    all.add(records.build());
    all.add(queue.build());
  }

  private static void vectors(Map<String, CollectionStats> collections, List<MetricSnapshot> all) {
    all.add(
        each(
            collections,
            "akin_tail_records",
            "Records that searches scan until they are in the index",
            VectorStats::tail));
    all.add(
        each(
            collections,
            "akin_index_memory_bytes",
            "Memory of vectors and index, mapped files included",
            VectorStats::memoryBytes));
  }

  private static MetricSnapshot each(
      Map<String, CollectionStats> collections,
      String name,
      String help,
      ToDoubleFunction<VectorStats> value) {
    GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
    collections.forEach(
        (collection, stats) ->
            stats
                .vectors()
                .forEach(
                    (vector, it) ->
                        gauge.dataPoint(
                            point(
                                Labels.of("collection", collection, "vector", vector),
                                value.applyAsDouble(it)))));
    return gauge.build();
  }

  private static void models(Map<String, EmbedderStats> models, List<MetricSnapshot> all) {
    all.add(
        counters(
            models, "akin_model_inputs", "Inputs that a model embedded", EmbedderStats::inputs));
    all.add(counters(models, "akin_model_tokens", "Tokens of these", EmbedderStats::tokens));
    all.add(
        counters(
            models,
            "akin_model_batches",
            "Batches through the queue of a model; calls that had it to themselves need none",
            EmbedderStats::batches));
    GaugeSnapshot.Builder queue =
        GaugeSnapshot.builder()
            .name("akin_model_queue_batches")
            .help("Batches that wait for a thread of the model");
    models.forEach(
        (name, stats) -> queue.dataPoint(point(Labels.of("model", name), stats.waiting())));
    all.add(queue.build());
  }

  private static MetricSnapshot counters(
      Map<String, EmbedderStats> models,
      String name,
      String help,
      Function<EmbedderStats, Long> value) {
    CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(help);
    models.forEach(
        (model, stats) ->
            counter.dataPoint(
                CounterDataPointSnapshot.builder()
                    .labels(Labels.of("model", model))
                    .value(value.apply(stats))
                    .build()));
    return counter.build();
  }

  private static MetricSnapshot counter(String name, String help, double value) {
    return CounterSnapshot.builder()
        .name(name.replaceAll("_total$", ""))
        .help(help)
        .dataPoint(CounterDataPointSnapshot.builder().value(value).build())
        .build();
  }

  private static MetricSnapshot gauge(String name, String help, double value) {
    return GaugeSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(point(Labels.EMPTY, value))
        .build();
  }

  private static GaugeDataPointSnapshot point(Labels labels, double value) {
    return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
  }
}
