package dev.akin.storage;

import dev.akin.api.AkinException;
import dev.akin.api.BackupInfo;
import dev.akin.api.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rocksdb.BackupEngine;
import org.rocksdb.BackupEngineOptions;
import org.rocksdb.Env;
import org.rocksdb.RestoreOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * Backups of one data directory, as RocksDB's backup engine keeps them: files that several backups
 * have lie in {@code shared_checksum/}, those of one in {@code private/ID/}, and {@code meta/ID}
 * lists them with their checksums. Indexes are not in a backup; they are built anew. Safe for any
 * number of threads; one at a time makes or deletes backups, in whatever process.
 */
public final class BackupDirectory {
  private static final String META = "meta";

  private final Path directory;

  /**
   * The backups in a directory.
   *
   * @param directory need not exist; {@link #create} makes it
   */
  public BackupDirectory(Path directory) {
    RocksDB.loadLibrary();
    this.directory = directory;
  }

  /**
   * Makes a backup, surely on disk when this returns. Reads and writes go on meanwhile.
   *
   * @throws AkinException.FailedPrecondition if another one is being made or deleted
   */
  public BackupInfo create(Storage storage) {
    try {
      Files.createDirectories(directory);
      try (var _ = lock();
          var _ = storage.rocks().use();
          BackupEngine engine = open()) {
        List<String> names = storage.collections().stream().map(CollectionMeta::name).toList();
        engine.createNewBackupWithMetadata(storage.rocks().db(), metadata(names), true);
        return list(engine).getLast();
      } catch (RocksDBException e) {
        throw RocksErrors.of("backup", directory, e);
      }
    } catch (IOException e) {
      throw RocksErrors.of("backup", directory, e);
    }
  }

  /** All backups, oldest first. */
  public List<BackupInfo> list() {
    if (!Files.isDirectory(directory.resolve(META))) {
      return List.of();
    }
    try (BackupEngine engine = open()) {
      return list(engine);
    } catch (RocksDBException e) {
      throw RocksErrors.of("list backups", directory, e);
    }
  }

  private List<BackupInfo> list(BackupEngine engine) {
    return engine.getBackupInfo().stream()
        .map(
            info ->
                new BackupInfo(
                    info.backupId(),
                    Instant.ofEpochSecond(info.timestamp()),
                    info.size(),
                    info.numberFiles(),
                    names(info.backupId(), info.appMetadata())))
        .sorted(Comparator.comparingInt(BackupInfo::id))
        .toList();
  }

  /**
   * Reads every file of a backup and compares its checksum.
   *
   * @throws AkinException.Corrupted naming the first file that is damaged or missing
   * @throws AkinException.NotFound if there is no such backup
   */
  public void verify(int id) {
    Path meta = meta(id);
    if (!Files.isRegularFile(meta)) {
      throw notFound(id);
    }
    try {
      BackupMeta.read(meta).verify(directory);
    } catch (IOException e) {
      throw RocksErrors.of("verify backup " + id, directory, e);
    }
    // Whatever else the engine finds wrong, such as sizes.
    existing(id);
  }

  /**
   * Deletes all but the newest backups.
   *
   * @param keep how many stay, 1 or more
   * @return the ids of those deleted
   * @throws AkinException.FailedPrecondition if one is being made or deleted
   */
  public List<Integer> prune(int keep) {
    if (keep < 1) {
      throw new AkinException.InvalidArgument("keep must be 1 or more: " + keep);
    }
    if (list().isEmpty()) {
      return List.of();
    }
    try (var _ = lock();
        BackupEngine engine = open()) {
      List<Integer> before = new ArrayList<>(list(engine).stream().map(BackupInfo::id).toList());
      engine.purgeOldBackups(keep);
      engine.garbageCollect();
      before.removeAll(list(engine).stream().map(BackupInfo::id).toList());
      return before;
    } catch (RocksDBException e) {
      throw RocksErrors.of("prune backups", directory, e);
    } catch (IOException e) {
      throw RocksErrors.of("prune backups", directory, e);
    }
  }

