package dev.akin.proto;

import dev.akin.api.OptimizeOptions;
import dev.akin.api.OptimizeProgress;
import dev.akin.api.OptimizeResult;
import dev.akin.proto.v1.CollectionProto;
import java.util.Optional;

/** Optimizations as messages and back. */
public final class OptimizeMessages {
  private OptimizeMessages() {}

  /** A request. */
  public static CollectionProto.OptimizeRequest toProto(String name, OptimizeOptions options) {
    return CollectionProto.OptimizeRequest.newBuilder()
        .setName(name)
        .setThreads(options.threads())
        .setForce(options.force())
        .build();
  }

  /** What a request asks for. */
  public static OptimizeOptions toApi(CollectionProto.OptimizeRequest request) {
    return new OptimizeOptions(Fields.toInt("threads", request.getThreads()), request.getForce());
  }

  /** How far it has come. */
  public static CollectionProto.OptimizeProgress toProto(OptimizeProgress progress) {
    CollectionProto.OptimizeProgress.Builder message =
        CollectionProto.OptimizeProgress.newBuilder()
            .setStage(progress.stage())
            .setFraction(progress.fraction())
            .setElapsed(CollectionMessages.toProto(progress.elapsed()));
    progress.remaining().ifPresent(it -> message.setRemaining(CollectionMessages.toProto(it)));
    return message.build();
  }

  /** How far it has come. */
  public static OptimizeProgress toApi(CollectionProto.OptimizeProgress progress) {
    return new OptimizeProgress(
        progress.getStage(),
        progress.getFraction(),
        CollectionMessages.toApi("elapsed", progress.getElapsed()),
        progress.hasRemaining()
            ? Optional.of(CollectionMessages.toApi("remaining", progress.getRemaining()))
            : Optional.empty());
  }

  /** What it did. */
  public static CollectionProto.OptimizeResult toProto(OptimizeResult result) {
    return CollectionProto.OptimizeResult.newBuilder()
        .setRebuilt(result.rebuilt())
        .setRecords(result.records())
        .setRemoved(result.removed())
        .setTook(CollectionMessages.toProto(result.took()))
        .build();
  }

  /** What it did. */
  public static OptimizeResult toApi(CollectionProto.OptimizeResult result) {
    return new OptimizeResult(
        result.getRebuilt(),
        result.getRecords(),
        result.getRemoved(),
        CollectionMessages.toApi("took", result.getTook()));
  }
}
