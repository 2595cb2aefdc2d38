package dev.akin.storage;

import dev.akin.api.Expiry;
import dev.akin.api.FullTextSpec;
import dev.akin.api.LongText;
import dev.akin.api.PayloadIndexType;
import dev.akin.api.SyncMode;
import dev.akin.api.TextAnalyzer;
import dev.akin.api.Value;
import dev.akin.api.VectorSpec;
import dev.akin.api.index.FlatConfig;
import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.IndexConfig;
import dev.akin.api.index.IvfConfig;
import dev.akin.api.index.Metric;
import dev.akin.api.index.QuantizerConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A collection's entry in the catalog, as JSON that people can read:
 *
 * <pre>{@code
 * {"id":1,"name":"docs","sync":"always","nextVectorId":2,"vectors":{"default":{"id":1,
 *  "dimension":384,"embedder":"minilm","fingerprint":"…","metric":"cosine","keepSource":true,
 *  "index":{"type":"hnsw","m":16,"efConstruction":200,"seed":42}}},
 *  "payloadIndexes":{"lang":"keyword"}}
 * }</pre>
 *
 * <p>While a vector is being changed, {@code change} says into what: its name in {@code vector},
 * and what it becomes in {@code target}, like the entries of {@code vectors}; {@code sourcesOf} and
 * {@code skipMissing} are those of {@link VectorChange}.
 *
 * <p>Fields that are unknown here are passed over.
 */
final class CatalogCodec {
  private CatalogCodec() {}

  static byte[] encode(CollectionMeta meta) {
    Map<String, Value> vectors = new LinkedHashMap<>();
    meta.vectors().forEach((name, vector) -> vectors.put(name, new Value.Fields(vector(vector))));
    Map<String, Value> fields = new LinkedHashMap<>();
    fields.put("id", new Value.Int(meta.id()));
    fields.put("name", new Value.Text(meta.name()));
    fields.put("sync", new Value.Text(meta.sync().id()));
    meta.ttl().ifPresent(ttl -> fields.put("ttlMillis", new Value.Int(ttl.toMillis())));
    fields.put("nextVectorId", new Value.Int(meta.nextVectorId()));
    fields.put("vectors", new Value.Fields(vectors));
    Map<String, Value> indexes = new LinkedHashMap<>();
    meta.payloadIndexes().forEach((field, type) -> indexes.put(field, new Value.Text(type.id())));
    fields.put("payloadIndexes", new Value.Fields(indexes));
    meta.change().ifPresent(it -> fields.put("change", new Value.Fields(change(it))));
    meta.fullText().ifPresent(spec -> fields.put("fullText", new Value.Fields(fullText(spec))));
    return ValueCodec.toJson(fields);
  }

  private static Map<String, Value> change(VectorChange change) {
    Map<String, Value> fields = new LinkedHashMap<>();
    fields.put("vector", new Value.Text(change.vector()));
    change.target().ifPresent(it -> fields.put("target", new Value.Fields(vector(it))));
    change.sourcesOf().ifPresent(it -> fields.put("sourcesOf", new Value.Text(it)));
    fields.put("skipMissing", new Value.Bool(change.skipMissing()));
    return fields;
  }

  private static Map<String, Value> fullText(FullTextSpec spec) {
    Map<String, Value> fields = new LinkedHashMap<>();
    fields.put("fields", texts(spec.fields()));
    fields.put("sources", texts(spec.sources()));
    fields.put("analyzer", new Value.Text(spec.analyzer().id()));
    return fields;
  }

  private static Value texts(List<String> texts) {
    return new Value.Array(texts.stream().map(text -> (Value) new Value.Text(text)).toList());
  }

