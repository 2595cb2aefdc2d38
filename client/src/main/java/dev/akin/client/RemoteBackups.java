package dev.akin.client;

import static dev.akin.client.Connection.AS_LONG_AS_IT_TAKES;

import dev.akin.api.BackupInfo;
import dev.akin.api.Backups;
import dev.akin.proto.BackupMessages;
import dev.akin.proto.v1.BackupProto;
import dev.akin.proto.v1.BackupServiceGrpc;
import java.util.List;

/** The backups of a database behind a server. */
final class RemoteBackups implements Backups {
  private final Connection connection;

  RemoteBackups(Connection connection) {
    this.connection = connection;
  }

  @Override
  public BackupInfo create() {
    return BackupMessages.toApi(
        connection
            .call(
                BackupServiceGrpc.getCreateBackupMethod(),
                BackupProto.CreateBackupRequest.getDefaultInstance(),
                AS_LONG_AS_IT_TAKES)
            .getBackup());
  }

  @Override
  public List<BackupInfo> list() {
    return connection
        .call(
            BackupServiceGrpc.getListBackupsMethod(),
            BackupProto.ListBackupsRequest.getDefaultInstance(),
            connection.options().deadline())
        .getBackupsList()
        .stream()
        .map(BackupMessages::toApi)
        .toList();
  }

  @Override
  public void verify(int id) {
    connection.call(
        BackupServiceGrpc.getVerifyBackupMethod(),
        BackupProto.VerifyBackupRequest.newBuilder().setId(id).build(),
        AS_LONG_AS_IT_TAKES);
  }

  @Override
  public RemoteCollection restore(int id, String collection, String target) {
    connection.call(
        BackupServiceGrpc.getRestoreBackupMethod(),
        BackupProto.RestoreBackupRequest.newBuilder()
            .setId(id)
            .setCollection(collection)
            .setTarget(target)
            .build(),
        AS_LONG_AS_IT_TAKES);
    return new RemoteCollection(connection, target);
  }

  @Override
  public List<Integer> prune(int keep) {
    return List.copyOf(
        connection
            .call(
                BackupServiceGrpc.getPruneBackupsMethod(),
                BackupProto.PruneBackupsRequest.newBuilder().setKeep(keep).build(),
                connection.options().writeDeadline())
            .getDeletedList());
  }
}
