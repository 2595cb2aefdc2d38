package dev.akin.client;

import static dev.akin.client.Connection.AS_LONG_AS_IT_TAKES;

import dev.akin.api.SnapshotInfo;
import dev.akin.api.Snapshots;
import dev.akin.proto.BackupMessages;
import dev.akin.proto.v1.BackupProto;
import dev.akin.proto.v1.SnapshotServiceGrpc;
import java.util.List;

/** The snapshots of a database behind a server. */
final class RemoteSnapshots implements Snapshots {
  private final Connection connection;

  RemoteSnapshots(Connection connection) {
    this.connection = connection;
  }

  @Override
  public SnapshotInfo create(String name, String collection) {
    return BackupMessages.toApi(
        connection
            .call(
                SnapshotServiceGrpc.getCreateSnapshotMethod(),
                BackupProto.CreateSnapshotRequest.newBuilder()
                    .setName(name)
                    .setCollection(collection)
                    .build(),
                AS_LONG_AS_IT_TAKES)
            .getSnapshot());
  }

  @Override
  public List<SnapshotInfo> list() {
    return connection
        .call(
            SnapshotServiceGrpc.getListSnapshotsMethod(),
            BackupProto.ListSnapshotsRequest.getDefaultInstance(),
            connection.options().deadline())
        .getSnapshotsList()
        .stream()
        .map(BackupMessages::toApi)
        .toList();
  }

  @Override
  public RemoteCollection restore(String name, String target) {
    connection.call(
        SnapshotServiceGrpc.getRestoreSnapshotMethod(),
        BackupProto.RestoreSnapshotRequest.newBuilder().setName(name).setTarget(target).build(),
        AS_LONG_AS_IT_TAKES);
    return new RemoteCollection(connection, target);
  }

  @Override
  public void drop(String name) {
    connection.call(
        SnapshotServiceGrpc.getDropSnapshotMethod(),
        BackupProto.DropSnapshotRequest.newBuilder().setName(name).build(),
        connection.options().writeDeadline());
  }
}
