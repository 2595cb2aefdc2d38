package dev.akin.storage;

import dev.akin.api.AkinException;
import dev.akin.api.Damage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.CompactRangeOptions.BottommostLevelCompaction;
import org.rocksdb.FlushOptions;
import org.rocksdb.MutableColumnFamilyOptions;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open RocksDB with the column families of {@link KeyLayout}. Safe for any number of threads.
 *
 * <p>RocksDB crashes the process when it is used after it was closed. So every use is bracketed by
 * {@link #use()}, and {@link #close()} waits for the uses under way and fails the later ones.
 */
final class Rocks implements AutoCloseable {
  /** A use under way; ends with close. */
  interface Use extends AutoCloseable {
    @Override
    void close();
  }

  private static final Logger LOG = LoggerFactory.getLogger(Rocks.class);

  /** The part of the blob files, oldest first, that RocksDB rewrites by itself. */
  private static final double DEFAULT_AGE_CUTOFF = 0.25;

  private final Path directory;
  private final RocksOptions options;
  private final RocksDB db;
  private final Map<Family, ColumnFamilyHandle> handles;
  private final boolean readOnly;
  private final ReadOptions defaultRead = new ReadOptions();
  private final WriteOptions synced = new WriteOptions().setSync(true);
  private final WriteOptions unsynced = new WriteOptions();
  private final ReentrantReadWriteLock uses = new ReentrantReadWriteLock();
  private final Use endOfUse = uses.readLock()::unlock;
  private volatile boolean closing;
  private boolean closed;

  private Rocks(
      Path directory,
      RocksOptions options,
      RocksDB db,
      Map<Family, ColumnFamilyHandle> handles,
      boolean readOnly) {
    this.readOnly = readOnly;
    this.directory = directory;
    this.options = options;
    this.db = db;
    this.handles = handles;
  }

  /**
   * Opens the database.
   *
   * @param create whether it may be created; otherwise a missing one is a damaged one
   */
  static Rocks open(Path directory, boolean create) {
    return open(directory, new RocksOptions(create), false);
  }

  /** The names of the files that the manifest knows of. */
  Set<String> liveFiles() {
    try (var _ = use()) {
      Set<String> names = new HashSet<>();
      db.getLiveFiles(false).files.forEach(name -> names.add(name.substring(1)));
      return names;
    } catch (RocksDBException e) {
      throw RocksErrors.of("list files", directory, e);
    }
  }

  /** Opens the database to read it; nothing in the directory is changed. */
  static Rocks openReadOnly(Path directory) {
    return open(directory, new RocksOptions(false), true);
  }

  private static Rocks open(Path directory, RocksOptions options, boolean readOnly) {
    try {
      Set<Family> families = families(directory, options, readOnly);
      List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
      // RocksDB insists on its default family; it stays empty.
      descriptors.add(
          new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, options.of(Family.CATALOG)));
      for (Family family : families) {
        descriptors.add(new ColumnFamilyDescriptor(family.nameBytes(), options.of(family)));
      }
      List<ColumnFamilyHandle> opened = new ArrayList<>();
      String path = directory.toString();
      RocksDB db =
          readOnly
              ? RocksDB.openReadOnly(options.db(), path, descriptors, opened)
              : RocksDB.open(options.db(), path, descriptors, opened);
      Iterator<ColumnFamilyHandle> next = opened.iterator();
      next.next().close();
      Map<Family, ColumnFamilyHandle> handles = new EnumMap<>(Family.class);
      for (Family family : families) {
        handles.put(family, next.next());
      }
      return new Rocks(directory, options, db, handles, readOnly);
    } catch (RocksDBException e) {
      options.close();
      throw located(directory, RocksErrors.ofOpen(directory, e));
    }
  }

  /**
   * The families to open. One that a newer format has brought is made where it is missing, or left
   * out if nothing may be made.
   */
  private static Set<Family> families(Path directory, RocksOptions options, boolean readOnly)
      throws RocksDBException {
    Set<Family> families = EnumSet.allOf(Family.class);
    if (options.db().createIfMissing()) {
      return families;
    }
    Set<Family> missing = EnumSet.copyOf(families);
    try (Options listing = new Options()) {
      for (byte[] name : RocksDB.listColumnFamilies(listing, directory.toString())) {
        missing.removeIf(family -> Arrays.equals(family.nameBytes(), name));
      }
    }
    if (missing.equals(EnumSet.of(Family.EXPIRIES))) {
      if (readOnly) {
        families.remove(Family.EXPIRIES);
      } else {
        options.db().setCreateMissingColumnFamilies(true);
      }
    }
    return families;
  }

  /** The families of the rows of collections. */
  Set<Family> familiesOfCollection() {
    Set<Family> families = EnumSet.copyOf(handles.keySet());
    families.retainAll(Family.OF_COLLECTION);
    return families;
  }

  /** Names the place of a damage that RocksDB knows but does not name. */
  private static AkinException located(Path directory, AkinException failure) {
    if (!(failure instanceof AkinException.Corrupted)) {
      return failure;
    }
    try {
      List<Damage> damages = RocksFiles.verify(directory).damages();
      return damages.isEmpty()
          ? failure
          : new AkinException.Corrupted(
              damages.getFirst() + "; " + failure.getMessage(), failure.getCause());
    } catch (IOException e) {
      failure.addSuppressed(e);
      return failure;
    }
  }

  /**
   * Begins a use of the database or of anything that hangs on it.
   *
   * @throws AkinException.FailedPrecondition once its close has begun
   */
  Use use() {
    // Never waits: only a close takes the write lock. A use within another one goes on, so that
    // what is under way ends well.
    if (uses.readLock().tryLock()) {
      if (!closing || uses.getReadHoldCount() > 1) {
        return endOfUse;
      }
      uses.readLock().unlock();
    }
    throw new AkinException.FailedPrecondition("storage is closed: " + directory);
  }

  Path directory() {
    return directory;
  }

  /** RocksDB itself, for use between {@link #use()} and its end. */
  RocksDB db() {
    return db;
  }

  /** What RocksDB counts and holds now. */
  StorageStats stats() {
    return RocksStats.read(this, options.statistics());
  }

  ColumnFamilyHandle handle(Family family) {
    return handles.get(family);
  }

  byte[] get(Family family, byte[] key) {
    try (var _ = use()) {
      return db.get(handle(family), key);
    } catch (RocksDBException e) {
      throw RocksErrors.of("read", directory, e);
    }
  }

  /** The values of the keys, each in its family; null where there is none. */
  List<byte[]> multiGet(List<Family> families, List<byte[]> keys) {
    if (keys.isEmpty()) {
      return List.of();
    }
    try (var _ = use()) {
      List<ColumnFamilyHandle> each = new ArrayList<>(keys.size());
      families.forEach(family -> each.add(handle(family)));
      List<byte[]> values = db.multiGetAsList(defaultRead, each, keys);
      for (int i = 0; i < values.size(); i++) {
        // RocksDB's Java side gives null for a failed read as well; asked alone, it says so.
        if (values.get(i) == null) {
          values.set(i, db.get(each.get(i), defaultRead, keys.get(i)));
        }
      }
      return values;
    } catch (RocksDBException e) {
      throw RocksErrors.of("read", directory, e);
    }
  }

  /** Writes the batch, all or nothing. */
  void write(WriteBatch batch, boolean sync) {
    try (var _ = use()) {
      db.write(sync ? synced : unsynced, batch);
    } catch (RocksDBException e) {
      throw RocksErrors.of("write", directory, e);
    }
  }

  /** Makes everything written so far safe from a loss of power. */
  void syncWal() {
    try (var _ = use()) {
      db.syncWal();
    } catch (RocksDBException e) {
      throw RocksErrors.of("sync", directory, e);
    }
  }

  /**
   * Makes another database of this one as it is now, out of hard links to its files where it can.
   *
   * @param target not there yet, on the same file system
   */
  void checkpoint(Path target) {
    try (var _ = use();
        Checkpoint checkpoint = Checkpoint.create(db)) {
      checkpoint.createCheckpoint(target.toString());
    } catch (RocksDBException e) {
      throw RocksErrors.of("snapshot", directory, e);
    }
  }

  /**
   * Gives back the space of a range whose rows are deleted.
   *
   * @param end exclusive
   */
  void reclaim(Family family, byte[] begin, byte[] end) {
    try (var _ = use()) {
      ColumnFamilyHandle handle = handle(family);
      // Whole files go at once; what straddles the ends is compacted away.
      db.deleteFilesInRanges(handle, List.of(begin, end), false);
      db.compactRange(handle, begin, end);
    } catch (RocksDBException e) {
      throw RocksErrors.of("compaction", directory, e);
    }
  }

  /**
   * Rewrites a range without what was deleted in it, blobs included. Reads and writes go on.
   *
   * @param end exclusive
   */
  void compact(Family family, byte[] begin, byte[] end) {
    try (var _ = use();
        CompactRangeOptions options = new CompactRangeOptions()) {
      options.setExclusiveManualCompaction(false);
      options.setBottommostLevelCompaction(BottommostLevelCompaction.kForce);
      collectBlobs(family, 1);
      try {
        db.compactRange(handle(family), begin, end, options);
      } finally {
        collectBlobs(family, DEFAULT_AGE_CUTOFF);
      }
    } catch (RocksDBException e) {
      throw RocksErrors.of("compaction", directory, e);
    }
  }

  /**
   * Says which blob files a compaction rewrites.
   *
   * @param oldest this part of them
   */
  private void collectBlobs(Family family, double oldest) throws RocksDBException {
    db.setOptions(
        handle(family),
        MutableColumnFamilyOptions.builder().setBlobGarbageCollectionAgeCutoff(oldest).build());
  }

  /**
   * Flushes, so that the next open has no log to replay, and closes. Waits for the uses under way;
   * must not be called within one. Idempotent.
   */
  @Override
  public void close() {
    closing = true;
    uses.writeLock().lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      try {
        if (!readOnly) {
          db.syncWal();
          flush();
        }
      } catch (RocksDBException e) {
        throw RocksErrors.of("sync", directory, e);
      } finally {
        handles.values().forEach(ColumnFamilyHandle::close);
        db.close();
        defaultRead.close();
        synced.close();
        unsynced.close();
        options.close();
      }
    } finally {
      uses.writeLock().unlock();
    }
  }

  private void flush() {
    try (FlushOptions flush = new FlushOptions()) {
      db.flush(flush, List.copyOf(handles.values()));
    } catch (RocksDBException e) {
      // Nothing is lost: the next open replays the log.
      LOG.warn("flush failed while closing {}: {}", directory, e.getMessage());
    }
  }
}
