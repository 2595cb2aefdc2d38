package dev.akin.storage;

import dev.akin.api.AkinException;
import dev.akin.api.Damage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
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
 *
 * <p>After a write that failed for its disk RocksDB takes none any more, and its Java binding has
 * no way to have it go on. So from then on writes are refused here, until {@link #reopen} has
 * worked.
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

  /** How long uses may take to end before a reopening is put off. */
  private static final long PATIENCE_SECONDS = 10;

  private final Path directory;
  private final RocksOptions options;
  private final ReadOptions defaultRead = new ReadOptions();
  private final WriteOptions synced = new WriteOptions().setSync(true);
  private final WriteOptions unsynced = new WriteOptions();
  private final ReentrantReadWriteLock uses = new ReentrantReadWriteLock();
  private final Use endOfUse = uses.readLock()::unlock;

  /** Null where a reopening has failed. */
  private volatile Opened opened;

  /** Why nothing is written, or null. */
  private volatile String failure;

  /** What is in memory may not be what is in the database: only a restart helps. */
  private boolean stuck;

  /** The rows of the catalog before the reopening under way, or before one that has failed. */
  private Map<String, String> catalog = Map.of();

  private volatile boolean closing;
  private boolean closed;

  private Rocks(Path directory, RocksOptions options, Opened opened) {
    this.directory = directory;
    this.options = options;
    this.opened = opened;
  }

  /** RocksDB and what hangs on it. */
  private record Opened(RocksDB db, Map<Family, ColumnFamilyHandle> handles, boolean readOnly) {
    void close() {
      handles.values().forEach(ColumnFamilyHandle::close);
      db.close();
    }
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
      db().getLiveFiles(false).files.forEach(name -> names.add(name.substring(1)));
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
      return new Rocks(directory, options, opened(directory, options, readOnly));
    } catch (RocksDBException e) {
      options.close();
      throw located(directory, RocksErrors.ofOpen(directory, e));
    }
  }

  private static Opened opened(Path directory, RocksOptions options, boolean readOnly)
      throws RocksDBException {
    Set<Family> families = families(directory, options, readOnly);
    List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
    // RocksDB insists on its default family; it stays empty.
    descriptors.add(
        new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, options.of(Family.CATALOG)));
    for (Family family : families) {
      descriptors.add(new ColumnFamilyDescriptor(family.nameBytes(), options.of(family)));
    }
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    String path = directory.toString();
    RocksDB db =
        readOnly
            ? RocksDB.openReadOnly(options.db(), path, descriptors, handles)
            : RocksDB.open(options.db(), path, descriptors, handles);
    Iterator<ColumnFamilyHandle> next = handles.iterator();
    next.next().close();
    Map<Family, ColumnFamilyHandle> byFamily = new EnumMap<>(Family.class);
    for (Family family : families) {
      byFamily.put(family, next.next());
    }
    return new Opened(db, byFamily, readOnly);
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
    Set<Family> families = EnumSet.copyOf(opened.handles().keySet());
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
    // Waits for a reopening, but not for a close. A use within another one goes on, so that what is
    // under way ends well.
    if (!uses.readLock().tryLock()) {
      if (closing) {
        throw closed();
      }
      uses.readLock().lock();
    }
    if (closing && uses.getReadHoldCount() == 1) {
      uses.readLock().unlock();
      throw closed();
    }
    if (opened == null) {
      uses.readLock().unlock();
      throw new AkinException.Unavailable("storage cannot be read: " + failure, null);
    }
    return endOfUse;
  }

  private AkinException closed() {
    return new AkinException.FailedPrecondition("storage is closed: " + directory);
  }

  Path directory() {
    return directory;
  }

  /** RocksDB itself, for use between {@link #use()} and its end. */
  RocksDB db() {
    return opened.db();
  }

  /** What RocksDB counts and holds now. */
  StorageStats stats() {
    return RocksStats.read(this, options.statistics());
  }

  ColumnFamilyHandle handle(Family family) {
    return opened.handles().get(family);
  }

  byte[] get(Family family, byte[] key) {
    try (var _ = use()) {
      return db().get(handle(family), key);
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
      List<byte[]> values = db().multiGetAsList(defaultRead, each, keys);
      for (int i = 0; i < values.size(); i++) {
        // RocksDB's Java side gives null for a failed read as well; asked alone, it says so.
        if (values.get(i) == null) {
          values.set(i, db().get(each.get(i), defaultRead, keys.get(i)));
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
      checkWritable();
      db().write(sync ? synced : unsynced, batch);
    } catch (RocksDBException e) {
      throw failed("write", e);
    }
  }

  /** Makes everything written so far safe from a loss of power. */
  void syncWal() {
    try (var _ = use()) {
      checkWritable();
      db().syncWal();
    } catch (RocksDBException e) {
      throw failed("sync", e);
    }
  }

  private void checkWritable() {
    if (failure != null) {
      throw new AkinException.Unavailable("nothing is written at present: " + failure, null);
    }
  }

  /** Takes no more writes if it was the disk that failed this one. */
  private AkinException failed(String doing, RocksDBException e) {
    AkinException error = RocksErrors.of(doing, directory, e);
    if (!RocksErrors.isOfDisk(e)) {
      return error;
    }
    synchronized (this) {
      if (failure == null) {
        failure = error.getMessage();
        LOG.error("{}; nothing is written until the disk works again", failure);
      }
    }
    return new AkinException.Unavailable(
        error.getMessage() + "; nothing is written until the disk works again", e);
  }

  /** Whether writes are refused since the disk has failed one. */
  boolean isFailed() {
    return failure != null;
  }

  /**
   * Opens the database anew, after which it takes writes again; if it cannot be opened like that,
   * to be read at least. What a failed write has brought to the log, and only that, is then in it
   * although nobody was told. Waits for the uses under way; must not be called within one.
   *
   * @param then what is to be done with it before anybody else uses it
   * @return whether it takes writes
   * @throws AkinException if what it has now cannot be gone on with; reads go on, and only a
   *     restart brings writes back
   */
  boolean reopen(Runnable then) {
    if (!isOurs()) {
      return false;
    }
    try {
      if (closed || closing || stuck) {
        return false;
      }
      Map<String, String> before = opened == null ? catalog : catalog();
      catalog = before;
      if (opened != null) {
        opened.close();
        opened = null;
      }
      if (!open(false) && !open(true)) {
        return false;
      }
      stuck = true;
      failure = "what is in memory may not be what is on the disk; restart to write again";
      then.run();
      if (!before.equals(catalog())) {
        throw new AkinException.FailedPrecondition(
            "a change of the catalog that had failed has taken effect after all in "
                + directory
                + ": restart to take writes again");
      }
      stuck = false;
      if (opened.readOnly()) {
        return false;
      }
      failure = null;
      return true;
    } finally {
      uses.writeLock().unlock();
    }
  }

  /** Takes the lock that keeps others out, if it can be had soon. */
  private boolean isOurs() {
    try {
      return uses.writeLock().tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean open(boolean readOnly) {
    try {
      opened = opened(directory, options, readOnly);
      return true;
    } catch (RocksDBException e) {
      failure = RocksErrors.of(readOnly ? "open to read" : "open", directory, e).getMessage();
      LOG.warn("the database cannot be opened again yet: {}", failure);
      return false;
    }
  }

  private Map<String, String> catalog() {
    Map<String, String> rows = new TreeMap<>();
    try (RangeScan scan =
        new RangeScan(this, Family.CATALOG, new byte[0], new byte[] {(byte) 0xff}, false)) {
      for (; scan.isValid(); scan.next()) {
        rows.put(
            new String(scan.row().key(), StandardCharsets.ISO_8859_1),
            new String(scan.row().value(), StandardCharsets.ISO_8859_1));
      }
    }
    return rows;
  }

  /**
   * Makes another database of this one as it is now, out of hard links to its files where it can.
   *
   * @param target not there yet, on the same file system
   */
  void checkpoint(Path target) {
    try (var _ = use();
        Checkpoint checkpoint = Checkpoint.create(db())) {
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
      db().deleteFilesInRanges(handle, List.of(begin, end), false);
      db().compactRange(handle, begin, end);
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
        db().compactRange(handle(family), begin, end, options);
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
    db().setOptions(
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
        if (opened != null && !opened.readOnly()) {
          opened.db().syncWal();
          flush(opened);
        }
      } catch (RocksDBException e) {
        throw RocksErrors.of("sync", directory, e);
      } finally {
        if (opened != null) {
          opened.close();
        }
        defaultRead.close();
        synced.close();
        unsynced.close();
        options.close();
      }
    } finally {
      uses.writeLock().unlock();
    }
  }

  private void flush(Opened last) {
    try (FlushOptions flush = new FlushOptions()) {
      last.db().flush(flush, List.copyOf(last.handles().values()));
    } catch (RocksDBException e) {
      // Nothing is lost: the next open replays the log.
      LOG.warn("flush failed while closing {}: {}", directory, e.getMessage());
    }
  }
}