  /**
   * Makes a data directory of a backup. It is there only once it is complete.
   *
   * @param target must not exist, or be empty
   * @throws AkinException.NotFound if there is no such backup
   * @throws AkinException.Corrupted if the backup is damaged
   * @throws AkinException.FailedPrecondition if the target is there already
   */
  public void restore(int id, Path target) {
    existing(id);
    Path whole = target.toAbsolutePath().normalize();
    Path unfinished = whole.resolveSibling(whole.getFileName() + ".restoring");
    try {
      if (Files.exists(whole) && !isEmptyDirectory(whole)) {
        throw new AkinException.FailedPrecondition(
            "restore needs a directory that is not there or empty: " + target);
      }
      Trees.delete(unfinished);
      Files.createDirectories(unfinished);
      restoreRocks(id, Storage.rocksdb(unfinished));
      DataFormat.write(unfinished);
      Trees.sync(unfinished);
      Files.deleteIfExists(whole);
      Files.move(unfinished, whole, StandardCopyOption.ATOMIC_MOVE);
      Trees.syncOne(whole.getParent());
    } catch (IOException e) {
      throw RocksErrors.of("restore", target, e);
    }
  }

  /**
   * Makes a collection of one in a backup, surely on disk when this returns. For a while it takes
   * the room of the whole backup.
   *
   * @throws AkinException.NotFound if there is no such backup, or no such collection in it
   * @throws AkinException.AlreadyExists if there is a collection named {@code target}
   */
  public CollectionMeta restore(int id, String collection, Storage storage, String target) {
    BackupInfo backup = existing(id);
    if (!backup.collections().contains(collection)) {
      throw new AkinException.NotFound(
          "backup "
              + id
              + " holds no collection '"
              + collection
              + "'; it holds: "
              + String.join(", ", backup.collections()));
    }
    try (Staging staging = storage.stage()) {
      restoreRocks(id, staging.path());
      return storage.copyFrom(staging.path(), collection, target);
    }
  }

  private DirectoryLock lock() throws IOException {
    return DirectoryLock.take(
        "backup directory", "wait until it has made its backup", directory.toRealPath());
  }

  private void restoreRocks(int id, Path rocksdb) {
    try (BackupEngine engine = open();
        RestoreOptions options = new RestoreOptions(false)) {
      engine.restoreDbFromBackup(id, rocksdb.toString(), rocksdb.toString(), options);
    } catch (RocksDBException e) {
      throw RocksErrors.of("restore of backup " + id, directory, e);
    }
  }

  /** The backup of an id, which the engine finds usable. */
  private BackupInfo existing(int id) {
    if (!Files.isRegularFile(meta(id))) {
      throw notFound(id);
    }
    Optional<BackupInfo> found = list().stream().filter(info -> info.id() == id).findFirst();
    return found.orElseThrow(
        () ->
            new AkinException.Corrupted(
                "backup " + id + " in " + directory + " is damaged: RocksDB cannot use it"));
  }

  private Path meta(int id) {
    if (id < 1) {
      throw new AkinException.InvalidArgument("id of a backup must be 1 or more: " + id);
    }
    return directory.resolve(META).resolve(Integer.toString(id));
  }

  private AkinException.NotFound notFound(int id) {
    List<String> ids = list().stream().map(info -> Integer.toString(info.id())).toList();
    return new AkinException.NotFound(
        "no backup "
            + id
            + "; there "
            + (ids.isEmpty() ? "are none" : "is: " + String.join(", ", ids)));
  }

  private BackupEngine open() throws RocksDBException {
    try (BackupEngineOptions options = new BackupEngineOptions(directory.toString())) {
      options
          .setShareTableFiles(true)
          // Names shared files by content, so that another database's cannot be taken for one.
          .setShareFilesWithChecksum(true)
          .setSync(true)
          .setBackupLogFiles(true);
      return BackupEngine.open(Env.getDefault(), options);
    }
  }

  private static String metadata(List<String> collections) {
    Map<String, Value> fields = new LinkedHashMap<>();
    fields.put("format", new Value.Int(DataFormat.VERSION));
    fields.put(
        "collections",
        new Value.Array(collections.stream().map(name -> (Value) new Value.Text(name)).toList()));
    return new String(ValueCodec.toJson(fields), StandardCharsets.UTF_8);
  }

  private List<String> names(int id, String metadata) {
    try {
      List<String> names = new ArrayList<>();
      Map<String, Value> fields = ValueCodec.fromJson(metadata.getBytes(StandardCharsets.UTF_8));
      if (fields.get("collections") instanceof Value.Array(List<Value> values)) {
        for (Value value : values) {
          names.add(value instanceof Value.Text(String name) ? name : value.toString());
        }
      }
      return names;
    } catch (Damaged e) {
      throw new AkinException.Corrupted(meta(id) + " is damaged: its metadata is no JSON", e);
    }
  }

  private static boolean isEmptyDirectory(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return false;
    }
    try (var children = Files.newDirectoryStream(path)) {
      return !children.iterator().hasNext();
    }
  }
}
