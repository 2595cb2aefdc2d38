package dev.akin.proto;

import dev.akin.api.DatabaseInfo;
import dev.akin.api.EmbedOptions;
import dev.akin.api.Input;
import dev.akin.api.Modality;
import dev.akin.api.ModelInfo;
import dev.akin.api.ModelKind;
import dev.akin.api.Purpose;
import dev.akin.api.TokenVector;
import dev.akin.proto.v1.EmbeddingProto;
import dev.akin.proto.v1.SystemProto;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Models, embedding requests and the server itself, as messages and back. */
public final class ModelMessages {
  private ModelMessages() {}

  /** A model. */
  public static EmbeddingProto.ModelInfo toProto(ModelInfo model) {
    EmbeddingProto.ModelInfo.Builder message =
        EmbeddingProto.ModelInfo.newBuilder()
            .setName(model.name())
            .setKind(
                switch (model.kind()) {
                  case EMBEDDER -> EmbeddingProto.ModelKind.MODEL_KIND_EMBEDDER;
                  case RERANKER -> EmbeddingProto.ModelKind.MODEL_KIND_RERANKER;
                })
            .setDimension(model.dimension())
            .setMetric(CollectionMessages.toProto(model.metric()))
            .setMaxTokens(model.maxTokens())
            .setFingerprint(model.fingerprint());
    model.modalities().stream()
        .sorted()
        .forEach(
            modality ->
                message.addModalities(
                    switch (modality) {
                      case TEXT -> EmbeddingProto.Modality.MODALITY_TEXT;
                      case IMAGE -> EmbeddingProto.Modality.MODALITY_IMAGE;
                    }));
    return message.build();
  }

  /** A model. */
  public static ModelInfo toApi(EmbeddingProto.ModelInfo model) {
    Set<Modality> modalities = EnumSet.noneOf(Modality.class);
    for (int i = 0; i < model.getModalitiesCount(); i++) {
      EmbeddingProto.Modality modality = model.getModalities(i);
      modalities.add(
          switch (modality) {
            case MODALITY_TEXT -> Modality.TEXT;
            case MODALITY_IMAGE -> Modality.IMAGE;
            case MODALITY_UNSPECIFIED, UNRECOGNIZED ->
                throw Fields.unknown("modalities[" + i + "]", model.getModalitiesValue(i));
          });
    }
    return new ModelInfo(
        model.getName(),
        switch (model.getKind()) {
          case MODEL_KIND_UNSPECIFIED, MODEL_KIND_EMBEDDER -> ModelKind.EMBEDDER;
          case MODEL_KIND_RERANKER -> ModelKind.RERANKER;
          case UNRECOGNIZED -> throw Fields.unknown("kind", model.getKindValue());
        },
        Fields.toInt("dimension", model.getDimension()),
        modalities,
        CollectionMessages.toApi("metric", model.getMetric(), model.getMetricValue()),
        Fields.toInt("max_tokens", model.getMaxTokens()),
        model.getFingerprint());
  }

  /** A request to embed. */
  public static EmbeddingProto.EmbedRequest toProto(
      String model, List<Input> inputs, EmbedOptions options) {
    EmbeddingProto.EmbedRequest.Builder message =
        EmbeddingProto.EmbedRequest.newBuilder()
            .setModel(model)
            .setNormalize(options.normalize())
            .setLongText(CollectionMessages.toProto(options.longText()))
            .setPurpose(
                switch (options.purpose()) {
                  case DOCUMENT -> EmbeddingProto.Purpose.PURPOSE_DOCUMENT;
                  case QUERY -> EmbeddingProto.Purpose.PURPOSE_QUERY;
                });
    inputs.forEach(input -> message.addInputs(RecordMessages.toProto(input)));
    return message.build();
  }

  /** How a request's inputs are embedded. */
  public static EmbedOptions optionsToApi(EmbeddingProto.EmbedRequest request) {
    Purpose purpose =
        switch (request.getPurpose()) {
          case PURPOSE_UNSPECIFIED, PURPOSE_DOCUMENT -> Purpose.DOCUMENT;
          case PURPOSE_QUERY -> Purpose.QUERY;
          case UNRECOGNIZED -> throw Fields.unknown("purpose", request.getPurposeValue());
        };
    return new EmbedOptions(
        purpose,
        !request.hasNormalize() || request.getNormalize(),
        CollectionMessages.toApi("long_text", request.getLongText(), request.getLongTextValue()));
  }

  /** The vectors of a text's tokens. */
  public static EmbeddingProto.EmbedTokensResponse toProto(List<TokenVector> tokens) {
    EmbeddingProto.EmbedTokensResponse.Builder message =
        EmbeddingProto.EmbedTokensResponse.newBuilder();
    for (TokenVector token : tokens) {
      message.addTokens(
          EmbeddingProto.TokenVector.newBuilder()
              .setToken(token.token())
              .setStart(token.start())
              .setEnd(token.end())
              .setVector(RecordMessages.toProto(token.vector())));
    }
    return message.build();
  }

  /** The vectors of a text's tokens. */
  public static List<TokenVector> toApi(EmbeddingProto.EmbedTokensResponse response) {
    return response.getTokensList().stream()
        .map(
            token ->
                new TokenVector(
                    token.getToken(),
                    Fields.toInt("start", token.getStart()),
                    Fields.toInt("end", token.getEnd()),
                    RecordMessages.valuesToApi(token.getVector())))
        .toList();
  }

  /** What runs a database. */
  public static SystemProto.DatabaseInfo toProto(DatabaseInfo info) {
    return SystemProto.DatabaseInfo.newBuilder()
        .setVersion(info.version())
        .setJava(info.java())
        .setKernels(info.kernels())
        .setUptimeMillis(info.uptimeMillis())
        .build();
  }

  /** What runs a database. */
  public static DatabaseInfo toApi(SystemProto.DatabaseInfo info) {
    return new DatabaseInfo(
        info.getVersion(), info.getJava(), info.getKernels(), info.getUptimeMillis());
  }
}