  private static Map<String, Value> vector(VectorMeta meta) {
    VectorSpec spec = meta.spec();
    Map<String, Value> fields = new LinkedHashMap<>();
    fields.put("id", new Value.Int(meta.id()));
    if (meta.sourceId() != meta.id()) {
      fields.put("sourceId", new Value.Int(meta.sourceId()));
    }
    fields.put("dimension", new Value.Int(spec.dimension()));
    spec.embedder().ifPresent(model -> fields.put("embedder", new Value.Text(model)));
    meta.fingerprint().ifPresent(print -> fields.put("fingerprint", new Value.Text(print)));
    fields.put("metric", new Value.Text(spec.metric().id()));
    fields.put("keepSource", new Value.Bool(spec.keepSource()));
    if (spec.longText() != LongText.TRUNCATE) {
      fields.put("longText", new Value.Text(spec.longText().id()));
    }
    fields.put("index", new Value.Fields(index(spec.index())));
    if (!spec.quantizer().equals(QuantizerConfig.NONE)) {
      fields.put("quantizer", new Value.Fields(quantizer(spec.quantizer())));
    }
    return fields;
  }

  private static Map<String, Value> index(IndexConfig config) {
    Map<String, Value> fields = new LinkedHashMap<>();
    fields.put("type", new Value.Text(config.id()));
    switch (config) {
      case FlatConfig _ -> {}
      case HnswConfig(int m, int efConstruction, long seed) -> {
        fields.put("m", new Value.Int(m));
        fields.put("efConstruction", new Value.Int(efConstruction));
        fields.put("seed", new Value.Int(seed));
      }
      case IvfConfig(int nlist, long seed) -> {
        fields.put("nlist", new Value.Int(nlist));
        fields.put("seed", new Value.Int(seed));
      }
    }
    return fields;
  }

  private static Map<String, Value> quantizer(QuantizerConfig config) {
    Map<String, Value> fields = new LinkedHashMap<>();
    fields.put("type", new Value.Text(config.id()));
    switch (config) {
      case QuantizerConfig.None(), QuantizerConfig.Sq8() -> {}
      case QuantizerConfig.Rabitq(int bits) -> fields.put("bits", new Value.Int(bits));
      case QuantizerConfig.Pq(int numSubspaces, int nbits) -> {
        fields.put("numSubspaces", new Value.Int(numSubspaces));
        fields.put("nbits", new Value.Int(nbits));
      }
    }
    return fields;
  }

  static CollectionMeta decode(byte[] json) throws Damaged {
    Map<String, Value> fields = ValueCodec.fromJson(json);
    try {
      Map<String, VectorMeta> vectors = new LinkedHashMap<>();
      for (Map.Entry<String, Value> vector : fields(fields, "vectors").entrySet()) {
        if (!(vector.getValue() instanceof Value.Fields(Map<String, Value> of))) {
          throw new Damaged("vector '" + vector.getKey() + "' is not an object");
        }
        vectors.put(vector.getKey(), vector(of));
      }
      return new CollectionMeta(
          integer(fields, "id"),
          text(fields, "name"),
          SyncMode.valueOf(constant(fields, "sync")),
          ttl(fields),
          vectors,
          payloadIndexes(fields),
          integer(fields, "nextVectorId"),
          change(fields),
          fields.containsKey("fullText")
              ? Optional.of(fullText(fields(fields, "fullText")))
              : Optional.empty());
    } catch (RuntimeException e) {
      // The records of api refuse what is out of range, the enums what they do not know.
      throw new Damaged("catalog entry is not valid: " + e.getMessage(), e);
    }
  }

  private static Optional<Duration> ttl(Map<String, Value> of) throws Damaged {
    return of.containsKey("ttlMillis")
        ? Optional.of(Expiry.checkTtl(Duration.ofMillis(number(of, "ttlMillis"))))
        : Optional.empty();
  }

  private static FullTextSpec fullText(Map<String, Value> fields) throws Damaged {
    return new FullTextSpec(
        texts(fields, "fields"),
        texts(fields, "sources"),
        TextAnalyzer.of(text(fields, "analyzer")));
  }

  private static List<String> texts(Map<String, Value> of, String name) throws Damaged {
    if (!(of.get(name) instanceof Value.Array(List<Value> values))) {
      throw new Damaged("'" + name + "' is not a list");
    }
    List<String> texts = new ArrayList<>();
    for (Value value : values) {
      if (!(value instanceof Value.Text(String text))) {
        throw new Damaged("'" + name + "' is not a list of texts");
      }
      texts.add(text);
    }
    return texts;
  }

