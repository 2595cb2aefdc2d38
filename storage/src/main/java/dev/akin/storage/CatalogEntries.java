package dev.akin.storage;

import dev.akin.api.AkinException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** The catalog's rows: one per collection, and the next collection's id; and what hangs on them. */
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

  private static byte[] nextId(int id) {
    return Integer.toString(id + 1).getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Adds a collection and takes its id, surely on disk.
   *
   * @throws AkinException.ResourceExhausted if the disk is full
   */
  static void add(Rocks rocks, CollectionMeta meta) {
    try (var _ = rocks.use();
        WriteBatch batch = new WriteBatch()) {
      batch.put(rocks.handle(Family.CATALOG), KeyLayout.NEXT_COLLECTION_ID, nextId(meta.id()));
      batch.put(
          rocks.handle(Family.CATALOG), KeyLayout.catalog(meta.name()), CatalogCodec.encode(meta));
      rocks.write(batch, true);
    } catch (RocksDBException e) {
      throw RocksErrors.of("create collection", rocks.directory(), e);
    }
  }

  /**
   * Writes another entry for a collection that there is, and deletes the rows of vectors that it
   * has no more, surely on disk.
   *
   * @throws AkinException.ResourceExhausted if the disk is full
   */
  static void change(Rocks rocks, CollectionMeta before, CollectionMeta meta) {
    try (var _ = rocks.use();
        WriteBatch batch = new WriteBatch()) {
      batch.put(
          rocks.handle(Family.CATALOG), KeyLayout.catalog(meta.name()), CatalogCodec.encode(meta));
      deleteAbsent(rocks, batch, Family.VECTORS, meta.id(), before.vectorIds(), meta.vectorIds());
      deleteAbsent(rocks, batch, Family.SOURCES, meta.id(), before.sourceIds(), meta.sourceIds());
      // The rows of a vector that is new with it may lie in an older log than this batch will.
      rocks.syncWal();
      rocks.write(batch, true);
    } catch (RocksDBException e) {
      throw RocksErrors.of("change collection", rocks.directory(), e);
    }
  }

  /** Deletes the rows of the vectors that are no more. */
  private static void deleteAbsent(
      Rocks rocks,
      WriteBatch batch,
      Family family,
      int collection,
      Set<Integer> before,
      Set<Integer> after)
      throws RocksDBException {
    for (int id : before) {
      if (!after.contains(id)) {
        batch.deleteRange(
            rocks.handle(family),
            KeyLayout.vector(collection, id),
            KeyLayout.vector(collection, id + 1));
      }
    }
  }

  /**
   * Takes the id of a collection to which rows are going to be copied, surely on disk: should the
   * copy not come to its end, {@link #unfinishedCopies} tells whose rows they are.
   */
  static void beginCopy(Rocks rocks, int id) {
    try (var _ = rocks.use();
        WriteBatch batch = new WriteBatch()) {
      batch.put(rocks.handle(Family.CATALOG), KeyLayout.NEXT_COLLECTION_ID, nextId(id));
      batch.put(rocks.handle(Family.CATALOG), KeyLayout.copying(id), new byte[0]);
      rocks.write(batch, true);
    } catch (RocksDBException e) {
      throw RocksErrors.of("copy collection", rocks.directory(), e);
    }
  }

  /** Makes a collection of the rows that were copied, surely on disk with all of them. */
  static void finishCopy(Rocks rocks, CollectionMeta meta) {
    try (var _ = rocks.use();
        WriteBatch batch = new WriteBatch()) {
      batch.delete(rocks.handle(Family.CATALOG), KeyLayout.copying(meta.id()));
      batch.put(
          rocks.handle(Family.CATALOG), KeyLayout.catalog(meta.name()), CatalogCodec.encode(meta));
      // The rows may lie in an older log than this batch will.
      rocks.syncWal();
      rocks.write(batch, true);
    } catch (RocksDBException e) {
      throw RocksErrors.of("copy collection", rocks.directory(), e);
    }
  }

  /** The ids of copies that did not come to their end. */
  static List<Integer> unfinishedCopies(Rocks rocks) {
    byte[] begin = KeyLayout.COPYING_PREFIX.getBytes(StandardCharsets.US_ASCII);
    byte[] end = begin.clone();
    end[end.length - 1]++;
    List<Integer> ids = new ArrayList<>();
    try (var _ = rocks.use();
        RangeScan scan = new RangeScan(rocks, Family.CATALOG, begin, end, false)) {
      for (; scan.isValid(); scan.next()) {
        String key = new String(scan.row().key(), StandardCharsets.UTF_8);
        try {
          ids.add(Integer.parseInt(key.substring(begin.length)));
        } catch (NumberFormatException e) {
          throw RocksErrors.damaged(
              rocks.directory(), Family.CATALOG, "'" + key + "'", new Damaged("no id", e));
        }
      }
    }
    return ids;
  }

  /** Deletes a collection's entry and all its rows, surely on disk. */
  static void drop(Rocks rocks, CollectionMeta meta) {
    drop(rocks, meta.id(), KeyLayout.catalog(meta.name()));
  }

  /** Deletes the rows of a copy that did not come to its end, surely on disk. */
  static void dropCopy(Rocks rocks, int id) {
    drop(rocks, id, KeyLayout.copying(id));
  }

  private static void drop(Rocks rocks, int id, byte[] entry) {
    try (var _ = rocks.use();
        WriteBatch batch = new WriteBatch()) {
      batch.delete(rocks.handle(Family.CATALOG), entry);
      for (Family family : Family.OF_COLLECTION) {
        batch.deleteRange(
            rocks.handle(family), KeyLayout.collection(id), KeyLayout.collection(id + 1));
      }
      rocks.write(batch, true);
    } catch (RocksDBException e) {
      throw RocksErrors.of("drop collection", rocks.directory(), e);
    }
  }

  /** The names of collections by alias. */
  static Map<String, String> aliases(Rocks rocks) {
    byte[] begin = KeyLayout.alias("");
    byte[] end = begin.clone();
    end[end.length - 1]++;
    Map<String, String> aliases = new TreeMap<>();
    try (var _ = rocks.use();
        RangeScan scan = new RangeScan(rocks, Family.CATALOG, begin, end, false)) {
      for (; scan.isValid(); scan.next()) {
        String key = new String(scan.row().key(), StandardCharsets.UTF_8);
        aliases.put(
            key.substring(begin.length), new String(scan.row().value(), StandardCharsets.UTF_8));
      }
    }
    return aliases;
  }

  /**
   * Writes an alias's entry, surely on disk.
   *
   * @throws AkinException.ResourceExhausted if the disk is full
   */
  static void putAlias(Rocks rocks, String alias, String collection) {
    try (var _ = rocks.use();
        WriteBatch batch = new WriteBatch()) {
      batch.put(
          rocks.handle(Family.CATALOG),
          KeyLayout.alias(alias),
          collection.getBytes(StandardCharsets.US_ASCII));
      rocks.write(batch, true);
    } catch (RocksDBException e) {
      throw RocksErrors.of("set alias", rocks.directory(), e);
    }
  }

  /** Deletes an alias's entry, surely on disk. */
  static void removeAlias(Rocks rocks, String alias) {
    try (var _ = rocks.use();
        WriteBatch batch = new WriteBatch()) {
      batch.delete(rocks.handle(Family.CATALOG), KeyLayout.alias(alias));
      rocks.write(batch, true);
    } catch (RocksDBException e) {
      throw RocksErrors.of("drop alias", rocks.directory(), e);
    }
  }

  /** The models that were added, by name. */
  static List<ModelEntry> models(Rocks rocks) {
    byte[] begin = KeyLayout.model("");
    byte[] end = begin.clone();
    end[end.length - 1]++;
    List<ModelEntry> models = new ArrayList<>();
    try (var _ = rocks.use();
        RangeScan scan = new RangeScan(rocks, Family.CATALOG, begin, end, false)) {
      for (; scan.isValid(); scan.next()) {
        String key = new String(scan.row().key(), StandardCharsets.UTF_8);
        try {
          models.add(
              ModelEntry.decode(
                  key.substring(KeyLayout.MODEL_PREFIX.length()), scan.row().value()));
        } catch (Damaged e) {
          throw RocksErrors.damaged(rocks.directory(), Family.CATALOG, "'" + key + "'", e);
        }
      }
    }
    return models;
  }

  /**
   * Writes a model's entry, surely on disk.
   *
   * @throws AkinException.ResourceExhausted if the disk is full
   */
  static void putModel(Rocks rocks, ModelEntry model) {
    try (var _ = rocks.use();
        WriteBatch batch = new WriteBatch()) {
      batch.put(rocks.handle(Family.CATALOG), KeyLayout.model(model.name()), model.encode());
      rocks.write(batch, true);
    } catch (RocksDBException e) {
      throw RocksErrors.of("add model", rocks.directory(), e);
    }
  }

  /** Deletes a model's entry, surely on disk. */
  static void removeModel(Rocks rocks, String name) {
    try (var _ = rocks.use();
        WriteBatch batch = new WriteBatch()) {
      batch.delete(rocks.handle(Family.CATALOG), KeyLayout.model(name));
      rocks.write(batch, true);
    } catch (RocksDBException e) {
      throw RocksErrors.of("remove model", rocks.directory(), e);
    }
  }

  /** Deletes all rows and entries but those of one collection. */
  static void keepOnly(Rocks rocks, CollectionMeta meta) {
    List<byte[]> others =
        List.of(
            KeyLayout.collection(0),
            KeyLayout.collection(meta.id()),
            KeyLayout.collection(meta.id() + 1),
            KeyLayout.collection(-1));
    try (var _ = rocks.use();
        WriteBatch batch = new WriteBatch()) {
      for (CollectionMeta other : collections(rocks)) {
        if (other.id() != meta.id()) {
          batch.delete(rocks.handle(Family.CATALOG), KeyLayout.catalog(other.name()));
        }
      }
      for (String alias : aliases(rocks).keySet()) {
        batch.delete(rocks.handle(Family.CATALOG), KeyLayout.alias(alias));
      }
      for (int id : unfinishedCopies(rocks)) {
        batch.delete(rocks.handle(Family.CATALOG), KeyLayout.copying(id));
      }
      for (Family family : Family.OF_COLLECTION) {
        batch.deleteRange(rocks.handle(family), others.get(0), others.get(1));
        batch.deleteRange(rocks.handle(family), others.get(2), others.get(3));
      }
      rocks.write(batch, false);
      for (Family family : Family.OF_COLLECTION) {
        rocks.db().deleteFilesInRanges(rocks.handle(family), others, false);
      }
    } catch (RocksDBException e) {
      throw RocksErrors.of("snapshot", rocks.directory(), e);
    }
  }

  /** Gives back the space of a dropped collection. */
  static void reclaim(Rocks rocks, int id) {
    for (Family family : Family.OF_COLLECTION) {
      rocks.reclaim(family, KeyLayout.collection(id), KeyLayout.collection(id + 1));
    }
  }
}
