package dev.akin.storage;

import dev.akin.api.AkinException;
import dev.akin.api.CollectionSpec;
import dev.akin.api.FullTextSpec;
import dev.akin.api.Names;
import dev.akin.api.PayloadIndexType;
import dev.akin.api.VectorSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A data directory: the collections, their records, and a place for their indexes. Safe for any
 * number of threads. One process has it at a time.
 *
 * <pre>
 * DATA/akin.lock      who has it
 * DATA/FORMAT         the format's version
 * DATA/rocksdb/       the truth, see KeyLayout
 * DATA/indexes/ID/    what can be rebuilt, the engine's; ID is the collection's
 * DATA/snapshots/     see SnapshotDirectory
 * DATA/staging/       what is needed for a moment only
 * </pre>
 *
 * <p>Whoever opens it closes it. Close waits for the calls under way; later ones fail with {@link
 * AkinException.FailedPrecondition}.
 */
public final class Storage implements AutoCloseable {
  /** The most that RocksDB's caches take outside the Java heap, in bytes: blocks and memtables. */
  public static final long CACHE_BYTES = RocksOptions.BLOCK_CACHE + RocksOptions.MEMTABLES;

  private static final Logger LOG = LoggerFactory.getLogger(Storage.class);
  private static final String ROCKSDB = "rocksdb";
  private static final String INDEXES = "indexes";
  static final String SNAPSHOTS = "snapshots";
  private static final String STAGING = "staging";
  private static final int PROBE_BYTES = 1 << 16;

  private final Path directory;
  private final DirectoryLock lock;
  private final Rocks rocks;
  private final InstantSource clock;
  private final Map<Integer, CollectionStore> stores = new ConcurrentHashMap<>();
  private final Set<String> reserved = new HashSet<>();
  private final SnapshotDirectory snapshots;
  private volatile Map<String, String> aliases = Map.of();
  private int nextCollectionId = 1;

  private Storage(Path directory, DirectoryLock lock, Rocks rocks, InstantSource clock) {
    this.directory = directory;
    this.lock = lock;
    this.rocks = rocks;
    this.clock = clock;
    this.snapshots = new SnapshotDirectory(directory.resolve(SNAPSHOTS), this, rocks);
  }

  /**
   * Opens a data directory, and makes it if it is missing or empty.
   *
   * @throws AkinException.FailedPrecondition if it is in use, naming by whom, or of a newer format
   * @throws AkinException.Corrupted if it is damaged
   * @throws AkinException.ResourceExhausted if the disk is full
   */
  public static Storage open(Path directory) {
    return open(directory, InstantSource.system());
  }

