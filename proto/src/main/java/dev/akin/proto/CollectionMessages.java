package dev.akin.proto;

import com.google.protobuf.Duration;
import dev.akin.api.AkinException.InvalidArgument;
import dev.akin.api.CollectionInfo;
import dev.akin.api.CollectionSpec;
import dev.akin.api.FullTextInfo;
import dev.akin.api.FullTextSpec;
import dev.akin.api.LongText;
import dev.akin.api.PayloadIndexInfo;
import dev.akin.api.PayloadIndexType;
import dev.akin.api.SyncMode;
import dev.akin.api.TextAnalyzer;
import dev.akin.api.VectorInfo;
import dev.akin.api.VectorSpec;
import dev.akin.api.index.FlatConfig;
import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.IndexConfig;
import dev.akin.api.index.IvfConfig;
import dev.akin.api.index.Metric;
import dev.akin.api.index.QuantizerConfig;
import dev.akin.proto.v1.CollectionProto;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What collections are made of and how they are, as messages and back. */
public final class CollectionMessages {
  private CollectionMessages() {}

  /** A specification. */
  public static CollectionProto.CollectionSpec toProto(CollectionSpec spec) {
    CollectionProto.CollectionSpec.Builder message =
        CollectionProto.CollectionSpec.newBuilder().setSync(toProto(spec.sync()));
    spec.vectors().forEach((name, vector) -> message.putVectors(name, toProto(vector)));
    spec.ttl().ifPresent(ttl -> message.setTtl(toProto(ttl)));
    return message.build();
  }

  /** A specification. */
  public static CollectionSpec toApi(CollectionProto.CollectionSpec spec) {
    Map<String, VectorSpec> vectors = new LinkedHashMap<>();
    spec.getVectorsMap()
        .forEach(
            (name, vector) -> vectors.put(name, toApi("spec.vectors['" + name + "']", vector)));
    Optional<java.time.Duration> ttl =
        spec.hasTtl() ? Optional.of(toApi("spec.ttl", spec.getTtl())) : Optional.empty();
    return Fields.at(
        "spec",
        () -> new CollectionSpec(vectors, syncToApi(spec.getSync(), spec.getSyncValue()), ttl));
  }

  /** The state of a collection. */
  public static CollectionProto.CollectionInfo toProto(CollectionInfo info) {
    CollectionProto.CollectionInfo.Builder message =
        CollectionProto.CollectionInfo.newBuilder()
            .setName(info.name())
            .setCount(info.count())
            .setSync(toProto(info.sync()));
    info.vectors()
        .forEach(
            (name, vector) ->
                message.putVectors(
                    name,
                    CollectionProto.VectorInfo.newBuilder()
                        .setSpec(toProto(vector.spec()))
                        .setIndexed(vector.indexed())
                        .setPending(vector.pending())
                        .setMemoryBytes(vector.memoryBytes())
                        .build()));
    info.payloadIndexes()
        .forEach(
            (field, index) ->
                message.putPayloadIndexes(
                    field,
                    CollectionProto.PayloadIndexInfo.newBuilder()
                        .setType(toProto(index.type()))
                        .setReady(index.ready())
                        .build()));
    message.setDead(info.dead());
    info.ttl().ifPresent(ttl -> message.setTtl(toProto(ttl)));
    info.fullText()
        .ifPresent(
            it ->
                message.setFullText(
                    CollectionProto.FullTextInfo.newBuilder()
                        .setSpec(toProto(it.spec()))
                        .setReady(it.ready())));
    info.optimizing().ifPresent(it -> message.setOptimizing(OptimizeMessages.toProto(it)));
    info.altering().ifPresent(it -> message.setAltering(AlterMessages.toProto(it)));
    return message.build();
  }

