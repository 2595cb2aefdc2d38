package dev.akin.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.akin.api.FilterStats;
import dev.akin.api.SearchPlan;
import dev.akin.api.SearchStats;
import dev.akin.api.index.SearchParams;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** How a search was done, for people and for programs. */
final class PlanText {
  private PlanText() {}

  /** Some lines. */
  static String text(SearchPlan plan, SearchStats stats) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "plan: %s, %d distances, %d hops; %.2f ms: embed %.2f, filter %.2f, search %.2f, fetch"
                + " %.2f, rerank %.2f%s",
            stats.strategy(),
            stats.cost().distanceComputations(),
            stats.cost().hops(),
            stats.nanos() / 1e6,
            stats.embedNanos() / 1e6,
            stats.filter().map(FilterStats::nanos).orElse(0L) / 1e6,
            stats.searchNanos() / 1e6,
            stats.fetchNanos() / 1e6,
            stats.rerankNanos() / 1e6,
            plan.attempts() > 1 ? "; in " + plan.attempts() + " attempts" : ""));
    plan.filters().forEach(step -> lines.add("  filter " + text(step)));
    plan.searches().forEach(step -> lines.add("  search " + text(step)));
    return String.join("\n", lines);
  }

  private static String text(SearchPlan.FilterStep step) {
    StringBuilder text = new StringBuilder(Tables.printable(step.filter()));
    text.append(": ").append(step.matched()).append(" match");
    if (!step.indexes().isEmpty()) {
      text.append(", ").append(step.estimated()).append(" by payload indexes on ");
      text.append(sorted(step.indexes()));
    }
    if (step.scanned() > 0) {
      text.append("; ").append(step.scanned()).append(" records read for ");
      text.append(sorted(step.fields()));
    }
    return text + millis(step.nanos());
  }

  private static String text(SearchPlan.IndexStep step) {
    List<String> parts = new ArrayList<>();
    parts.add(searched(step));
    parts.add(
        switch (step.method()) {
          case SCAN -> "exact scan";
          case FILTERED_SCAN -> "exact scan of matches";
          case INDEX, FULL_TEXT, SPARSE -> "by index";
          case FILTERED_INDEX -> "by index, filtered";
          case INDEX_THEN_SCAN -> "by index, then exact scan";
          case SPARSE_SCAN -> "payloads read";
        });
    step.params().ifPresent(params -> parts.add(text(params)));
    parts.add("k " + step.k());
    parts.add(step.found() + " found of " + step.accepted());
    parts.add(step.cost().distanceComputations() + (isOfVectors(step) ? " distances" : " records"));
    if (step.cost().hops() > 0) {
      parts.add(step.cost().hops() + (step.index().equals("hnsw") ? " hops" : " lists"));
    }
    if (step.cost().rescored() > 0) {
      parts.add(step.cost().rescored() + " rescored");
    }
    if (step.tail() > 0) {
      parts.add("tail of " + step.tail() + " scanned");
    }
    return String.join(", ", parts) + millis(step.nanos());
  }

  private static String searched(SearchPlan.IndexStep step) {
    return switch (step.method()) {
      case FULL_TEXT -> "full text";
      case SPARSE, SPARSE_SCAN -> "sparse vectors in " + Tables.printable(step.vector());
      case SCAN, FILTERED_SCAN, INDEX, FILTERED_INDEX, INDEX_THEN_SCAN ->
          "vector "
              + step.vector()
              + ", "
              + step.index()
              + (step.quantizer().equals("none") ? "" : " " + step.quantizer());
    };
  }

  private static boolean isOfVectors(SearchPlan.IndexStep step) {
    return switch (step.method()) {
      case FULL_TEXT, SPARSE, SPARSE_SCAN -> false;
      case SCAN, FILTERED_SCAN, INDEX, FILTERED_INDEX, INDEX_THEN_SCAN -> true;
    };
  }

  private static String text(SearchParams params) {
    return switch (params) {
      case SearchParams.Hnsw hnsw ->
          "ef_search " + hnsw.efSearch() + (hnsw.hasSlack() ? ", slack " + hnsw.slack() : "");
      case SearchParams.Ivf ivf -> "nprobe " + ivf.nprobe();
      case SearchParams.TargetRecall target -> "target_recall " + target.recall();
      case SearchParams.Exact _ -> "exact";
    };
  }

  private static String sorted(Set<String> fields) {
    return Tables.printable(String.join(", ", fields.stream().sorted().toList()));
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "; %.2f ms", nanos / 1e6);
  }

  /** Writes it as the value of a field. */
  static void write(JsonGenerator json, SearchPlan plan, SearchStats stats) throws IOException {
    json.writeStartObject();
    json.writeStringField("strategy", stats.strategy());
    json.writeNumberField("distances", stats.cost().distanceComputations());
    json.writeNumberField("hops", stats.cost().hops());
    json.writeNumberField("embed_ms", stats.embedNanos() / 1e6);
    json.writeNumberField("filter_ms", stats.filter().map(FilterStats::nanos).orElse(0L) / 1e6);
    json.writeNumberField("search_ms", stats.searchNanos() / 1e6);
    json.writeNumberField("fetch_ms", stats.fetchNanos() / 1e6);
    json.writeNumberField("rerank_ms", stats.rerankNanos() / 1e6);
    json.writeNumberField("attempts", plan.attempts());
    json.writeArrayFieldStart("filters");
    for (SearchPlan.FilterStep step : plan.filters()) {
      json.writeStartObject();
      json.writeStringField("filter", step.filter());
      json.writeNumberField("estimated", step.estimated());
      json.writeNumberField("matched", step.matched());
      json.writeNumberField("scanned", step.scanned());
      write(json, "indexes", step.indexes());
      write(json, "fields", step.fields());
      json.writeNumberField("ms", step.nanos() / 1e6);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("searches");
    for (SearchPlan.IndexStep step : plan.searches()) {
      write(json, step);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, SearchPlan.IndexStep step) throws IOException {
    json.writeStartObject();
    if (!step.vector().isEmpty()) {
      json.writeStringField("vector", step.vector());
    }
    json.writeStringField("index", step.index());
    json.writeStringField("quantizer", step.quantizer());
    json.writeStringField("method", step.method().name().toLowerCase(Locale.ROOT));
    switch (step.params().orElse(null)) {
      case SearchParams.Hnsw hnsw -> {
        json.writeNumberField("ef_search", hnsw.efSearch());
        if (hnsw.hasSlack()) {
          json.writeNumberField("slack", hnsw.slack());
        }
      }
      case SearchParams.Ivf ivf -> json.writeNumberField("nprobe", ivf.nprobe());
      case SearchParams.TargetRecall target ->
          json.writeNumberField("target_recall", target.recall());
      case SearchParams.Exact _ -> {}
      case null -> {}
    }
    json.writeNumberField("k", step.k());
    json.writeNumberField("found", step.found());
    json.writeNumberField("accepted", step.accepted());
    json.writeNumberField("tail", step.tail());
    json.writeNumberField("distances", step.cost().distanceComputations());
    json.writeNumberField("hops", step.cost().hops());
    json.writeNumberField("scanned", step.cost().scanned());
    json.writeNumberField("rescored", step.cost().rescored());
    json.writeNumberField("ms", step.nanos() / 1e6);
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String name, Set<String> fields)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String field : fields.stream().sorted().toList()) {
      json.writeString(field);
    }
    json.writeEndArray();
  }
}
