package dev.akin.storage;

import dev.akin.api.AkinException;
import dev.akin.api.Damage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * Verifies a data directory that no process has open: its format, every file of its RocksDB and of
 * its snapshots, and all rows against each other. Changes nothing but RocksDB's {@code LOG}.
 *
 * @param files that were verified
 * @param collections in the catalog, snapshots not counted
 * @param records in them
 * @param damages that were found
 * @param notes of what a kill leaves as well as a damage does
 */
public record StorageCheck(
    int files, int collections, long records, List<Damage> damages, List<Damage> notes) {
  /** Copies the lists. */
  public StorageCheck {
    damages = List.copyOf(damages);
    notes = List.copyOf(notes);
  }

  /**
   * Checks a directory.
   *
   * @throws AkinException.FailedPrecondition if it is in use or of a newer format
   * @throws AkinException.NotFound if there is no data directory
   */
  public static StorageCheck of(Path directory) {
    if (!Files.isDirectory(Storage.rocksdb(directory))
        && !Files.exists(directory.resolve(DataFormat.FILE))) {
      throw new AkinException.NotFound("no data directory at " + directory);
    }
    try (DirectoryLock _ = Storage.lock(directory.toRealPath())) {
      return check(directory);
    } catch (IOException e) {
      throw RocksErrors.of("check", directory, e);
    }
  }

  private static StorageCheck check(Path directory) throws IOException {
    List<Damage> damages = new ArrayList<>();
    try {
      if (DataFormat.check(directory) == 0) {
        damages.add(
            new Damage(
                directory.resolve(DataFormat.FILE).toString(), Damage.NOWHERE, "it is missing"));
      }
    } catch (AkinException.Corrupted e) {
      damages.add(new Damage(directory.resolve(DataFormat.FILE).toString(), 0, e.getMessage()));
    }
    StorageCheck main = database(Storage.rocksdb(directory));
    damages.addAll(main.damages);
    int files = 1 + main.files;
    Path snapshots = directory.resolve(Storage.SNAPSHOTS);
    if (Files.isDirectory(snapshots)) {
      try (var children = Files.newDirectoryStream(snapshots, "[!.]*")) {
        for (Path snapshot : children) {
          StorageCheck found = snapshot(snapshot);
          damages.addAll(found.damages);
          files += found.files;
        }
      }
    }
    return new StorageCheck(files, main.collections, main.records, damages, main.notes);
  }

  private static StorageCheck snapshot(Path snapshot) throws IOException {
    List<Damage> damages = new ArrayList<>();
    try {
      SnapshotFile.read(snapshot);
    } catch (AkinException.Corrupted e) {
      damages.add(new Damage(snapshot.resolve(SnapshotFile.FILE).toString(), 0, e.getMessage()));
    }
    StorageCheck database = database(Storage.rocksdb(snapshot));
    damages.addAll(database.damages);
    damages.addAll(database.notes); // nobody writes to a snapshot
    return new StorageCheck(1 + database.files, 0, 0, damages, List.of());
  }

  private static StorageCheck database(Path rocksdb) throws IOException {
    if (!Files.isDirectory(rocksdb)) {
      return new StorageCheck(
          0,
          0,
          0,
          List.of(new Damage(rocksdb.toString(), Damage.NOWHERE, "it is missing")),
          List.of());
    }
    RocksFiles.Result files = RocksFiles.verify(rocksdb);
    List<Damage> damages = new ArrayList<>(files.damages());
    List<Damage> notes = new ArrayList<>(files.notes());
    try (Rocks rocks = Rocks.openReadOnly(rocksdb)) {
      unfinished(rocks, damages, notes);
      RowCheck.Result rows = RowCheck.check(rocks);
      if (damages.isEmpty()) {
        // With a damaged file, rows are missing or cannot be read: that is no news.
        damages.addAll(rows.damages());
      }
      return new StorageCheck(files.files(), rows.collections(), rows.records(), damages, notes);
    } catch (AkinException e) {
      if (damages.isEmpty()) {
        damages.add(new Damage(blamed(rocksdb, e), Damage.NOWHERE, e.getMessage()));
      }
      return new StorageCheck(files.files(), 0, 0, damages, notes);
    }
  }

  /** Notes what is wrong with files of which the manifest does not know: nothing reads them. */
  private static void unfinished(Rocks rocks, List<Damage> damages, List<Damage> notes) {
    Set<String> live = rocks.liveFiles();
    for (Iterator<Damage> each = damages.iterator(); each.hasNext(); ) {
      Damage damage = each.next();
      String file = Path.of(damage.file()).getFileName().toString();
      if ((file.endsWith(".sst") || file.endsWith(".blob")) && !live.contains(file)) {
        each.remove();
        notes.add(
            new Damage(
                damage.file(),
                damage.offset(),
                "it is not finished and not used, as a kill in the middle of a compaction leaves"
                    + " it; the next open deletes it"));
      }
    }
  }

  /**
   * The file that RocksDB's message names, or else the directory. A manifest that ends between two
   * records is whole as a log; only RocksDB sees what it lacks.
   */
  private static String blamed(Path rocksdb, AkinException e) throws IOException {
    return Trees.files(rocksdb).stream()
        .map(Path::toString)
        .filter(e.getMessage()::contains)
        .max(Comparator.comparingInt(String::length))
        .orElseGet(rocksdb::toString);
  }
}
