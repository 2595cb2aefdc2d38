package dev.akin.storage;

import java.util.Optional;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;

/**
 * The rows of a range of keys, in order, as they were when the scan was opened. Not thread-safe;
 * whoever opens it closes it, within one {@link Rocks#use()}.
 */
final class RangeScan implements AutoCloseable {
  private final Rocks rocks;
  private final Slice lower;
  private final Slice upper;
  private final ReadOptions options;
  private final RocksIterator iterator;

  /**
   * Opens a scan, placed on its first row.
   *
   * @param begin inclusive
   * @param end exclusive
   * @param bulk reads ahead and leaves the block cache to others
   */
  RangeScan(Rocks rocks, Family family, byte[] begin, byte[] end, boolean bulk) {
    this(rocks, family, begin, end, bulk, Optional.empty());
  }

  /** The same, with the rows as they were at a moment. */
  RangeScan(
      Rocks rocks,
      Family family,
      byte[] begin,
      byte[] end,
      boolean bulk,
      Optional<Snapshot> moment) {
    this.rocks = rocks;
    this.lower = new Slice(begin);
    this.upper = new Slice(end);
    this.options = new ReadOptions().setIterateLowerBound(lower).setIterateUpperBound(upper);
    moment.ifPresent(options::setSnapshot);
    if (bulk) {
      options.setFillCache(false).setReadaheadSize(4 << 20);
    }
    this.iterator = rocks.db().newIterator(rocks.handle(family), options);
    iterator.seekToFirst();
  }

  /** Whether there is a row here; false once the range ends. */
  boolean isValid() {
    if (iterator.isValid()) {
      return true;
    }
    try {
      iterator.status();
    } catch (RocksDBException e) {
      throw RocksErrors.of("scan", rocks.directory(), e);
    }
    return false;
  }

  void next() {
    iterator.next();
  }

  RocksIterator row() {
    return iterator;
  }

  @Override
  public void close() {
    iterator.close();
    options.close();
    upper.close();
    lower.close();
  }
}