  private static Map<String, PayloadIndexType> payloadIndexes(Map<String, Value> of)
      throws Damaged {
    Map<String, PayloadIndexType> indexes = new LinkedHashMap<>();
    if (of.containsKey("payloadIndexes")) {
      Map<String, Value> types = fields(of, "payloadIndexes");
      for (String field : types.keySet()) {
        indexes.put(field, PayloadIndexType.valueOf(constant(types, field)));
      }
    }
    return indexes;
  }

  private static Optional<VectorChange> change(Map<String, Value> of) throws Damaged {
    if (!of.containsKey("change")) {
      return Optional.empty();
    }
    Map<String, Value> fields = fields(of, "change");
    Optional<VectorMeta> target =
        fields.containsKey("target")
            ? Optional.of(vector(fields(fields, "target")))
            : Optional.empty();
    return Optional.of(
        new VectorChange(
            text(fields, "vector"),
            target,
            optionalText(fields, "sourcesOf"),
            bool(fields, "skipMissing")));
  }

  private static VectorMeta vector(Map<String, Value> fields) throws Damaged {
    VectorSpec spec =
        new VectorSpec(
            integer(fields, "dimension"),
            optionalText(fields, "embedder"),
            Metric.valueOf(constant(fields, "metric")),
            index(fields(fields, "index")),
            fields.containsKey("quantizer")
                ? quantizer(fields(fields, "quantizer"))
                : QuantizerConfig.NONE,
            bool(fields, "keepSource"),
            fields.containsKey("longText")
                ? LongText.valueOf(constant(fields, "longText"))
                : LongText.TRUNCATE);
    int id = integer(fields, "id");
    return new VectorMeta(
        id,
        fields.containsKey("sourceId") ? integer(fields, "sourceId") : id,
        spec,
        optionalText(fields, "fingerprint"));
  }

  private static IndexConfig index(Map<String, Value> fields) throws Damaged {
    String type = text(fields, "type");
    return switch (type) {
      case "flat" -> FlatConfig.DEFAULTS;
      case "hnsw" ->
          new HnswConfig(
              integer(fields, "m"), integer(fields, "efConstruction"), number(fields, "seed"));
      case "ivf" -> new IvfConfig(integer(fields, "nlist"), number(fields, "seed"));
      default -> throw new Damaged("unknown index type: '" + type + "'");
    };
  }

  private static QuantizerConfig quantizer(Map<String, Value> fields) throws Damaged {
    String type = text(fields, "type");
    return switch (type) {
      case "sq8" -> QuantizerConfig.Sq8.DEFAULTS;
      case "rabitq" -> new QuantizerConfig.Rabitq(integer(fields, "bits"));
      case "pq" ->
          new QuantizerConfig.Pq(integer(fields, "numSubspaces"), integer(fields, "nbits"));
      default -> throw new Damaged("unknown quantizer type: '" + type + "'");
    };
  }

  private static Map<String, Value> fields(Map<String, Value> of, String name) throws Damaged {
    if (of.get(name) instanceof Value.Fields(Map<String, Value> fields)) {
      return fields;
    }
    throw new Damaged("'" + name + "' is not an object");
  }

  private static String text(Map<String, Value> of, String name) throws Damaged {
    return optionalText(of, name).orElseThrow(() -> new Damaged("'" + name + "' is not a text"));
  }

  private static Optional<String> optionalText(Map<String, Value> of, String name) throws Damaged {
    return switch (of.get(name)) {
      case Value.Text(String text) -> Optional.of(text);
      case null -> Optional.empty();
      default -> throw new Damaged("'" + name + "' is not a text");
    };
  }

  private static String constant(Map<String, Value> of, String name) throws Damaged {
    return text(of, name).toUpperCase(Locale.ROOT);
  }

  private static long number(Map<String, Value> of, String name) throws Damaged {
    if (of.get(name) instanceof Value.Int(long number)) {
      return number;
    }
    throw new Damaged("'" + name + "' is not an integer");
  }

  private static int integer(Map<String, Value> of, String name) throws Damaged {
    return Math.toIntExact(number(of, name));
  }

  private static boolean bool(Map<String, Value> of, String name) throws Damaged {
    if (of.get(name) instanceof Value.Bool(boolean bool)) {
      return bool;
    }
    throw new Damaged("'" + name + "' is neither true nor false");
  }
}