  /** The state of a collection. */
  public static CollectionInfo toApi(CollectionProto.CollectionInfo info) {
    Map<String, VectorInfo> vectors = new LinkedHashMap<>();
    info.getVectorsMap()
        .forEach(
            (name, vector) ->
                vectors.put(
                    name,
                    new VectorInfo(
                        toApi("vectors['" + name + "'].spec", vector.getSpec()),
                        vector.getIndexed(),
                        vector.getPending(),
                        vector.getMemoryBytes())));
    Map<String, PayloadIndexInfo> indexes = new LinkedHashMap<>();
    info.getPayloadIndexesMap()
        .forEach(
            (field, index) ->
                indexes.put(
                    field,
                    new PayloadIndexInfo(
                        toApi(
                            "payload_indexes['" + field + "'].type",
                            index.getType(),
                            index.getTypeValue()),
                        index.getReady())));
    return new CollectionInfo(
        info.getName(),
        info.getCount(),
        syncToApi(info.getSync(), info.getSyncValue()),
        info.hasTtl() ? Optional.of(toApi("ttl", info.getTtl())) : Optional.empty(),
        vectors,
        indexes,
        info.getDead(),
        info.hasFullText()
            ? Optional.of(
                new FullTextInfo(
                    toApi("full_text.spec", info.getFullText().getSpec()),
                    info.getFullText().getReady()))
            : Optional.empty(),
        info.hasOptimizing()
            ? Optional.of(OptimizeMessages.toApi(info.getOptimizing()))
            : Optional.empty(),
        info.hasAltering()
            ? Optional.of(AlterMessages.toApi(info.getAltering()))
            : Optional.empty());
  }

  /** What a full-text index holds. */
  public static CollectionProto.FullTextSpec toProto(FullTextSpec spec) {
    return CollectionProto.FullTextSpec.newBuilder()
        .addAllFields(spec.fields())
        .addAllSources(spec.sources())
        .setAnalyzer(spec.analyzer().id())
        .build();
  }

  /**
   * What a full-text index holds.
   *
   * @param path of the field, for the error
   */
  public static FullTextSpec toApi(String path, CollectionProto.FullTextSpec spec) {
    return Fields.at(
        path,
        () ->
            new FullTextSpec(
                spec.getFieldsList(),
                spec.getSourcesList(),
                spec.getAnalyzer().isEmpty()
                    ? TextAnalyzer.STANDARD
                    : TextAnalyzer.of(spec.getAnalyzer())));
  }

  /** A type of payload index. */
  public static CollectionProto.PayloadIndexType toProto(PayloadIndexType type) {
    return switch (type) {
      case KEYWORD -> CollectionProto.PayloadIndexType.PAYLOAD_INDEX_TYPE_KEYWORD;
      case NUMBER -> CollectionProto.PayloadIndexType.PAYLOAD_INDEX_TYPE_NUMBER;
      case BOOL -> CollectionProto.PayloadIndexType.PAYLOAD_INDEX_TYPE_BOOL;
      case DATETIME -> CollectionProto.PayloadIndexType.PAYLOAD_INDEX_TYPE_DATETIME;
      case TEXT -> CollectionProto.PayloadIndexType.PAYLOAD_INDEX_TYPE_TEXT;
      case GEO -> CollectionProto.PayloadIndexType.PAYLOAD_INDEX_TYPE_GEO;
      case SPARSE -> CollectionProto.PayloadIndexType.PAYLOAD_INDEX_TYPE_SPARSE;
    };
  }

  /**
   * A type of payload index.
   *
   * @param path of the field, for the error
   * @param number as it came, for the error
   */
  public static PayloadIndexType toApi(
      String path, CollectionProto.PayloadIndexType type, int number) {
    return switch (type) {
      case PAYLOAD_INDEX_TYPE_KEYWORD -> PayloadIndexType.KEYWORD;
      case PAYLOAD_INDEX_TYPE_NUMBER -> PayloadIndexType.NUMBER;
      case PAYLOAD_INDEX_TYPE_BOOL -> PayloadIndexType.BOOL;
      case PAYLOAD_INDEX_TYPE_DATETIME -> PayloadIndexType.DATETIME;
      case PAYLOAD_INDEX_TYPE_TEXT -> PayloadIndexType.TEXT;
      case PAYLOAD_INDEX_TYPE_GEO -> PayloadIndexType.GEO;
      case PAYLOAD_INDEX_TYPE_SPARSE -> PayloadIndexType.SPARSE;
      case PAYLOAD_INDEX_TYPE_UNSPECIFIED, UNRECOGNIZED -> throw Fields.unknown(path, number);
    };
  }

  /** A metric. */
  public static CollectionProto.Metric toProto(Metric metric) {
    return switch (metric) {
      case COSINE -> CollectionProto.Metric.METRIC_COSINE;
      case DOT -> CollectionProto.Metric.METRIC_DOT;
      case EUCLIDEAN -> CollectionProto.Metric.METRIC_EUCLIDEAN;
      case MANHATTAN -> CollectionProto.Metric.METRIC_MANHATTAN;
      case HAMMING -> CollectionProto.Metric.METRIC_HAMMING;
    };
  }

