package dev.akin.proto;

import dev.akin.api.BackupInfo;
import dev.akin.api.SnapshotInfo;
import dev.akin.proto.v1.BackupProto;

/** Backups and snapshots, as messages and back. */
public final class BackupMessages {
  private BackupMessages() {}

  /** A backup. */
  public static BackupProto.BackupInfo toProto(BackupInfo info) {
    return BackupProto.BackupInfo.newBuilder()
        .setId(info.id())
        .setCreated(Times.toProto(info.created()))
        .setBytes(info.bytes())
        .setFiles(info.files())
        .addAllCollections(info.collections())
        .build();
  }

  /** A backup. */
  public static BackupInfo toApi(BackupProto.BackupInfo info) {
    return new BackupInfo(
        Fields.toInt("id", info.getId()),
        Times.toApi("created", info.getCreated()),
        info.getBytes(),
        Fields.toInt("files", info.getFiles()),
        info.getCollectionsList());
  }

  /**
   * The id of a backup.
   *
   * @throws dev.akin.api.AkinException.InvalidArgument if it is over 2^31 - 1
   */
  public static int idToApi(int unsigned) {
    return Fields.toInt("id", unsigned);
  }

  /**
   * How many backups stay.
   *
   * @throws dev.akin.api.AkinException.InvalidArgument if it is over 2^31 - 1
   */
  public static int keepToApi(int unsigned) {
    return Fields.toInt("keep", unsigned);
  }

  /** A snapshot. */
  public static BackupProto.SnapshotInfo toProto(SnapshotInfo info) {
    return BackupProto.SnapshotInfo.newBuilder()
        .setName(info.name())
        .setCollection(info.collection())
        .setCreated(Times.toProto(info.created()))
        .setBytes(info.bytes())
        .build();
  }

  /** A snapshot. */
  public static SnapshotInfo toApi(BackupProto.SnapshotInfo info) {
    return new SnapshotInfo(
        info.getName(),
        info.getCollection(),
        Times.toApi("created", info.getCreated()),
        info.getBytes());
  }
}
