package dev.akin.storage;

import dev.akin.api.AkinException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** The catalog's rows: one per collection, and the next collection's id. */
final class CatalogEntries {
  private CatalogEntries() {}

  /** The collections there are. */
  static List<CollectionMeta> collections(Rocks rocks) {
    byte[] begin = KeyLayout.catalog("");
    byte[] end = begin.clone();
    end[end.length - 1]++;
    List<CollectionMeta> collections = new ArrayList<>();
    try (var _ = rocks.use();
        RangeScan scan = new RangeScan(rocks, Family.CATALOG, begin, end, false)) {
      for (; scan.isValid(); scan.next()) {
        String key = new String(scan.row().key(), StandardCharsets.UTF_8);
        try {
          CollectionMeta meta = CatalogCodec.decode(scan.row().value());
          if (!key.equals(KeyLayout.COLLECTION_PREFIX + meta.name())) {
            throw new Damaged("it is the entry of '" + meta.name() + "'");
          }
          collections.add(meta);
        } catch (Damaged e) {
          throw RocksErrors.damaged(rocks.directory(), Family.CATALOG, "'" + key + "'", e);
        }
      }
    }
    return collections;
  }

  /** The id of the next collection, from its row's value. */
  static int nextId(Rocks rocks, byte[] value) {
    try {
      return Integer.parseInt(new String(value, StandardCharsets.US_ASCII));
    } catch (NumberFormatException e) {
      throw RocksErrors.damaged(
          rocks.directory(),
          Family.CATALOG,
          "'next-collection-id'",
          new Damaged("it must be a number", e));
    }
  }

  /**
   * Adds a collection and takes its id, surely on disk.
   *
   * @throws AkinException.ResourceExhausted if the disk is full
   */
  static void add(Rocks rocks, CollectionMeta meta) {
    try (var _ = rocks.use();
        WriteBatch batch = new WriteBatch()) {
      byte[] next = Integer.toString(meta.id() + 1).getBytes(StandardCharsets.US_ASCII);
      batch.put(rocks.handle(Family.CATALOG), KeyLayout.NEXT_COLLECTION_ID, next);
      batch.put(
          rocks.handle(Family.CATALOG), KeyLayout.catalog(meta.name()), CatalogCodec.encode(meta));
      rocks.write(batch, true);
    } catch (RocksDBException e) {
      throw RocksErrors.of("create collection", rocks.directory(), e);
    }
  }
}
