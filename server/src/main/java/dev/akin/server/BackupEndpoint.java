package dev.akin.server;

import dev.akin.api.Collection;
import dev.akin.api.Database;
import dev.akin.proto.BackupMessages;
import dev.akin.proto.CollectionMessages;
import dev.akin.proto.v1.BackupProto;
import dev.akin.proto.v1.BackupServiceGrpc;
import io.grpc.stub.StreamObserver;

/** Makes, lists, verifies, restores and deletes backups. */
final class BackupEndpoint extends BackupServiceGrpc.BackupServiceImplBase {
  private final Database database;
  private final Replies replies;

  BackupEndpoint(Database database, Replies replies) {
    this.database = database;
    this.replies = replies;
  }

  @Override
  public void createBackup(
      BackupProto.CreateBackupRequest request,
      StreamObserver<BackupProto.CreateBackupResponse> answer) {
    replies.send(
        answer,
        BackupProto.CreateBackupResponse.newBuilder()
            .setBackup(BackupMessages.toProto(database.backups().create()))
            .build());
  }

  @Override
  public void listBackups(
      BackupProto.ListBackupsRequest request,
      StreamObserver<BackupProto.ListBackupsResponse> answer) {
    BackupProto.ListBackupsResponse.Builder list = BackupProto.ListBackupsResponse.newBuilder();
    database.backups().list().forEach(info -> list.addBackups(BackupMessages.toProto(info)));
    replies.send(answer, list.build());
  }

  @Override
  public void verifyBackup(
      BackupProto.VerifyBackupRequest request,
      StreamObserver<BackupProto.VerifyBackupResponse> answer) {
    database.backups().verify(BackupMessages.idToApi(request.getId()));
    replies.send(answer, BackupProto.VerifyBackupResponse.getDefaultInstance());
  }

  @Override
  public void restoreBackup(
      BackupProto.RestoreBackupRequest request,
      StreamObserver<BackupProto.RestoreBackupResponse> answer) {
    Collection restored =
        database
            .backups()
            .restore(
                BackupMessages.idToApi(request.getId()),
                request.getCollection(),
                request.getTarget());
    replies.send(
        answer,
        BackupProto.RestoreBackupResponse.newBuilder()
            .setCollection(CollectionMessages.toProto(restored.info()))
            .build());
  }

  @Override
  public void pruneBackups(
      BackupProto.PruneBackupsRequest request,
      StreamObserver<BackupProto.PruneBackupsResponse> answer) {
    replies.send(
        answer,
        BackupProto.PruneBackupsResponse.newBuilder()
            .addAllDeleted(database.backups().prune(BackupMessages.keepToApi(request.getKeep())))
            .build());
  }
}
