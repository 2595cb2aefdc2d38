package dev.akin.storage;

import dev.akin.api.AkinException;
import dev.akin.api.Names;
import dev.akin.api.SnapshotInfo;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The snapshots of collections in a data directory. Safe for any number of threads.
 *
 * <pre>
 * DATA/snapshots/NAME/SNAPSHOT    what it is, see SnapshotFile
 * DATA/snapshots/NAME/rocksdb/    a RocksDB with one collection in its catalog
 * </pre>
 *
 * <p>The RocksDB is a checkpoint of the database: hard links to its files. Collections are ranges
 * of keys in the same files, so those of the others are deleted in it, whereupon it lets go of
 * every file that holds nothing of this one; rows of others in the files that it shares stay until
 * it is dropped, unseen.
 */
public final class SnapshotDirectory {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotDirectory.class);
  private static final String UNFINISHED = ".unfinished-";

  private final Path directory;
  private final Storage storage;
  private final Rocks rocks;
  // Who makes or reads snapshots shares it; who drops one has it alone.
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

  SnapshotDirectory(Path directory, Storage storage, Rocks rocks) {
    this.directory = directory;
    this.storage = storage;
    this.rocks = rocks;
  }

  /**
   * Makes a snapshot, surely on disk when this returns. The collection must not be dropped
   * meanwhile.
   *
   * @param name of the snapshot
   * @throws AkinException.AlreadyExists if there is one of this name
   */
  public SnapshotInfo create(String name, CollectionMeta collection) {
    Path target = path(name);
    lock.readLock().lock();
    Path unfinished = directory.resolve(UNFINISHED + UUID.randomUUID());
    try (var _ = rocks.use()) {
      if (Files.exists(target)) {
        throw exists(name);
      }
      Files.createDirectories(unfinished);
      Instant created = Instant.ofEpochMilli(System.currentTimeMillis());
      rocks.checkpoint(Storage.rocksdb(unfinished));
      keepOnly(Storage.rocksdb(unfinished), collection);
      SnapshotFile.write(unfinished, new SnapshotFile(collection.name(), created));
      Trees.sync(unfinished);
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
      Trees.syncOne(directory);
      return new SnapshotInfo(name, collection.name(), created, Trees.bytes(target));
    } catch (IOException e) {
      // Renaming onto one that was made meanwhile fails with an exception of no particular type.
      if (e instanceof FileSystemException && Files.exists(target)) {
        throw exists(name);
      }
      throw RocksErrors.of("snapshot", directory, e);
    } finally {
      deleteQuietly(unfinished);
      lock.readLock().unlock();
    }
  }

  private static AkinException.AlreadyExists exists(String name) {
    return new AkinException.AlreadyExists("snapshot '" + name + "' exists already");
  }

  private static void keepOnly(Path rocksdb, CollectionMeta collection) {
    try (Rocks checkpoint = Rocks.open(rocksdb, false)) {
      CatalogEntries.keepOnly(checkpoint, collection);
    }
  }

  /** All snapshots, by name. */
  public List<SnapshotInfo> list() {
    lock.readLock().lock();
    try {
      List<SnapshotInfo> snapshots = new ArrayList<>();
      for (Path path : paths("[!.]*")) {
        SnapshotFile file = SnapshotFile.read(path);
        String name = path.getFileName().toString();
        snapshots.add(new SnapshotInfo(name, file.collection(), file.created(), Trees.bytes(path)));
      }
      return snapshots;
    } catch (IOException e) {
      throw RocksErrors.of("list snapshots", directory, e);
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * Makes a collection of a snapshot, surely on disk when this returns.
   *
   * @param target the new collection's name
   * @throws AkinException.NotFound if there is no such snapshot
   * @throws AkinException.AlreadyExists if there is a collection named {@code target}
   */
  public CollectionMeta restore(String name, String target) {
    lock.readLock().lock();
    try {
      Path path = existing(name);
      SnapshotFile file = SnapshotFile.read(path);
      return storage.copyFrom(Storage.rocksdb(path), file.collection(), target);
    } catch (IOException e) {
      throw RocksErrors.of("restore snapshot", directory, e);
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * Drops a snapshot.
   *
   * @throws AkinException.NotFound if there is none of this name
   */
  public void drop(String name) {
    lock.writeLock().lock();
    try {
      Path unfinished = directory.resolve(UNFINISHED + UUID.randomUUID());
      Files.move(existing(name), unfinished, StandardCopyOption.ATOMIC_MOVE);
      Trees.syncOne(directory);
      Trees.delete(unfinished);
    } catch (IOException e) {
      throw RocksErrors.of("drop snapshot", directory, e);
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Deletes what snapshots that did not come to their end have left. */
  void deleteUnfinished() {
    try {
      paths(UNFINISHED + "*").forEach(SnapshotDirectory::deleteQuietly);
    } catch (IOException e) {
      LOG.warn("cannot look for unfinished snapshots in {}: {}", directory, e.toString());
    }
  }

  private static void deleteQuietly(Path unfinished) {
    try {
      Trees.delete(unfinished);
    } catch (IOException e) {
      LOG.warn("cannot delete {}: {}", unfinished, e.toString());
    }
  }

  private Path existing(String name) throws IOException {
    Path path = path(name);
    if (!Files.isDirectory(path)) {
      throw new AkinException.NotFound(
          "no snapshot '"
              + name
              + "'; there "
              + (paths("[!.]*").isEmpty()
                  ? "are none"
                  : "is: "
                      + String.join(
                          ", ",
                          paths("[!.]*").stream()
                              .map(Path::getFileName)
                              .map(Path::toString)
                              .toList())));
    }
    return path;
  }

  /** A checked name has no separators and does not begin with a dot. */
  private Path path(String name) {
    return directory.resolve(Names.check("snapshot name", name));
  }

  private List<Path> paths(String glob) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    List<Path> paths = new ArrayList<>();
    try (var children = Files.newDirectoryStream(directory, glob)) {
      children.forEach(paths::add);
    }
    paths.sort(null);
    return paths;
  }
}
