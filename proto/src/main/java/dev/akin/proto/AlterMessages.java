package dev.akin.proto;

import dev.akin.api.AkinException.InvalidArgument;
import dev.akin.api.AlterResult;
import dev.akin.api.Alteration;
import dev.akin.api.AlterationInfo;
import dev.akin.api.Record;
import dev.akin.api.index.IndexConfig;
import dev.akin.api.index.Metric;
import dev.akin.api.index.QuantizerConfig;
import dev.akin.proto.v1.CollectionProto;
import java.util.Optional;

/** Alterations as messages and back. */
public final class AlterMessages {
  private AlterMessages() {}

  /** A request. */
  public static CollectionProto.AlterRequest toProto(String name, Alteration alteration) {
    CollectionProto.AlterRequest.Builder message =
        CollectionProto.AlterRequest.newBuilder().setName(name).setVector(alteration.vector());
    switch (alteration) {
      case Alteration.Index index -> message.setIndex(toProto(index));
      case Alteration.AddVector add -> message.setAdd(toProto(add));
      case Alteration.DropVector _ ->
          message.setDrop(CollectionProto.DropVector.getDefaultInstance());
      case Alteration.Reembed reembed -> message.setReembed(toProto(reembed));
    }
    return message.build();
  }

  private static CollectionProto.AlterIndex toProto(Alteration.Index alteration) {
    CollectionProto.AlterIndex.Builder message = CollectionProto.AlterIndex.newBuilder();
    alteration.index().ifPresent(it -> message.setIndex(CollectionMessages.toProto(it)));
    alteration.quantizer().ifPresent(it -> message.setQuantizer(CollectionMessages.toProto(it)));
    return message.build();
  }

  private static CollectionProto.AddVector toProto(Alteration.AddVector alteration) {
    return CollectionProto.AddVector.newBuilder()
        .setSpec(CollectionMessages.toProto(alteration.spec()))
        .setSourcesOf(alteration.sourcesOf().orElse(""))
        .setSkipMissing(alteration.skipMissing())
        .build();
  }

  private static CollectionProto.Reembed toProto(Alteration.Reembed alteration) {
    CollectionProto.Reembed.Builder message =
        CollectionProto.Reembed.newBuilder()
            .setModel(alteration.model())
            .setDimension(alteration.dimension())
            .setSkipMissing(alteration.skipMissing());
    alteration.metric().ifPresent(it -> message.setMetric(CollectionMessages.toProto(it)));
    return message.build();
  }

  /** What a request asks for. */
  public static Alteration toApi(CollectionProto.AlterRequest request) {
    String vector = request.getVector().isEmpty() ? Record.DEFAULT_VECTOR : request.getVector();
    return switch (request.getKindCase()) {
      case INDEX -> index(vector, request.getIndex());
      case ADD -> add(vector, request.getAdd());
      case DROP -> new Alteration.DropVector(vector);
      case REEMBED -> reembed(vector, request.getReembed());
      case KIND_NOT_SET ->
          throw new InvalidArgument("one of index, add, drop and reembed must be set");
    };
  }

  private static Alteration index(String vector, CollectionProto.AlterIndex message) {
    Optional<IndexConfig> index =
        message.hasIndex()
            ? Optional.of(CollectionMessages.toApi("index.index", message.getIndex()))
            : Optional.empty();
    Optional<QuantizerConfig> quantizer =
        message.hasQuantizer()
            ? Optional.of(CollectionMessages.toApi("index.quantizer", message.getQuantizer()))
            : Optional.empty();
    return new Alteration.Index(vector, index, quantizer);
  }

  private static Alteration add(String vector, CollectionProto.AddVector message) {
    return new Alteration.AddVector(
        vector,
        CollectionMessages.toApi("add.spec", message.getSpec()),
        Optional.of(message.getSourcesOf()).filter(of -> !of.isEmpty()),
        message.getSkipMissing());
  }

  private static Alteration reembed(String vector, CollectionProto.Reembed message) {
    Optional<Metric> metric =
        message.getMetric() == CollectionProto.Metric.METRIC_UNSPECIFIED
            ? Optional.empty()
            : Optional.of(
                CollectionMessages.toApi(
                    "reembed.metric", message.getMetric(), message.getMetricValue()));
    return new Alteration.Reembed(
        vector,
        message.getModel(),
        Fields.toInt("reembed.dimension", message.getDimension()),
        metric,
        message.getSkipMissing());
  }

  /** What it did. */
  public static CollectionProto.AlterResult toProto(AlterResult result) {
    return CollectionProto.AlterResult.newBuilder()
        .setRecords(result.records())
        .setEmbedded(result.embedded())
        .setSkipped(result.skipped())
        .setTook(CollectionMessages.toProto(result.took()))
        .build();
  }

  /** What it did. */
  public static AlterResult toApi(CollectionProto.AlterResult result) {
    return new AlterResult(
        result.getRecords(),
        result.getEmbedded(),
        result.getSkipped(),
        CollectionMessages.toApi("took", result.getTook()));
  }

  /** One that has begun and is not done. */
  static CollectionProto.AlterationInfo toProto(AlterationInfo info) {
    return CollectionProto.AlterationInfo.newBuilder()
        .setWhat(info.what())
        .setProgress(OptimizeMessages.toProto(info.progress()))
        .setFailure(info.failure().orElse(""))
        .build();
  }

  /** One that has begun and is not done. */
  static AlterationInfo toApi(CollectionProto.AlterationInfo info) {
    return new AlterationInfo(
        info.getWhat(),
        OptimizeMessages.toApi(info.getProgress()),
        Optional.of(info.getFailure()).filter(failure -> !failure.isEmpty()));
  }
}
