package dev.akin.storage;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.rocksdb.RocksDBException;
import org.rocksdb.Snapshot;
import org.rocksdb.WriteBatch;

/**
 * Copies all rows of a collection, as they are at one moment, to those of another id, in the same
 * database or another. Only the newest change goes along: it tells the last seq, and a copy has no
 * checkpoint that would need the others.
 */
final class CollectionCopy {
  private static final long BATCH_BYTES = 4 << 20;

  private final Rocks from;
  private final int fromId;
  private final Rocks to;
  private final int toId;
  private WriteBatch batch = new WriteBatch();

  private CollectionCopy(Rocks from, int fromId, Rocks to, int toId) {
    this.from = from;
    this.fromId = fromId;
    this.to = to;
    this.toId = toId;
  }

  /**
   * Copies. The rows are safe from a loss of power after the next synced write; until an entry in
   * the catalog makes a collection of them nobody sees them.
   *
   * @throws dev.akin.api.AkinException.Corrupted if a row cannot be read
   * @throws dev.akin.api.AkinException.ResourceExhausted if the disk is full
   */
  static void copy(Rocks from, int fromId, Rocks to, int toId) {
    new CollectionCopy(from, fromId, to, toId).run();
  }

  private void run() {
    try (var _ = from.use();
        var _ = to.use()) {
      // None where the database is open to be read only: there it does not change anyway.
      Optional<Snapshot> moment = Optional.ofNullable(from.db().getSnapshot());
      try {
        for (Family family : from.familiesOfCollection()) {
          copy(family, moment);
        }
        write();
      } finally {
        batch.close();
        moment.ifPresent(from.db()::releaseSnapshot);
      }
    } catch (RocksDBException e) {
      throw RocksErrors.of("copy", to.directory(), e);
    }
  }

  private void copy(Family family, Optional<Snapshot> moment) throws RocksDBException {
    byte[] begin = KeyLayout.collection(fromId);
    byte[] end = KeyLayout.collection(fromId + 1);
    try (RangeScan scan = new RangeScan(from, family, begin, end, true, moment)) {
      if (family == Family.CHANGES) {
        scan.row().seekToLast();
      }
      for (; scan.isValid(); scan.next()) {
        byte[] key = scan.row().key();
        ByteBuffer.wrap(key).putInt(toId);
        batch.put(to.handle(family), key, scan.row().value());
        if (batch.getDataSize() > BATCH_BYTES) {
          write();
        }
      }
    }
  }

  private void write() {
    to.write(batch, false);
    batch.close();
    batch = new WriteBatch();
  }
}
