package dev.akin.server.monitoring;

import dev.akin.engine.StatsSource;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * What a server counts and times, for Prometheus. Safe for any number of threads; who makes it
 * closes it.
 */
public final class Metrics implements AutoCloseable {
  private static final Duration[] SEARCH_BUCKETS =
      millis(0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000);
  private static final Duration[] STAGE_BUCKETS =
      millis(0.1, 0.5, 1, 5, 10, 50, 100, 500, 1000, 5000);
  private static final double[] EMBED_BUCKETS = {1, 2, 4, 8, 16, 32, 64, 128, 256, 1024, 4096};

  /** Past so many values of one label no new ones are kept: names come from clients. */
  private static final int MAX_COLLECTIONS = 1000;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics gc = new JvmGcMetrics();

  /** With the JVM's own numbers. */
  public Metrics() {
    for (String name : new String[] {"akin.search", "akin.stage"}) {
      registry
          .config()
          .meterFilter(
              MeterFilter.maximumAllowableTags(
                  name, "collection", MAX_COLLECTIONS, MeterFilter.deny()));
    }
    new ClassLoaderMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    gc.bindTo(registry);
    new ProcessMemory().bindTo(registry);
  }

  private static Duration[] millis(double... values) {
    Duration[] durations = new Duration[values.length];
    for (int i = 0; i < values.length; i++) {
      durations[i] = Duration.ofNanos(Math.round(values[i] * 1e6));
    }
    return durations;
  }

  /** Shows a database's numbers as they are whenever somebody asks. */
  void watch(StatsSource source) {
    registry.getPrometheusRegistry().register(new EngineCollector(source));
  }

  /** Shows a number as it is whenever somebody asks. */
  public void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).register(registry);
  }

  /** A gRPC call has ended. */
  void called(String method, String code, long nanos) {
    Timer.builder("akin.grpc.call")
        .description("gRPC calls by method and code, streams from begin to end")
        .tags("method", method, "code", code)
        .register(registry)
        .record(Duration.ofNanos(nanos));
  }

  /** A search has been answered. */
  void searched(String collection, String strategy, long nanos) {
    Timer.builder("akin.search")
        .description("Searches that were answered, without the time on the network")
        .tags("collection", collection, "strategy", strategy)
        .serviceLevelObjectives(SEARCH_BUCKETS)
        .register(registry)
        .record(Duration.ofNanos(nanos));
  }

  /** A stage of a call has ended. */
  void stage(String stage, String collection, long nanos) {
    Timer.builder("akin.stage")
        .description("Stages of searches and writes")
        .tags("stage", stage.toLowerCase(Locale.ROOT), "collection", collection)
        .serviceLevelObjectives(STAGE_BUCKETS)
        .register(registry)
        .record(Duration.ofNanos(nanos));
  }

  /** Inputs were embedded in one call. */
  void embedded(long inputs) {
    DistributionSummary.builder("akin.embed.inputs")
        .description("Inputs embedded by one search, write or embed call")
        .serviceLevelObjectives(EMBED_BUCKETS)
        .register(registry)
        .record((double) inputs);
  }

  /** All of it in the text format that Prometheus reads. */
  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    gc.close();
    registry.close();
  }
}
