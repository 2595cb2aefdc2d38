package dev.akin.server;

import dev.akin.api.Collection;
import dev.akin.api.Database;
import dev.akin.proto.BackupMessages;
import dev.akin.proto.CollectionMessages;
import dev.akin.proto.v1.BackupProto;
import dev.akin.proto.v1.SnapshotServiceGrpc;
import io.grpc.stub.StreamObserver;

/** Makes, lists, restores and drops snapshots of collections. */
final class SnapshotEndpoint extends SnapshotServiceGrpc.SnapshotServiceImplBase {
  private final Database database;
  private final Replies replies;

  SnapshotEndpoint(Database database, Replies replies) {
    this.database = database;
    this.replies = replies;
  }

  @Override
  public void createSnapshot(
      BackupProto.CreateSnapshotRequest request,
      StreamObserver<BackupProto.CreateSnapshotResponse> answer) {
    replies.send(
        answer,
        BackupProto.CreateSnapshotResponse.newBuilder()
            .setSnapshot(
                BackupMessages.toProto(
                    database.snapshots().create(request.getName(), request.getCollection())))
            .build());
  }

  @Override
  public void listSnapshots(
      BackupProto.ListSnapshotsRequest request,
      StreamObserver<BackupProto.ListSnapshotsResponse> answer) {
    BackupProto.ListSnapshotsResponse.Builder list = BackupProto.ListSnapshotsResponse.newBuilder();
    database.snapshots().list().forEach(info -> list.addSnapshots(BackupMessages.toProto(info)));
    replies.send(answer, list.build());
  }

  @Override
  public void restoreSnapshot(
      BackupProto.RestoreSnapshotRequest request,
      StreamObserver<BackupProto.RestoreSnapshotResponse> answer) {
    Collection restored = database.snapshots().restore(request.getName(), request.getTarget());
    replies.send(
        answer,
        BackupProto.RestoreSnapshotResponse.newBuilder()
            .setCollection(CollectionMessages.toProto(restored.info()))
            .build());
  }

  @Override
  public void dropSnapshot(
      BackupProto.DropSnapshotRequest request,
      StreamObserver<BackupProto.DropSnapshotResponse> answer) {
    database.snapshots().drop(request.getName());
    replies.send(answer, BackupProto.DropSnapshotResponse.getDefaultInstance());
  }
}
