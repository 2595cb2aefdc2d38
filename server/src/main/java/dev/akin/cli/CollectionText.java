package dev.akin.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.akin.api.AlterationInfo;
import dev.akin.api.CollectionInfo;
import dev.akin.api.FullTextInfo;
import dev.akin.api.OptimizeProgress;
import dev.akin.api.PayloadIndexInfo;
import dev.akin.api.VectorInfo;
import dev.akin.api.VectorSpec;
import dev.akin.api.index.FlatConfig;
import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.IndexConfig;
import dev.akin.api.index.IvfConfig;
import dev.akin.api.index.QuantizerConfig;
import dev.akin.cli.format.DurationText;
import dev.akin.server.json.Json;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Collections as JSON and as text. */
final class CollectionText {
  private CollectionText() {}

  /** One line of JSON. */
  static String json(CollectionInfo info) {
    return Json.object(
        json -> {
          json.writeStringField("name", info.name());
          json.writeNumberField("count", info.count());
          json.writeNumberField("dead", info.dead());
          json.writeStringField("sync", info.sync().id());
          if (info.ttl().isPresent()) {
            json.writeStringField("ttl", DurationText.format(info.ttl().get()));
          }
          json.writeObjectFieldStart("vectors");
          for (Map.Entry<String, VectorInfo> vector : info.vectors().entrySet()) {
            json.writeObjectFieldStart(vector.getKey());
            vector(json, vector.getValue());
            json.writeEndObject();
          }
          json.writeEndObject();
          json.writeObjectFieldStart("payload_indexes");
          for (Map.Entry<String, PayloadIndexInfo> index : info.payloadIndexes().entrySet()) {
            json.writeObjectFieldStart(index.getKey());
            json.writeStringField("type", index.getValue().type().id());
            json.writeBooleanField("ready", index.getValue().ready());
            json.writeEndObject();
          }
          json.writeEndObject();
          if (info.fullText().isPresent()) {
            fullText(json, info.fullText().get());
          }
          if (info.optimizing().isPresent()) {
            json.writeObjectFieldStart("optimizing");
            progress(json, info.optimizing().get());
            json.writeEndObject();
          }
          if (info.altering().isPresent()) {
            AlterationInfo altering = info.altering().get();
            json.writeObjectFieldStart("altering");
            json.writeStringField("what", altering.what());
            progress(json, altering.progress());
            if (altering.failure().isPresent()) {
              json.writeStringField("failure", altering.failure().get());
            }
            json.writeEndObject();
          }
        });
  }

  private static void vector(JsonGenerator json, VectorInfo info) throws IOException {
    VectorSpec spec = info.spec();
    json.writeNumberField("dimension", spec.dimension());
    if (spec.embedder().isPresent()) {
      json.writeStringField("embedder", spec.embedder().get());
      json.writeBooleanField("keep_source", spec.keepSource());
      json.writeStringField("long_text", spec.longText().id());
    }
    json.writeStringField("metric", spec.metric().id());
    json.writeObjectFieldStart("index");
    json.writeStringField("type", spec.index().id());
    switch (spec.index()) {
      case FlatConfig() -> {}
      case HnswConfig(int m, int efConstruction, long seed) -> {
        json.writeNumberField("m", m);
        json.writeNumberField("ef_construction", efConstruction);
        json.writeNumberField("seed", seed);
      }
      case IvfConfig(int nlist, long seed) -> {
        json.writeNumberField("nlist", nlist);
        json.writeNumberField("seed", seed);
      }
    }
    json.writeEndObject();
    quantizer(json, spec.quantizer());
    json.writeNumberField("indexed", info.indexed());
    json.writeNumberField("pending", info.pending());
    json.writeNumberField("memory_bytes", info.memoryBytes());
  }

  private static void quantizer(JsonGenerator json, QuantizerConfig quantizer) throws IOException {
    if (quantizer instanceof QuantizerConfig.None) {
      return;
    }
    json.writeObjectFieldStart("quantizer");
    json.writeStringField("type", quantizer.id());
    switch (quantizer) {
      case QuantizerConfig.None(), QuantizerConfig.Sq8() -> {}
      case QuantizerConfig.Rabitq(int bits) -> json.writeNumberField("bits", bits);
      case QuantizerConfig.Pq(int numSubspaces, int nbits) -> {
        json.writeNumberField("num_subspaces", numSubspaces);
        json.writeNumberField("nbits", nbits);
      }
    }
    json.writeEndObject();
  }

