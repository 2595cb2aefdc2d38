package dev.akin.storage;

import dev.akin.api.AkinException;
import dev.akin.api.Input;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * Puts and deletes that take effect together, or not at all. Each sees those before it. Not
 * thread-safe. Closing it without {@link #commit} discards it and leaves its seqs to the next one.
 */
public final class CollectionWrite implements AutoCloseable {
  private final CollectionStore store;
  private final Rocks rocks;
  private final CollectionMeta meta;
  private final WriteBatch batch = new WriteBatch();
  private final Map<RecordId, Long> current = new HashMap<>();
  private final long firstSeq;
  private long nextSeq;
  private boolean over;

  CollectionWrite(CollectionStore store, Rocks rocks, CollectionMeta meta, long lastSeq) {
    this.store = store;
    this.rocks = rocks;
    this.meta = meta;
    this.firstSeq = lastSeq + 1;
    this.nextSeq = firstSeq;
  }

  /** Finds out together which of the ids exist. */
  void lookUp(Collection<RecordId> ids) {
    List<RecordId> distinct = List.copyOf(new LinkedHashSet<>(ids));
    long[] seqs = store.seqs(distinct);
    for (int i = 0; i < seqs.length; i++) {
      current.put(distinct.get(i), seqs[i]);
    }
  }

  /** The seq of the id's record as this write leaves it so far, 0 if there is none. */
  public long current(RecordId id) {
    checkOpen();
    Long seq = current.get(id);
    if (seq == null) {
      lookUp(List.of(id));
      seq = current.get(id);
    }
    return seq;
  }

  /**
   * Inserts the record, or replaces the one of its id. Its sources and vectors are stored as they
   * are; its version is not looked at.
   *
   * @throws AkinException.InvalidArgument if the collection has no such vector, or one of another
   *     dimension, or the payload cannot be stored; the write is then as it was before
   */
  public Written put(Record record) {
    checkOpen();
    List<RecordCodec.Part> parts = parts(record);
    byte[] row =
        RecordCodec.encode(
            new RecordCodec.Row(record.id(), RecordCodec.NO_EXPIRY, parts, record.payload()));
    Map<String, byte[]> sources = new HashMap<>();
    record.sources().forEach((name, input) -> sources.put(name, SourceCodec.encode(name, input)));
    long replaced = current(record.id());
    long seq = nextSeq;
    try (var _ = store.use()) {
      if (replaced != 0) {
        deleteRows(replaced);
      }
      put(Family.RECORDS, KeyLayout.bySeq(meta.id(), seq), row);
      for (Map.Entry<String, byte[]> source : sources.entrySet()) {
        put(Family.SOURCES, partKey(source.getKey(), seq), source.getValue());
      }
      for (Map.Entry<String, Input.Vector> vector : record.vectors().entrySet()) {
        byte[] bytes = VectorCodec.encode(vector.getValue().values());
        put(Family.VECTORS, partKey(vector.getKey(), seq), bytes);
      }
      put(Family.IDS, idKey(record.id()), KeyLayout.seq(seq));
      put(Family.CHANGES, KeyLayout.bySeq(meta.id(), seq), ChangeCodec.put(replaced));
    } catch (RocksDBException e) {
      throw RocksErrors.of("put", rocks.directory(), e);
    }
    nextSeq++;
    current.put(record.id(), seq);
    return new Written(seq, replaced);
  }

  /** Deletes the id's record; returns its seq, or 0 if there is none, which takes no seq. */
  public long delete(RecordId id) {
    checkOpen();
    long replaced = current(id);
    if (replaced == 0) {
      return 0;
    }
    try (var _ = store.use()) {
      deleteRows(replaced);
      batch.delete(rocks.handle(Family.IDS), idKey(id));
      put(Family.CHANGES, KeyLayout.bySeq(meta.id(), nextSeq), ChangeCodec.delete(replaced));
    } catch (RocksDBException e) {
      throw RocksErrors.of("delete", rocks.directory(), e);
    }
    nextSeq++;
    current.put(id, 0L);
    return replaced;
  }

  /**
   * Makes the write visible and safe from a killed process; the write is over then, also if this
   * fails. After a failure nothing of it is visible.
   *
   * @param sync whether it is also safe from a loss of power when this returns; if not, {@link
   *     Storage#syncWal} makes it so
   * @throws AkinException.ResourceExhausted if the disk is full
   */
  public void commit(boolean sync) {
    checkOpen();
    try (var _ = store.use()) {
      if (nextSeq > firstSeq) {
        rocks.write(batch, sync);
        store.committed(nextSeq - 1);
      }
    } finally {
      close();
    }
  }

  /** Ends the write; discards what is not committed. Idempotent. */
  @Override
  public void close() {
    if (!over) {
      over = true;
      batch.close();
      store.ended(this);
    }
  }

  private List<RecordCodec.Part> parts(Record record) {
    Set<String> names = new LinkedHashSet<>(record.vectors().keySet());
    names.addAll(record.sources().keySet());
    List<RecordCodec.Part> parts = new ArrayList<>(names.size());
    for (String name : names) {
      VectorMeta vector = meta.vectors().get(name);
      if (vector == null) {
        throw new AkinException.InvalidArgument(
            "collection '" + meta.name() + "' has no vector '" + name + "'");
      }
      Input.Vector values = record.vectors().get(name);
      int dimension = vector.spec().dimension();
      if (values != null && values.values().length != dimension) {
        throw new AkinException.InvalidArgument(
            "vectors['"
                + name
                + "'] must have dimension "
                + dimension
                + ": "
                + values.values().length);
      }
      parts.add(
          new RecordCodec.Part(vector.id(), record.sources().containsKey(name), values != null));
    }
    return parts;
  }

  /** Deletes the rows of a replaced seq, which may be one of this write. */
  private void deleteRows(long seq) throws RocksDBException {
    batch.delete(rocks.handle(Family.RECORDS), KeyLayout.bySeq(meta.id(), seq));
    for (VectorMeta vector : meta.vectors().values()) {
      byte[] key = KeyLayout.byVector(meta.id(), vector.id(), seq);
      batch.delete(rocks.handle(Family.SOURCES), key);
      batch.delete(rocks.handle(Family.VECTORS), key);
    }
  }

  private void put(Family family, byte[] key, byte[] value) throws RocksDBException {
    batch.put(rocks.handle(family), key, value);
  }

  private byte[] partKey(String vectorName, long seq) {
    return KeyLayout.byVector(meta.id(), meta.vectors().get(vectorName).id(), seq);
  }

  private byte[] idKey(RecordId id) {
    return KeyLayout.byId(meta.id(), IdCodec.encode(id));
  }

  private void checkOpen() {
    if (over) {
      throw new IllegalStateException("the write is over");
    }
  }
}
