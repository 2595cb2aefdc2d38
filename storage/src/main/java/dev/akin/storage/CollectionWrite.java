package dev.akin.storage;

import dev.akin.api.AkinException;
import dev.akin.api.Expiry;
import dev.akin.api.Input;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
  private final Map<RecordId, IdEntry> current = new HashMap<>();
  private final long now;
  private final long firstSeq;
  private long nextSeq;
  private boolean filled;
  private boolean over;

  CollectionWrite(CollectionStore store, Rocks rocks, CollectionMeta meta, long lastSeq, long now) {
    this.store = store;
    this.rocks = rocks;
    this.meta = meta;
    this.firstSeq = lastSeq + 1;
    this.nextSeq = firstSeq;
    this.now = now;
  }

  /** Finds out together which of the ids exist. */
  void lookUp(Collection<RecordId> ids) {
    List<RecordId> distinct = List.copyOf(new LinkedHashSet<>(ids));
    List<IdEntry> entries = store.entries(distinct);
    for (int i = 0; i < entries.size(); i++) {
      current.put(distinct.get(i), entries.get(i));
    }
  }

  /**
   * The seq of the id's record as this write leaves it so far, 0 if there is none or it had expired
   * when the write began.
   */
  public long current(RecordId id) {
    IdEntry entry = entry(id);
    return entry.isThere(now) ? entry.seq() : 0;
  }

  /** The seq of the id's record as this write leaves it so far, also if it has expired. */
  public long stored(RecordId id) {
    return entry(id).seq();
  }

  private IdEntry entry(RecordId id) {
    checkOpen();
    if (!current.containsKey(id)) {
      lookUp(List.of(id));
    }
    return current.get(id);
  }

  /**
   * Inserts the record, or replaces the one of its id. Its sources and vectors are stored as they
   * are; its version is not looked at. It expires as it says, or else as the collection does.
   *
   * @throws AkinException.InvalidArgument if the collection has no such vector, or one of another
   *     dimension, or the payload cannot be stored; the write is then as it was before
   */
  public Written put(Record record) {
    return put(record, StagedPart.NONE);
  }

  /**
   * Like {@link #put(Record)}, with what the record has of the target of a change under way.
   *
   * @throws AkinException.InvalidArgument also if that is of another dimension
   */
  public Written put(Record record, StagedPart staged) {
    checkOpen();
    List<RecordCodec.Part> parts = parts(record, staged);
    long expiry = expiry(record.expiry());
    byte[] row =
        RecordCodec.encode(new RecordCodec.Row(record.id(), expiry, parts, record.payload()));
    Map<Integer, byte[]> sources = new HashMap<>();
    record
        .sources()
        .forEach(
            (name, input) ->
                sources.put(meta.vectors().get(name).sourceId(), SourceCodec.encode(name, input)));
    staged
        .source()
        .ifPresent(
            input ->
                sources.put(
                    meta.staged().orElseThrow().id(),
                    SourceCodec.encode(meta.change().orElseThrow().vector(), input)));
    IdEntry replaced = entry(record.id());
    long seq = nextSeq;
    IdEntry written = new IdEntry(seq, expiry);
    try (var _ = store.use()) {
      deleteRows(replaced);
      put(Family.RECORDS, KeyLayout.bySeq(meta.id(), seq), row);
      for (Map.Entry<Integer, byte[]> source : sources.entrySet()) {
        put(Family.SOURCES, partKey(source.getKey(), seq), source.getValue());
      }
      for (Map.Entry<String, Input.Vector> vector : record.vectors().entrySet()) {
        put(meta.vectors().get(vector.getKey()), seq, vector.getValue());
      }
      if (staged.vector().isPresent()) {
        put(meta.staged().orElseThrow(), seq, staged.vector().orElseThrow());
      }
      put(Family.IDS, idKey(record.id()), written.encode());
      if (expiry != RecordCodec.NO_EXPIRY) {
        put(Family.EXPIRIES, KeyLayout.byExpiry(meta.id(), expiry, seq), new byte[0]);
      }
      put(Family.CHANGES, KeyLayout.bySeq(meta.id(), seq), ChangeCodec.put(replaced.seq()));
    } catch (RocksDBException e) {
      throw RocksErrors.of("put", rocks.directory(), e);
    }
    nextSeq++;
    current.put(record.id(), written);
    return new Written(seq, replaced.seq(), expiry);
  }

  private long expiry(Expiry expiry) {
    return switch (expiry) {
      case Expiry.Default() ->
          meta.ttl().map(ttl -> now + ttl.toMillis()).orElse(RecordCodec.NO_EXPIRY);
      case Expiry.Never() -> RecordCodec.NO_EXPIRY;
      case Expiry.At(Instant instant) -> instant.toEpochMilli();
      case Expiry.After(Duration ttl) -> now + ttl.toMillis();
    };
  }

  /**
   * Deletes the id's record, also one that had expired; returns its seq, or 0 if there is none,
   * which takes no seq.
   */
  public long delete(RecordId id) {
    checkOpen();
    IdEntry replaced = entry(id);
    if (replaced.seq() == 0) {
      return 0;
    }
    try (var _ = store.use()) {
      deleteRows(replaced);
      batch.delete(rocks.handle(Family.IDS), idKey(id));
      put(Family.CHANGES, KeyLayout.bySeq(meta.id(), nextSeq), ChangeCodec.delete(replaced.seq()));
    } catch (RocksDBException e) {
      throw RocksErrors.of("delete", rocks.directory(), e);
    }
    nextSeq++;
    current.put(id, IdEntry.NONE);
    return replaced.seq();
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
      if (nextSeq > firstSeq || filled) {
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

  /**
   * Gives a record of the collection what it has of the target of the change under way.
   *
   * @return whether the record is still there; if not, nothing happens
   */
  public boolean fill(long seq, StagedPart staged) {
    checkOpen();
    VectorMeta target = meta.staged().orElseThrow();
    byte[] recordKey = KeyLayout.bySeq(meta.id(), seq);
    try (var _ = store.use()) {
      byte[] value = rocks.get(Family.RECORDS, recordKey);
      if (value == null) {
        return false;
      }
      RecordCodec.Row row = RecordCodec.decode(value, true);
      Parts parts = new Parts(row.parts());
      add(parts, staged);
      put(
          Family.RECORDS,
          recordKey,
          RecordCodec.encode(
              new RecordCodec.Row(row.id(), row.expiry(), parts.list(), row.payload())));
      if (staged.source().isPresent()) {
        String name = meta.change().orElseThrow().vector();
        put(
            Family.SOURCES,
            partKey(target.id(), seq),
            SourceCodec.encode(name, staged.source().orElseThrow()));
      }
      if (staged.vector().isPresent()) {
        put(target, seq, staged.vector().orElseThrow());
      }
      filled = true;
      return true;
    } catch (Damaged e) {
      throw store.damaged(Family.RECORDS, seq, e);
    } catch (RocksDBException e) {
      throw RocksErrors.of("put", rocks.directory(), e);
    }
  }

  private List<RecordCodec.Part> parts(Record record, StagedPart staged) {
    Set<String> names = new LinkedHashSet<>(record.vectors().keySet());
    names.addAll(record.sources().keySet());
    Parts parts = new Parts(List.of());
    for (String name : names) {
      VectorMeta vector = meta.vectors().get(name);
      if (vector == null) {
        throw new AkinException.InvalidArgument(
            "collection '" + meta.name() + "' has no vector '" + name + "'");
      }
      Input.Vector values = record.vectors().get(name);
      if (values != null) {
        checkDimension(name, vector, values);
        parts.vector(vector.id());
      }
      if (record.sources().containsKey(name)) {
        parts.source(vector.sourceId());
      }
    }
    add(parts, staged);
    return parts.list();
  }

  private void add(Parts parts, StagedPart staged) {
    if (staged.vector().isPresent()) {
      VectorMeta target = meta.staged().orElseThrow();
      checkDimension(meta.change().orElseThrow().vector(), target, staged.vector().orElseThrow());
      parts.vector(target.id());
      if (staged.source().isPresent()) {
        parts.source(target.id());
      }
    }
  }

  private static void checkDimension(String name, VectorMeta vector, Input.Vector values) {
    int dimension = vector.spec().dimension();
    if (values.values().length != dimension) {
      throw new AkinException.InvalidArgument(
          "vectors['"
              + name
              + "'] must have dimension "
              + dimension
              + ": "
              + values.values().length);
    }
  }

  /** The parts of a record by the id of their rows. */
  private static final class Parts {
    private final Map<Integer, RecordCodec.Part> byId = new LinkedHashMap<>();

    Parts(List<RecordCodec.Part> parts) {
      parts.forEach(part -> byId.put(part.vector(), part));
    }

    void vector(int id) {
      RecordCodec.Part part = byId.get(id);
      byId.put(id, new RecordCodec.Part(id, part != null && part.hasSource(), true));
    }

    void source(int id) {
      RecordCodec.Part part = byId.get(id);
      byId.put(id, new RecordCodec.Part(id, true, part != null && part.hasVector()));
    }

    List<RecordCodec.Part> list() {
      return new ArrayList<>(byId.values());
    }
  }

  /** Deletes the rows of a replaced record, if there is one; it may be one of this write. */
  private void deleteRows(IdEntry replaced) throws RocksDBException {
    long seq = replaced.seq();
    if (seq == 0) {
      return;
    }
    if (replaced.expiry() != RecordCodec.NO_EXPIRY) {
      batch.delete(
          rocks.handle(Family.EXPIRIES), KeyLayout.byExpiry(meta.id(), replaced.expiry(), seq));
    }
    batch.delete(rocks.handle(Family.RECORDS), KeyLayout.bySeq(meta.id(), seq));
    for (int id : meta.sourceIds()) {
      batch.delete(rocks.handle(Family.SOURCES), partKey(id, seq));
    }
    for (int id : meta.vectorIds()) {
      batch.delete(rocks.handle(Family.VECTORS), partKey(id, seq));
    }
  }

  private void put(VectorMeta vector, long seq, Input.Vector values) throws RocksDBException {
    put(Family.VECTORS, partKey(vector.id(), seq), VectorCodec.encode(values.values()));
  }

  private void put(Family family, byte[] key, byte[] value) throws RocksDBException {
    batch.put(rocks.handle(family), key, value);
  }

  private byte[] partKey(int vectorId, long seq) {
    return KeyLayout.byVector(meta.id(), vectorId, seq);
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
