package dev.akin.engine.internal;

import dev.akin.api.AkinException;
import dev.akin.api.BackupInfo;
import dev.akin.api.Backups;
import dev.akin.api.Collection;
import dev.akin.api.Names;
import dev.akin.storage.BackupDirectory;
import dev.akin.storage.CollectionMeta;
import dev.akin.storage.Storage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The backups of a database in this process. */
public final class EmbeddedBackups implements Backups {
  private final Gate gate;
  private final Optional<Storage> storage;
  private final Optional<BackupDirectory> directory;
  private final Function<CollectionMeta, Collection> adopt;

  /**
   * The backups of a database.
   *
   * @param gate of the database
   * @param directory of the backups, if it has one
   * @param adopt opens a collection that the catalog has got
   */
  public EmbeddedBackups(
      Gate gate,
      Optional<Storage> storage,
      Optional<Path> directory,
      Function<CollectionMeta, Collection> adopt) {
    this.gate = gate;
    this.storage = storage;
    this.directory = directory.map(BackupDirectory::new);
    this.adopt = adopt;
  }

  /** Backups without their database. */
  public EmbeddedBackups(Path directory) {
    this(
        new Gate("backup directory " + directory),
        Optional.empty(),
        Optional.of(directory),
        meta -> {
          throw new IllegalStateException("no database adopts " + meta.name());
        });
  }

  private Storage storage() {
    return storage.orElseThrow(
        () ->
            new AkinException.FailedPrecondition(
                "this needs the database, not only its backups: name it (--data or --server)"));
  }

  private BackupDirectory directory() {
    return directory.orElseThrow(
        () ->
            new AkinException.FailedPrecondition(
                "the database has no backup directory; open it with one (backupDirectory, or"
                    + " --backup-dir)"));
  }

  @Override
  public BackupInfo create() {
    try (Gate.Pass _ = gate.enter()) {
      return directory().create(storage());
    }
  }

  @Override
  public List<BackupInfo> list() {
    try (Gate.Pass _ = gate.enter()) {
      return directory().list();
    }
  }

  @Override
  public void verify(int id) {
    try (Gate.Pass _ = gate.enter()) {
      directory().verify(id);
    }
  }

  @Override
  public Collection restore(int id, String collection, String target) {
    Names.check("collection name", target);
    try (Gate.Pass _ = gate.enter()) {
      return adopt.apply(directory().restore(id, collection, storage(), target));
    }
  }

  @Override
  public List<Integer> prune(int keep) {
    try (Gate.Pass _ = gate.enter()) {
      return directory().prune(keep);
    }
  }
}