  private static void fullText(JsonGenerator json, FullTextInfo info) throws IOException {
    json.writeObjectFieldStart("full_text");
    texts(json, "fields", info.spec().fields());
    texts(json, "sources", info.spec().sources());
    json.writeStringField("analyzer", info.spec().analyzer().id());
    json.writeBooleanField("ready", info.ready());
    json.writeEndObject();
  }

  private static void texts(JsonGenerator json, String name, List<String> texts)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  /** A full-text index on one line: {@code title, source default (english)}. */
  static String fullText(FullTextInfo info) {
    return Stream.concat(
                info.spec().fields().stream(),
                info.spec().sources().stream().map(source -> "source " + source))
            .collect(Collectors.joining(", "))
        + " ("
        + info.spec().analyzer().id()
        + (info.ready() ? ")" : ", being built)");
  }

  private static void progress(JsonGenerator json, OptimizeProgress progress) throws IOException {
    json.writeStringField("stage", progress.stage());
    json.writeNumberField("fraction", progress.fraction());
    json.writeNumberField("elapsed_seconds", progress.elapsed().toSeconds());
    if (progress.remaining().isPresent()) {
      json.writeNumberField("remaining_seconds", progress.remaining().get().toSeconds());
    }
  }

  /** An optimization on one line: {@code 42%, building the index of vector 'default'}. */
  static String optimizing(OptimizeProgress progress) {
    return Math.round(100 * progress.fraction())
        + "%, "
        + progress.stage()
        + progress.remaining().map(it -> ", about " + it.toSeconds() + " s left").orElse("");
  }

  /** An alteration on one line: {@code reembed vector 'default' by 'bge', 42%, …}. */
  static String altering(AlterationInfo info) {
    return info.what()
        + ", "
        + optimizing(info.progress())
        + info.failure().map(why -> "; stopped: " + why).orElse("");
  }

  /** The vectors on one line: {@code default: 384, minilm, cosine, hnsw}. */
  static String vectors(CollectionInfo info) {
    return info.vectors().entrySet().stream()
        .map(entry -> entry.getKey() + ": " + brief(entry.getValue().spec()))
        .collect(Collectors.joining("; "));
  }

  private static String brief(VectorSpec spec) {
    return spec.dimension()
        + spec.embedder().map(model -> ", " + model).orElse("")
        + ", "
        + spec.metric().id()
        + ", "
        + spec.index().id()
        + quantizer(spec.quantizer());
  }

  private static String quantizer(QuantizerConfig quantizer) {
    return switch (quantizer) {
      case QuantizerConfig.None() -> "";
      case QuantizerConfig.Sq8() -> "+" + quantizer.id();
      case QuantizerConfig.Rabitq(int bits) -> "+" + quantizer.id() + bits;
      case QuantizerConfig.Pq(int numSubspaces, int nbits) ->
          "+" + quantizer.id() + (numSubspaces == 0 ? "" : numSubspaces) + "x" + nbits;
    };
  }

  /** A payload index on one line: {@code price (number)}. */
  static String payloadIndex(Map.Entry<String, PayloadIndexInfo> index) {
    return index.getKey()
        + " ("
        + index.getValue().type().id()
        + (index.getValue().ready() ? ")" : ", being built)");
  }

  /** The index with its parameters: {@code hnsw (m 16, ef_construction 200)}. */
  static String index(VectorSpec spec) {
    return parameters(spec.index()) + quantizer(spec.quantizer());
  }

  private static String parameters(IndexConfig index) {
    return switch (index) {
      case FlatConfig flat -> flat.id();
      case HnswConfig hnsw ->
          hnsw.id() + " (m " + hnsw.m() + ", ef_construction " + hnsw.efConstruction() + ")";
      case IvfConfig ivf -> ivf.id() + (ivf.nlist() == 0 ? "" : " (nlist " + ivf.nlist() + ")");
    };
  }

  /** A size as people read it: {@code 12.3 MiB}. */
  static String bytes(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    double size = bytes;
    int unit = -1;
    while (size >= 1024 && unit < 4) {
      size /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %siB", size, "KMGTP".charAt(unit));
  }
}
