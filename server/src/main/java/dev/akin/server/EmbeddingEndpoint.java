package dev.akin.server;

import dev.akin.api.AkinException;
import dev.akin.api.Database;
import dev.akin.api.EmbedOptions;
import dev.akin.api.Input;
import dev.akin.api.ModelInfo;
import dev.akin.proto.ModelMessages;
import dev.akin.proto.RecordMessages;
import dev.akin.proto.v1.EmbeddingProto;
import dev.akin.proto.v1.EmbeddingServiceGrpc;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Makes vectors with the models there are. */
final class EmbeddingEndpoint extends EmbeddingServiceGrpc.EmbeddingServiceImplBase {
  private final Database database;
  private final Replies replies;
  private final Limits limits;
  private final Optional<Path> modelsDirectory;

  /**
   * Over a database.
   *
   * @param modelsDirectory the only place that models may be added from; empty to add none
   */
  EmbeddingEndpoint(
      Database database, Replies replies, Limits limits, Optional<Path> modelsDirectory) {
    this.database = database;
    this.replies = replies;
    this.limits = limits;
    this.modelsDirectory = modelsDirectory;
  }

  @Override
  public void listModels(
      EmbeddingProto.ListModelsRequest request,
      StreamObserver<EmbeddingProto.ListModelsResponse> answer) {
    EmbeddingProto.ListModelsResponse.Builder list = EmbeddingProto.ListModelsResponse.newBuilder();
    database.models().forEach(model -> list.addModels(ModelMessages.toProto(model)));
    replies.send(answer, list.build());
  }

  @Override
  public void embed(
      EmbeddingProto.EmbedRequest request, StreamObserver<EmbeddingProto.EmbedResponse> answer) {
    limits.batch("inputs", request.getInputsCount());
    List<Input> inputs = RecordMessages.inputsToApi("inputs", request.getInputsList());
    EmbedOptions options = ModelMessages.optionsToApi(request);
    List<float[]> vectors =
        Interruption.around(() -> database.embed(request.getModel(), inputs, options));
    EmbeddingProto.EmbedResponse.Builder embedded = EmbeddingProto.EmbedResponse.newBuilder();
    vectors.forEach(vector -> embedded.addVectors(RecordMessages.toProto(vector)));
    replies.send(answer, embedded.build());
  }

  @Override
  public void embedTokens(
      EmbeddingProto.EmbedTokensRequest request,
      StreamObserver<EmbeddingProto.EmbedTokensResponse> answer) {
    replies.send(
        answer,
        ModelMessages.toProto(
            Interruption.around(
                () -> database.embedTokens(request.getModel(), request.getText()))));
  }

  @Override
  public void addModel(
      EmbeddingProto.AddModelRequest request,
      StreamObserver<EmbeddingProto.AddModelResponse> answer) {
    ModelInfo model =
        database.addModel(
            request.getName(),
            found(request.getPath()).toString(),
            Optional.of(request.getType()).filter(type -> !type.isEmpty()));
    replies.send(
        answer,
        EmbeddingProto.AddModelResponse.newBuilder()
            .setModel(ModelMessages.toProto(model))
            .build());
  }

  @Override
  public void removeModel(
      EmbeddingProto.RemoveModelRequest request,
      StreamObserver<EmbeddingProto.RemoveModelResponse> answer) {
    database.removeModel(request.getName());
    replies.send(answer, EmbeddingProto.RemoveModelResponse.getDefaultInstance());
  }

  /**
   * The file that a client names. Clients must learn nothing of files elsewhere, so whatever is not
   * below the directory is refused in the same words, there or not.
   */
  private Path found(String path) {
    Path directory =
        modelsDirectory.orElseThrow(
            () ->
                new AkinException.FailedPrecondition(
                    "this server adds no models for clients: it was started without --models DIR"));
    try {
      Path root = directory.toRealPath();
      Path named = root.resolve(path).normalize();
      if (path.isEmpty() || named.equals(root) || !named.startsWith(root)) {
        throw outside(path);
      }
      Path real = named.toRealPath();
      if (!real.startsWith(root)) {
        throw outside(path);
      }
      return real;
    } catch (InvalidPathException e) {
      throw outside(path);
    } catch (IOException e) {
      throw new AkinException.NotFound(
          "no file or directory '" + path + "' in the server's directory of models");
    }
  }

  private static AkinException.InvalidArgument outside(String path) {
    return new AkinException.InvalidArgument(
        "path must name a file or directory below the server's directory of models: '"
            + path
            + "'");
  }
}