  /**
   * A metric; cosine when unspecified.
   *
   * @param path of the field, for the error
   * @param number as it came, for the error
   */
  public static Metric toApi(String path, CollectionProto.Metric metric, int number) {
    return switch (metric) {
      case METRIC_UNSPECIFIED, METRIC_COSINE -> Metric.COSINE;
      case METRIC_DOT -> Metric.DOT;
      case METRIC_EUCLIDEAN -> Metric.EUCLIDEAN;
      case METRIC_MANHATTAN -> Metric.MANHATTAN;
      case METRIC_HAMMING -> Metric.HAMMING;
      case UNRECOGNIZED -> throw Fields.unknown(path, number);
    };
  }

  /** A length of time. */
  public static Duration toProto(java.time.Duration duration) {
    return Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }

  /** A length of time that is not negative; the path names the field in an error. */
  public static java.time.Duration toApi(String path, Duration duration) {
    if (duration.getSeconds() < 0 || duration.getNanos() < 0 || duration.getNanos() > 999_999_999) {
      throw new InvalidArgument(
          path
              + " must be 0 or longer, with nanos 0 to 999999999: "
              + duration.getSeconds()
              + " s, "
              + duration.getNanos()
              + " ns");
    }
    return java.time.Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
  }

  static CollectionProto.VectorSpec toProto(VectorSpec spec) {
    return CollectionProto.VectorSpec.newBuilder()
        .setDimension(spec.dimension())
        .setEmbedder(spec.embedder().orElse(""))
        .setMetric(toProto(spec.metric()))
        .setIndex(toProto(spec.index()))
        .setQuantizer(toProto(spec.quantizer()))
        .setKeepSource(spec.keepSource())
        .setLongText(toProto(spec.longText()))
        .build();
  }

  static VectorSpec toApi(String path, CollectionProto.VectorSpec spec) {
    int dimension = Fields.toInt(path + ".dimension", spec.getDimension());
    Metric metric = toApi(path + ".metric", spec.getMetric(), spec.getMetricValue());
    IndexConfig index = toApi(path + ".index", spec.getIndex());
    QuantizerConfig quantizer = toApi(path + ".quantizer", spec.getQuantizer());
    Optional<String> embedder = Optional.of(spec.getEmbedder()).filter(name -> !name.isEmpty());
    boolean keepSource = !spec.hasKeepSource() || spec.getKeepSource();
    LongText longText = toApi(path + ".long_text", spec.getLongText(), spec.getLongTextValue());
    return Fields.at(
        path,
        () -> new VectorSpec(dimension, embedder, metric, index, quantizer, keepSource, longText));
  }

  static CollectionProto.LongText toProto(LongText longText) {
    return switch (longText) {
      case TRUNCATE -> CollectionProto.LongText.LONG_TEXT_TRUNCATE;
      case AVERAGE -> CollectionProto.LongText.LONG_TEXT_AVERAGE;
      case REJECT -> CollectionProto.LongText.LONG_TEXT_REJECT;
    };
  }

  static LongText toApi(String path, CollectionProto.LongText longText, int number) {
    return switch (longText) {
      case LONG_TEXT_UNSPECIFIED, LONG_TEXT_TRUNCATE -> LongText.TRUNCATE;
      case LONG_TEXT_AVERAGE -> LongText.AVERAGE;
      case LONG_TEXT_REJECT -> LongText.REJECT;
      case UNRECOGNIZED -> throw Fields.unknown(path, number);
    };
  }

  static CollectionProto.IndexConfig toProto(IndexConfig index) {
    CollectionProto.IndexConfig.Builder message = CollectionProto.IndexConfig.newBuilder();
    switch (index) {
      case HnswConfig(int m, int efConstruction, long seed) ->
          message.setHnsw(
              CollectionProto.HnswConfig.newBuilder()
                  .setM(m)
                  .setEfConstruction(efConstruction)
                  .setSeed(seed));
      case FlatConfig() -> message.setFlat(CollectionProto.FlatConfig.getDefaultInstance());
      case IvfConfig(int nlist, long seed) ->
          message.setIvf(CollectionProto.IvfConfig.newBuilder().setNlist(nlist).setSeed(seed));
    }
    return message.build();
  }

