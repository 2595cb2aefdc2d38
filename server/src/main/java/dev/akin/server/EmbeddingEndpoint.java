package dev.akin.server;

import dev.akin.api.Database;
import dev.akin.api.EmbedOptions;
import dev.akin.api.Input;
import dev.akin.proto.ModelMessages;
import dev.akin.proto.RecordMessages;
import dev.akin.proto.v1.EmbeddingProto;
import dev.akin.proto.v1.EmbeddingServiceGrpc;
import io.grpc.stub.StreamObserver;
import java.util.List;

/** Makes vectors with the models there are. */
final class EmbeddingEndpoint extends EmbeddingServiceGrpc.EmbeddingServiceImplBase {
  private final Database database;
  private final Replies replies;

  EmbeddingEndpoint(Database database, Replies replies) {
    this.database = database;
    this.replies = replies;
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
    List<Input> inputs = RecordMessages.inputsToApi("inputs", request.getInputsList());
    EmbedOptions options = ModelMessages.optionsToApi(request);
    List<float[]> vectors =
        Interruption.around(() -> database.embed(request.getModel(), inputs, options));
    EmbeddingProto.EmbedResponse.Builder embedded = EmbeddingProto.EmbedResponse.newBuilder();
    vectors.forEach(vector -> embedded.addVectors(RecordMessages.toProto(vector)));
    replies.send(answer, embedded.build());
  }
}
