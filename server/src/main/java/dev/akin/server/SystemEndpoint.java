package dev.akin.server;

import dev.akin.api.Database;
import dev.akin.proto.ModelMessages;
import dev.akin.proto.v1.SystemProto;
import dev.akin.proto.v1.SystemServiceGrpc;
import io.grpc.stub.StreamObserver;

/** Tells about the server. */
final class SystemEndpoint extends SystemServiceGrpc.SystemServiceImplBase {
  private final Database database;
  private final Replies replies;

  SystemEndpoint(Database database, Replies replies) {
    this.database = database;
    this.replies = replies;
  }

  @Override
  public void getInfo(
      SystemProto.GetInfoRequest request, StreamObserver<SystemProto.GetInfoResponse> answer) {
    replies.send(
        answer,
        SystemProto.GetInfoResponse.newBuilder()
            .setInfo(ModelMessages.toProto(database.info()))
            .build());
  }
}