  /** The same, with a clock of one's own to tell which records have expired. */
  public static Storage open(Path directory, InstantSource clock) {
    try {
      Files.createDirectories(directory);
      Path real = directory.toRealPath();
      DirectoryLock lock = lock(real);
      try {
        return open(real, lock, new SteadyClock(clock));
      } catch (IOException | RuntimeException | Error e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw RocksErrors.of("open data directory", directory, e);
    }
  }

  /** Takes the lock of a data directory, given as its real path. */
  static DirectoryLock lock(Path directory) throws IOException {
    return DirectoryLock.take(
        "data directory", "close it first or connect to it as a server", directory);
  }

  private static Storage open(Path directory, DirectoryLock lock, InstantSource clock)
      throws IOException {
    int version = DataFormat.check(directory);
    boolean complete = version > 0;
    Files.createDirectories(directory.resolve(INDEXES));
    Rocks rocks = Rocks.open(rocksdb(directory), !complete);
    try {
      Storage storage = new Storage(directory, lock, rocks, clock);
      storage.load();
      if (!complete) {
        if (!storage.stores.isEmpty()) {
          throw new AkinException.Corrupted(
              directory.resolve(DataFormat.FILE) + " is missing, yet there are collections");
        }
      }
      if (version < DataFormat.VERSION) {
        DataFormat.write(directory);
      }
      storage.deleteOrphans();
      storage.snapshots.deleteUnfinished();
      Trees.delete(storage.staging());
      return storage;
    } catch (IOException | RuntimeException | Error e) {
      rocks.close();
      throw e;
    }
  }

  private void load() {
    byte[] next = rocks.get(Family.CATALOG, KeyLayout.NEXT_COLLECTION_ID);
    if (next != null) {
      nextCollectionId = CatalogEntries.nextId(rocks, next);
    }
    for (CollectionMeta meta : CatalogEntries.collections(rocks)) {
      stores.put(meta.id(), new CollectionStore(rocks, meta, clock));
    }
    aliases = Collections.unmodifiableMap(CatalogEntries.aliases(rocks));
    for (int id : CatalogEntries.unfinishedCopies(rocks)) {
      CatalogEntries.dropCopy(rocks, id);
      CatalogEntries.reclaim(rocks, id);
    }
  }

  /** The directory, as its real path. */
  public Path directory() {
    return directory;
  }

  /** What collections there are, by name. */
  public List<CollectionMeta> collections() {
    return stores.values().stream()
        .map(CollectionStore::meta)
        .sorted(Comparator.comparing(CollectionMeta::name))
        .toList();
  }

  /**
   * Creates a collection, surely on disk when this returns.
   *
   * @param spec with all dimensions filled in
   * @param fingerprints of the models, by vector name
   * @throws AkinException.AlreadyExists if there is one of this name
   */
  public synchronized CollectionMeta createCollection(
      String name, CollectionSpec spec, Map<String, String> fingerprints) {
    Names.check("collection name", name);
    checkFree(name);
    Map<String, VectorMeta> vectors = new LinkedHashMap<>();
    for (Map.Entry<String, VectorSpec> vector : spec.vectors().entrySet()) {
      Optional<String> fingerprint = Optional.ofNullable(fingerprints.get(vector.getKey()));
      int vectorId = vectors.size() + 1;
      vectors.put(vector.getKey(), new VectorMeta(vectorId, vector.getValue(), fingerprint));
    }
    CollectionMeta meta =
        new CollectionMeta(
            nextCollectionId,
            name,
            spec.sync(),
            spec.ttl(),
            vectors,
            Map.of(),
            vectors.size() + 1,
            Optional.empty(),
            Optional.empty());
    CatalogEntries.add(rocks, meta);
    nextCollectionId++;
    stores.put(meta.id(), new CollectionStore(rocks, meta, clock));
    return meta;
  }

  private void checkFree(String name) {
    if (aliases.containsKey(name)) {
      throw new AkinException.AlreadyExists("'" + name + "' is an alias of a collection");
    }
    checkNoCollection(name);
  }

  private void checkNoCollection(String name) {
    if (reserved.contains(name)
        || stores.values().stream().anyMatch(store -> store.meta().name().equals(name))) {
      throw new AkinException.AlreadyExists("collection '" + name + "' exists already");
    }
  }

  /**
   * Makes a collection of another one as it is now, surely on disk when this returns. Writes to the
   * other go on; it must not be dropped meanwhile.
   *
   * @throws AkinException.NotFound if there is none of this id
   * @throws AkinException.AlreadyExists if there is one of this name
   */
  public CollectionMeta cloneCollection(int id, String name) {
    return copy(rocks, collection(id).meta(), name);
  }

  /** Makes a collection of one of another database. */
  CollectionMeta copyFrom(Path rocksdb, String collection, String name) {
    try (Rocks source = Rocks.openReadOnly(rocksdb)) {
      List<CollectionMeta> there = CatalogEntries.collections(source);
      for (CollectionMeta meta : there) {
        if (meta.name().equals(collection)) {
          return copy(source, meta, name);
        }
      }
      throw new AkinException.NotFound(
          "it holds no collection '"
              + collection
              + "' but: "
              + String.join(", ", there.stream().map(CollectionMeta::name).toList()));
    }
  }

  private CollectionMeta copy(Rocks source, CollectionMeta original, String name) {
    CollectionMeta copy = beginCopy(original, name);
    try {
      CollectionCopy.copy(source, original.id(), rocks, copy.id());
      CatalogEntries.finishCopy(rocks, copy);
      stores.put(copy.id(), new CollectionStore(rocks, copy, clock));
      return copy;
    } catch (RuntimeException | Error e) {
      try {
        CatalogEntries.dropCopy(rocks, copy.id());
      } catch (RuntimeException again) {
        e.addSuppressed(again); // the next open drops it
      }
      throw e;
    } finally {
      endCopy(name);
    }
  }

  private synchronized CollectionMeta beginCopy(CollectionMeta original, String name) {
    Names.check("collection name", name);
    checkFree(name);
    CollectionMeta copy = original.renamed(nextCollectionId, name);
    CatalogEntries.beginCopy(rocks, copy.id());
    nextCollectionId++;
    reserved.add(name);
    return copy;
  }

  private synchronized void endCopy(String name) {
    reserved.remove(name);
  }

  /** The names of collections by alias, in the order of the aliases. */
  public Map<String, String> aliases() {
    return aliases;
  }

  /**
   * Has an alias lead to a collection, surely on disk when this returns.
   *
   * @throws AkinException.NotFound if there is no such collection
   * @throws AkinException.AlreadyExists if a collection has the alias's name
   */
  public synchronized void setAlias(String alias, String collection) {
    Names.check("alias", alias);
    checkNoCollection(alias);
    if (stores.values().stream().noneMatch(it -> it.meta().name().equals(collection))) {
      throw new AkinException.NotFound("no collection '" + collection + "'");
    }
    CatalogEntries.putAlias(rocks, alias, collection);
    Map<String, String> after = new TreeMap<>(aliases);
    after.put(alias, collection);
    aliases = Collections.unmodifiableMap(after);
  }

  /**
   * Forgets an alias, surely on disk when this returns.
   *
   * @throws AkinException.NotFound if there is none of this name
   */
  public synchronized void dropAlias(String alias) {
    if (!aliases.containsKey(alias)) {
      throw new AkinException.NotFound("no alias '" + alias + "'");
    }
    CatalogEntries.removeAlias(rocks, alias);
    Map<String, String> after = new TreeMap<>(aliases);
    after.remove(alias);
    aliases = Collections.unmodifiableMap(after);
  }

  /** The snapshots of collections. */
  public SnapshotDirectory snapshots() {
    return snapshots;
  }

  /** The RocksDB within, for a backup of it. */
  Rocks rocks() {
    return rocks;
  }

  /** An empty directory that is gone at the next open at the latest. */
  Staging stage() {
    try {
      return new Staging(Files.createTempDirectory(Files.createDirectories(staging()), ""));
    } catch (IOException e) {
      throw RocksErrors.of("create a directory", directory, e);
    }
  }

  private Path staging() {
    return directory.resolve(STAGING);
  }

  /** Where RocksDB lies within a data directory. */
  static Path rocksdb(Path directory) {
    return directory.resolve(ROCKSDB);
  }

  /**
   * Sets what payload indexes a collection has, surely on disk when this returns.
   *
   * @throws AkinException.NotFound if there is none of this id
   */
  public synchronized void setPayloadIndexes(int id, Map<String, PayloadIndexType> indexes) {
    change(collection(id), meta -> meta.withPayloadIndexes(indexes));
  }

  /**
   * Begins the change of a vector, surely on disk when this returns. From now on writes bring what
   * its target needs.
   *
   * @throws AkinException.NotFound if there is no collection of this id
   */
  public synchronized void beginChange(int id, VectorChange change) {
    change(collection(id), meta -> meta.changing(change));
  }

  /**
   * Makes the target of the change under way take effect, surely on disk with all its rows when
   * this returns; the rows of what it replaces are gone. Nothing may be written to the collection
   * meanwhile.
   *
   * @throws AkinException.NotFound if there is no collection of this id
   */
  public synchronized void finishChange(int id) {
    change(collection(id), CollectionMeta::changed);
  }

  /**
   * Gives the change under way up, surely on disk when this returns; the rows of its target are
   * gone. Nothing may be written to the collection meanwhile.
   *
   * @throws AkinException.NotFound if there is no collection of this id
   */
  public synchronized void cancelChange(int id) {
    change(collection(id), CollectionMeta::unchanging);
  }

  /**
   * Sets what full-text index a collection has, surely on disk when this returns.
   *
   * @throws AkinException.NotFound if there is none of this id
   */
  public synchronized void setFullText(int id, Optional<FullTextSpec> spec) {
    change(collection(id), meta -> meta.withFullText(spec));
  }

  private void change(CollectionStore store, UnaryOperator<CollectionMeta> change) {
    CollectionMeta before = store.meta();
    CollectionMeta after = change.apply(before);
    CatalogEntries.change(rocks, before, after);
    store.changed(after);
  }

  /**
   * Drops a collection with all its records and its index directory, and gives back the space. Its
   * store fails from now on. Let go of its index files first.
   *
   * @throws AkinException.NotFound if there is none of this id
   * @throws AkinException.FailedPrecondition if aliases lead to it
   * @throws IllegalStateException if a write is open in it
   */
  public synchronized void dropCollection(int id) {
    CollectionStore store = collection(id);
    checkNoAlias(store.meta().name());
    store.beginDrop();
    boolean worked = false;
    try {
      CatalogEntries.drop(rocks, store.meta());
      worked = true;
    } finally {
      store.endDrop(worked);
    }
    stores.remove(id);
    CatalogEntries.reclaim(rocks, id);
    deleteOrphans();
  }

  /**
   * Checks that a collection may be dropped.
   *
   * @throws AkinException.FailedPrecondition if aliases lead to it
   */
  public void checkNoAlias(String collection) {
    List<String> leading =
        aliases.entrySet().stream()
            .filter(entry -> entry.getValue().equals(collection))
            .map(Map.Entry::getKey)
            .toList();
    if (!leading.isEmpty()) {
      throw new AkinException.FailedPrecondition(
          "collection '"
              + collection
              + "' is what alias "
              + String.join(", ", leading)
              + " leads to; set it to another, or drop it");
    }
  }

  /** The models that were added, by name. */
  public List<ModelEntry> models() {
    return CatalogEntries.models(rocks);
  }

  /**
   * Remembers a model, surely on disk when this returns; one of the same name is replaced.
   *
   * @throws AkinException.ResourceExhausted if the disk is full
   */
  public void putModel(ModelEntry model) {
    CatalogEntries.putModel(rocks, model);
  }

  /** Forgets a model, if there is one of this name, surely on disk when this returns. */
  public void removeModel(String name) {
    CatalogEntries.removeModel(rocks, name);
  }

  /**
   * The records of a collection.
   *
   * @throws AkinException.NotFound if there is none of this id
   */
  public CollectionStore collection(int id) {
    CollectionStore store = stores.get(id);
    if (store == null) {
      throw new AkinException.NotFound("collection with id " + id + " does not exist");
    }
    return store;
  }

  /** Where a collection's indexes are kept; there when this returns. */
  public Path indexDirectory(int id) {
    try {
      return Files.createDirectories(indexes().resolve(Integer.toString(id)));
    } catch (IOException e) {
      throw RocksErrors.of("create index directory", directory, e);
    }
  }

  /** RocksDB's own numbers now. */
  public StorageStats stats() {
    return rocks.stats();
  }

  /** Makes everything committed so far safe from a loss of power. */
  public void syncWal() {
    rocks.syncWal();
  }

  /** Whether writes are refused since the disk has failed one. */
  public boolean isFailed() {
    return rocks.isFailed();
  }

  /**
   * Tries to take writes again after the disk has failed one. Nothing may be written meanwhile;
   * reads wait.
   *
   * @param then is to call {@link CollectionStore#missed} of every collection, before anybody else
   *     reads
   * @return whether it takes writes
   */
  public boolean recover(Runnable then) {
    return rocks.reopen(then);
  }

  /** Whether a file can be written and synced, so that it is worth while to {@link #recover}. */
  public boolean isWritable() {
    Path probe = directory.resolve("probe");
    try {
      try (FileChannel channel =
          FileChannel.open(probe, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.allocate(PROBE_BYTES);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      return true;
    } catch (IOException e) {
      LOG.debug("the disk does not work yet: {}", e.toString());
      return false;
    } finally {
      deleteProbe(probe);
    }
  }

  private static void deleteProbe(Path probe) {
    try {
      Files.deleteIfExists(probe);
    } catch (IOException e) {
      LOG.debug("cannot delete {}: {}", probe, e.toString());
    }
  }

  /** Flushes and lets go of the directory. Waits for the calls under way. Idempotent. */
  @Override
  public void close() {
    try {
      try {
        rocks.close();
      } finally {
        lock.close();
      }
    } catch (IOException e) {
      throw RocksErrors.of("unlock", directory, e);
    }
  }

  private Path indexes() {
    return directory.resolve(INDEXES);
  }

  /** Deletes the index directories of dropped collections. They are of no use to anyone. */
  private void deleteOrphans() {
    try (var children = Files.newDirectoryStream(indexes(), "[0-9]*")) {
      for (Path child : children) {
        if (stores.keySet().stream().noneMatch(id -> child.endsWith(Integer.toString(id)))) {
          Trees.delete(child);
        }
      }
    } catch (IOException e) {
      LOG.warn("cannot delete the indexes of dropped collections in {}: {}", indexes(), e);
    }
  }
}