  static CollectionProto.QuantizerConfig toProto(QuantizerConfig quantizer) {
    CollectionProto.QuantizerConfig.Builder message = CollectionProto.QuantizerConfig.newBuilder();
    switch (quantizer) {
      case QuantizerConfig.None() -> {}
      case QuantizerConfig.Sq8() -> message.setSq8(CollectionProto.Sq8Config.getDefaultInstance());
      case QuantizerConfig.Rabitq(int bits) ->
          message.setRabitq(CollectionProto.RabitqConfig.newBuilder().setBits(bits));
      case QuantizerConfig.Pq(int numSubspaces, int nbits) ->
          message.setPq(
              CollectionProto.PqConfig.newBuilder().setNumSubspaces(numSubspaces).setNbits(nbits));
    }
    return message.build();
  }

  static IndexConfig toApi(String path, CollectionProto.IndexConfig index) {
    return switch (index.getKindCase()) {
      case HNSW -> toApi(path + ".hnsw", index.getHnsw());
      case FLAT -> FlatConfig.DEFAULTS;
      case IVF -> toApi(path + ".ivf", index.getIvf());
      case KIND_NOT_SET -> HnswConfig.DEFAULTS;
    };
  }

  private static IvfConfig toApi(String path, CollectionProto.IvfConfig ivf) {
    int nlist = Fields.toInt(path + ".nlist", ivf.getNlist());
    long seed = ivf.hasSeed() ? ivf.getSeed() : IvfConfig.DEFAULTS.seed();
    return Fields.at(path, () -> new IvfConfig(nlist, seed));
  }

  static QuantizerConfig toApi(String path, CollectionProto.QuantizerConfig quantizer) {
    return switch (quantizer.getKindCase()) {
      case RABITQ -> {
        CollectionProto.RabitqConfig rabitq = quantizer.getRabitq();
        int bits =
            rabitq.hasBits()
                ? Fields.toInt(path + ".rabitq.bits", rabitq.getBits())
                : QuantizerConfig.Rabitq.DEFAULTS.bits();
        yield Fields.at(path + ".rabitq", () -> new QuantizerConfig.Rabitq(bits));
      }
      case SQ8 -> QuantizerConfig.Sq8.DEFAULTS;
      case PQ -> toApi(path + ".pq", quantizer.getPq());
      case KIND_NOT_SET -> QuantizerConfig.NONE;
    };
  }

  private static QuantizerConfig.Pq toApi(String path, CollectionProto.PqConfig pq) {
    int numSubspaces = Fields.toInt(path + ".num_subspaces", pq.getNumSubspaces());
    int nbits =
        pq.hasNbits()
            ? Fields.toInt(path + ".nbits", pq.getNbits())
            : QuantizerConfig.Pq.DEFAULTS.nbits();
    return Fields.at(path, () -> new QuantizerConfig.Pq(numSubspaces, nbits));
  }

  private static HnswConfig toApi(String path, CollectionProto.HnswConfig hnsw) {
    HnswConfig defaults = HnswConfig.DEFAULTS;
    int m = hnsw.hasM() ? Fields.toInt(path + ".m", hnsw.getM()) : defaults.m();
    int efConstruction =
        hnsw.hasEfConstruction()
            ? Fields.toInt(path + ".ef_construction", hnsw.getEfConstruction())
            : Math.max(m, defaults.efConstruction());
    long seed = hnsw.hasSeed() ? hnsw.getSeed() : defaults.seed();
    return Fields.at(path, () -> new HnswConfig(m, efConstruction, seed));
  }

  private static CollectionProto.SyncMode toProto(SyncMode sync) {
    return switch (sync) {
      case ALWAYS -> CollectionProto.SyncMode.SYNC_MODE_ALWAYS;
      case INTERVAL -> CollectionProto.SyncMode.SYNC_MODE_INTERVAL;
      case OS -> CollectionProto.SyncMode.SYNC_MODE_OS;
    };
  }

  private static SyncMode syncToApi(CollectionProto.SyncMode sync, int number) {
    return switch (sync) {
      case SYNC_MODE_UNSPECIFIED, SYNC_MODE_ALWAYS -> SyncMode.ALWAYS;
      case SYNC_MODE_INTERVAL -> SyncMode.INTERVAL;
      case SYNC_MODE_OS -> SyncMode.OS;
      case UNRECOGNIZED -> throw Fields.unknown("sync", number);
    };
  }
}
