package dev.akin.server.monitoring;

import dev.akin.api.Input;
import dev.akin.api.Query;
import dev.akin.api.SearchStats;
import dev.akin.api.Target;
import dev.akin.api.filter.Filter;
import dev.akin.api.index.SearchParams;
import java.time.Duration;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs each slow search in one line with its plan, as key-value pairs under the name {@code
 * dev.akin.slow}. What was searched for is not in it: texts are the users'.
 */
final class SlowQueries {
  private static final Logger LOG = LoggerFactory.getLogger("dev.akin.slow");
  private static final int MAX_FILTER = 500;

  private final long limitNanos;

  SlowQueries(Duration limit) {
    limitNanos = limit.toNanos();
  }

  /** Logs a search if it was slow. */
  void searched(String key, String collection, Query query, SearchStats stats, long nanos) {
    if (nanos < limitNanos) {
      return;
    }
    LoggingEventBuilder line =
        LOG.atWarn()
            .setMessage("slow query")
            .addKeyValue("key", key)
            .addKeyValue("collection", collection)
            .addKeyValue("using", query.using())
            .addKeyValue("input", kind(query.target()))
            .addKeyValue("k", query.k())
            .addKeyValue("params", query.params().map(SlowQueries::params).orElse("default"))
            .addKeyValue("filter", query.filter().map(SlowQueries::filter).orElse("none"))
            .addKeyValue("strategy", stats.strategy())
            .addKeyValue("distances", stats.cost().distanceComputations())
            .addKeyValue("hops", stats.cost().hops());
    if (stats.filter().isPresent()) {
      line =
          line.addKeyValue("matched", stats.filter().get().matched())
              .addKeyValue("scanned", stats.filter().get().scanned());
    }
    line.addKeyValue("total_ms", millis(nanos))
        .addKeyValue("embed_ms", millis(stats.embedNanos()))
        .addKeyValue("filter_ms", millis(stats.filter().map(it -> it.nanos()).orElse(0L)))
        .addKeyValue("index_ms", millis(stats.searchNanos()))
        .addKeyValue("fetch_ms", millis(stats.fetchNanos()))
        .addKeyValue("rerank_ms", millis(stats.rerankNanos()))
        .log();
  }

  private static String kind(Target target) {
    return switch (target) {
      case Target.Near(Input.Text _) -> "text";
      case Target.Near(Input.Image _) -> "image";
      case Target.Near(Input.Vector _) -> "vector";
      case Target.Recommend _ -> "recommend";
      case Target.FullText _ -> "full_text";
      case Target.Sparse _ -> "sparse";
      case Target.Fused _ -> "fused";
    };
  }

  private static String params(SearchParams params) {
    return switch (params) {
      case SearchParams.Hnsw hnsw ->
          "ef_search:" + hnsw.efSearch() + (hnsw.hasSlack() ? ",slack:" + hnsw.slack() : "");
      case SearchParams.Ivf ivf -> "nprobe:" + ivf.nprobe();
      case SearchParams.TargetRecall target -> "target_recall:" + target.recall();
      case SearchParams.Exact _ -> "exact";
    };
  }

  private static String filter(Filter filter) {
    String text = filter.toString();
    String cut = text.length() > MAX_FILTER ? text.substring(0, MAX_FILTER) + "..." : text;
    // On one line, whatever a client puts into it.
    return '"' + cut.replaceAll("\\p{Cntrl}", " ").replace("\"", "\\\"") + '"';
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.3f", nanos / 1e6);
  }
}
