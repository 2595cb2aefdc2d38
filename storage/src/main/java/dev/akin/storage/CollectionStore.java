package dev.akin.storage;

import dev.akin.api.AkinException;
import dev.akin.api.Include;
import dev.akin.api.Input;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/**
 * The records of one collection. Safe for any number of readers; one {@link CollectionWrite} at a
 * time.
 *
 * <p>Every method fails with {@link AkinException.FailedPrecondition} once the storage is closed,
 * {@link AkinException.NotFound} once the collection is dropped, and {@link
 * AkinException.Corrupted} when what is stored cannot be read. Visitors are called while the
 * storage is held open: they must not close it.
 */
public final class CollectionStore {
  /** The expiry of a record that stays. */
  public static final long NO_EXPIRY = RecordCodec.NO_EXPIRY;

  private static final byte CURSOR_VERSION = 1;
  private static final Object DROP = new Object();

  private final Rocks rocks;
  private volatile CollectionMeta meta;
  private volatile RecordReader reader;
  private final InstantSource clock;
  private final AtomicReference<Object> writer = new AtomicReference<>();
  private volatile long lastSeq;
  private volatile boolean dropped;

  CollectionStore(Rocks rocks, CollectionMeta meta, InstantSource clock) {
    this.rocks = rocks;
    this.meta = meta;
    this.reader = reader(meta);
    this.clock = clock;
    this.lastSeq = findLastSeq();
  }

  /** What the catalog says of the collection. */
  public CollectionMeta meta() {
    return meta;
  }

  /** Called when the catalog says something else. */
  void changed(CollectionMeta newMeta) {
    meta = newMeta;
    reader = reader(newMeta);
  }

  private RecordReader reader(CollectionMeta of) {
    return new RecordReader(rocks, of, () -> !meta.vectors().equals(of.vectors()));
  }

  /** The seq of the newest change, 0 if there was none yet. Survives a restart. */
  public long lastSeq() {
    return lastSeq;
  }

  /**
   * Begins a write. Close it, committed or not.
   *
   * @param ids that will be put or deleted; they are looked up together
   * @throws IllegalStateException if another write is open or a drop is under way
   */
  public CollectionWrite begin(List<RecordId> ids) {
    try (var _ = use()) {
      CollectionWrite write = new CollectionWrite(this, rocks, meta, lastSeq, now());
      try {
        claimWriter(write);
        write.lookUp(ids);
        return write;
      } catch (RuntimeException | Error e) {
        write.close();
        throw e;
      }
    }
  }

  /** Called by the write when its rows are there. */
  void committed(long newLastSeq) {
    lastSeq = newLastSeq;
  }

  /** Called by the write when it is over. */
  void ended(Object claimant) {
    writer.compareAndSet(claimant, null);
  }

  /**
   * The records of the given seqs, in their order, null where there is none (any more). Their
   * version is their seq.
   */
  public List<Record> read(long[] seqs, Set<Include> include) {
    try (var _ = use()) {
      return reader.read(seqs, include);
    }
  }

  /** The time by which records expire, in milliseconds since 1970. */
  public long now() {
    return clock.millis();
  }

  /**
   * The seqs of the records of the given ids, in their order, 0 where there is none or its time has
   * come.
   */
  public long[] seqs(List<RecordId> ids) {
    long now = now();
    return entries(ids).stream().mapToLong(it -> it.isThere(now) ? it.seq() : 0).toArray();
  }

  /** What the given ids lead to, in their order. */
  List<IdEntry> entries(List<RecordId> ids) {
    try (var _ = use()) {
      List<byte[]> keys = new ArrayList<>(ids.size());
      ids.forEach(id -> keys.add(KeyLayout.byId(meta.id(), IdCodec.encode(id))));
      List<byte[]> values = rocks.multiGet(Collections.nCopies(keys.size(), Family.IDS), keys);
      List<IdEntry> entries = new ArrayList<>(keys.size());
      for (int i = 0; i < keys.size(); i++) {
        entries.add(
            values.get(i) == null ? IdEntry.NONE : idEntry(values.get(i), "id " + ids.get(i)));
      }
      return entries;
    }
  }

  /**
   * A page of records in the order of their ids: numbers, strings (by code point), UUIDs; without
   * those whose time has come.
   *
   * @param cursor from the page before, empty for the first
   * @param limit records of the page, 1 or more
   * @throws AkinException.InvalidArgument for a cursor that is none
   */
  public IdPage ids(Optional<String> cursor, int limit) {
    if (limit < 1) {
      throw new AkinException.InvalidArgument("limit must be 1 or more: " + limit);
    }
    byte[] prefix = KeyLayout.collection(meta.id());
    byte[] after = cursor.map(this::position).orElse(prefix);
    try (var _ = use();
        RangeScan scan = new RangeScan(rocks, Family.IDS, after, end(), false)) {
      RocksIterator row = scan.row();
      if (cursor.isPresent() && scan.isValid() && Arrays.equals(row.key(), after)) {
        scan.next();
      }
      long[] seqs = new long[Math.min(limit, 1024)];
      int count = 0;
      byte[] last = after;
      long now = now();
      for (; count < limit && scan.isValid(); scan.next()) {
        IdEntry entry =
            idEntry(scan.row().value(), "id at " + HexFormat.of().formatHex(scan.row().key()));
        if (!entry.isThere(now)) {
          continue;
        }
        if (count == seqs.length) {
          seqs = Arrays.copyOf(seqs, Math.min(limit, 2 * count));
        }
        last = row.key();
        seqs[count++] = entry.seq();
      }
      Optional<String> next =
          scan.isValid() ? Optional.of(cursor(last, prefix.length)) : Optional.empty();
      return new IdPage(Arrays.copyOf(seqs, count), next);
    }
  }

  private static String cursor(byte[] idKey, int prefixLength) {
    byte[] bytes = idKey.clone();
    bytes[prefixLength - 1] = CURSOR_VERSION;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOfRange(bytes, prefixLength - 1, bytes.length));
  }

  private byte[] position(String cursor) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(cursor);
      if (bytes.length == 0 || bytes[0] != CURSOR_VERSION) {
        throw new AkinException.InvalidArgument("unknown cursor: '" + cursor + "'");
      }
      RecordId id = IdCodec.decode(ByteBuffer.wrap(bytes, 1, bytes.length - 1));
      return KeyLayout.byId(meta.id(), IdCodec.encode(id));
    } catch (IllegalArgumentException | Damaged e) {
      throw new AkinException.InvalidArgument(
          "cursor must come from the page before: '" + cursor + "'", e);
    }
  }

  /** Hands over the seqs of the live records after {@code afterSeq}, ascending. */
  public void scanSeqs(long afterSeq, LongConsumer visitor) {
    byte[] begin = KeyLayout.bySeq(meta.id(), afterSeq + 1);
    try (var _ = use();
        RangeScan scan = new RangeScan(rocks, Family.RECORDS, begin, end(), true)) {
      byte[] key = new byte[begin.length];
      for (; scan.isValid(); scan.next()) {
        scan.row().key(key);
        visitor.accept(KeyLayout.seq(key));
      }
    }
  }

  /** Hands over the live records, ascending by seq, until the visitor has enough. */
  public void scanRecords(RecordVisitor visitor) {
    byte[] begin = KeyLayout.bySeq(meta.id(), 0);
    try (var _ = use();
        RangeScan scan = new RangeScan(rocks, Family.RECORDS, begin, end(), true)) {
      byte[] key = new byte[begin.length];
      boolean more = true;
      for (; more && scan.isValid(); scan.next()) {
        scan.row().key(key);
        long seq = KeyLayout.seq(key);
        try {
          RecordCodec.Row row = RecordCodec.decode(scan.row().value(), true);
          more = visitor.visit(seq, row.id(), row.payload());
        } catch (Damaged e) {
          throw damaged(Family.RECORDS, seq, e);
        }
      }
    }
  }

  /**
   * Hands over the seqs of the records that expire within a time, those that are deleted or
   * replaced apart, ascending by their expiry, until the visitor has enough.
   *
   * @param from in milliseconds since 1970
   * @param to inclusive
   * @return the expiry of the first record that was not handed over, {@link #NO_EXPIRY} if there is
   *     none
   */
  public long scanExpiries(long from, long to, LongPredicate visitor) {
    byte[] begin = KeyLayout.byExpiry(meta.id(), from, 0);
    try (var _ = use();
        RangeScan scan = new RangeScan(rocks, Family.EXPIRIES, begin, end(), false)) {
      byte[] key = new byte[begin.length];
      boolean more = true;
      for (; scan.isValid(); scan.next()) {
        scan.row().key(key);
        long expiry = KeyLayout.expiry(key);
        if (!more || expiry > to) {
          return expiry;
        }
        more = visitor.test(KeyLayout.seq(key));
      }
      return NO_EXPIRY;
    }
  }

  /**
   * Hands over the vectors of the live records after {@code afterSeq}, ascending by seq; records
   * without such a vector are passed over.
   *
   * @throws AkinException.InvalidArgument if the collection has no vector of this name
   */
  public void scanVectors(String name, long afterSeq, VectorVisitor visitor) {
    VectorMeta vector = meta.vectors().get(name);
    if (vector == null) {
      throw new AkinException.InvalidArgument(
          "collection '" + name() + "' has no vector '" + name + "'");
    }
    scanVectors(vector, afterSeq, visitor);
  }

  /** Hands over the vectors of one that is there, or the target of a change under way. */
  public void scanVectors(VectorMeta vector, long afterSeq, VectorVisitor visitor) {
    byte[] begin = KeyLayout.byVector(meta.id(), vector.id(), afterSeq + 1);
    byte[] end = KeyLayout.vector(meta.id(), vector.id() + 1);
    float[] values = new float[vector.spec().dimension()];
    ByteBuffer bytes = ByteBuffer.allocateDirect(values.length * Float.BYTES);
    byte[] key = new byte[begin.length];
    try (var _ = use();
        RangeScan scan = new RangeScan(rocks, Family.VECTORS, begin, end, true)) {
      for (; scan.isValid(); scan.next()) {
        scan.row().key(key);
        long seq = KeyLayout.seq(key);
        int size = scan.row().value(bytes.clear());
        if (size != bytes.capacity()) {
          throw damaged(Family.VECTORS, seq, new Damaged("vector is " + size + " bytes long"));
        }
        try {
          VectorCodec.decode(bytes, values);
        } catch (Damaged e) {
          throw damaged(Family.VECTORS, seq, e);
        }
        visitor.accept(seq, values);
      }
    }
  }

  /**
   * The vectors of the records of the given seqs, in their order, null where there is none.
   *
   * @param vector one that is there, or the target of a change under way
   */
  public List<float[]> vectors(VectorMeta vector, long[] seqs) {
    try (var _ = use()) {
      List<byte[]> keys = new ArrayList<>(seqs.length);
      for (long seq : seqs) {
        keys.add(KeyLayout.byVector(meta.id(), vector.id(), seq));
      }
      List<byte[]> values = rocks.multiGet(Collections.nCopies(keys.size(), Family.VECTORS), keys);
      List<float[]> vectors = new ArrayList<>(seqs.length);
      for (int i = 0; i < seqs.length; i++) {
        float[] numbers = values.get(i) == null ? null : new float[vector.spec().dimension()];
        if (numbers != null) {
          try {
            VectorCodec.decode(ByteBuffer.wrap(values.get(i)), numbers);
          } catch (Damaged e) {
            throw damaged(Family.VECTORS, seqs[i], e);
          }
        }
        vectors.add(numbers);
      }
      return vectors;
    }
  }

  /** The source of a record's vector, empty if the record has none or is no more. */
  public Optional<Input> source(VectorMeta vector, long seq) {
    try (var _ = use()) {
      byte[] value =
          rocks.get(Family.SOURCES, KeyLayout.byVector(meta.id(), vector.sourceId(), seq));
      return value == null ? Optional.empty() : Optional.of(SourceCodec.decode(value));
    } catch (Damaged e) {
      throw damaged(Family.SOURCES, seq, e);
    }
  }

  /**
   * Live records that have a vector or a source of one, but not yet the vector that is to be made
   * of it, in the order of their seqs.
   *
   * @param of whose sources are used
   * @param target what they are to get; need not be there yet
   * @param limit records with a source that a page may have
   */
  public Unfilled unfilled(VectorMeta of, VectorMeta target, long afterSeq, int limit) {
    byte[] begin = KeyLayout.bySeq(meta.id(), afterSeq + 1);
    long[] seqs = new long[limit];
    int count = 0;
    long missing = 0;
    long last = afterSeq;
    try (var _ = use();
        RangeScan scan = new RangeScan(rocks, Family.RECORDS, begin, end(), true)) {
      byte[] key = new byte[begin.length];
      for (; count < limit && scan.isValid(); scan.next()) {
        scan.row().key(key);
        last = KeyLayout.seq(key);
        boolean source = false;
        boolean vector = false;
        boolean filled = false;
        for (RecordCodec.Part part : RecordCodec.decode(scan.row().value(), false).parts()) {
          source |= part.vector() == of.sourceId() && part.hasSource();
          vector |= part.vector() == of.id() && part.hasVector();
          filled |= part.vector() == target.id() && part.hasVector();
        }
        if (!filled && source) {
          seqs[count++] = last;
        } else if (!filled && vector) {
          missing++;
        }
      }
      return new Unfilled(Arrays.copyOf(seqs, count), missing, last, scan.isValid());
    } catch (Damaged e) {
      throw damaged(Family.RECORDS, last, e);
    }
  }

  /**
   * Hands over the changes after {@code afterSeq} in the order they were made. Complete if {@code
   * oldestChange() <= afterSeq + 1}.
   */
  public void changes(long afterSeq, ChangeVisitor visitor) {
    byte[] begin = KeyLayout.bySeq(meta.id(), afterSeq + 1);
    try (var _ = use();
        RangeScan scan = new RangeScan(rocks, Family.CHANGES, begin, end(), true)) {
      byte[] key = new byte[begin.length];
      for (; scan.isValid(); scan.next()) {
        scan.row().key(key);
        long seq = KeyLayout.seq(key);
        try {
          ChangeCodec.decode(seq, scan.row().value(), visitor);
        } catch (Damaged e) {
          throw damaged(Family.CHANGES, seq, e);
        }
      }
    }
  }

  /**
   * Forgets the changes up to and including {@code upToSeq}; they are in a checkpoint. The newest
   * change is always kept: it tells the last seq.
   */
  public void trimChanges(long upToSeq) {
    try (var _ = use();
        WriteBatch batch = new WriteBatch()) {
      long firstKept = Math.min(upToSeq + 1, lastSeq);
      if (firstKept <= oldestChange()) {
        return;
      }
      batch.deleteRange(
          rocks.handle(Family.CHANGES),
          KeyLayout.bySeq(meta.id(), 0),
          KeyLayout.bySeq(meta.id(), firstKept));
      rocks.write(batch, false);
    } catch (RocksDBException e) {
      throw RocksErrors.of("trim", rocks.directory(), e);
    }
  }

  /**
   * Gives back the disk space of rows that were replaced and deleted. Reads and writes go on; it
   * takes as long as rewriting the collection.
   *
   * @param stop asked now and then; once true the rest is left
   */
  public void compact(BooleanSupplier stop) {
    for (Family family : Family.OF_COLLECTION) {
      if (!stop.getAsBoolean()) {
        try (var _ = use()) {
          rocks.compact(family, KeyLayout.collection(meta.id()), end());
        }
      }
    }
  }

  /** The seq of the oldest change that is still known; {@code lastSeq() + 1} if none is. */
  public long oldestChange() {
    try (var _ = use();
        RangeScan scan =
            new RangeScan(rocks, Family.CHANGES, KeyLayout.bySeq(meta.id(), 0), end(), false)) {
      return scan.isValid() ? KeyLayout.seq(scan.row().key()) : lastSeq + 1;
    }
  }

  /**
   * Tells of the changes that the store has and this does not know of, oldest first: those of a
   * write that failed and yet took effect, see {@link Storage#recover}.
   *
   * @throws AkinException.Corrupted if instead it lacks changes that were acknowledged
   */
  public void missed(ChangeVisitor visitor) {
    long there = findLastSeq();
    if (there < lastSeq) {
      throw new AkinException.Corrupted(
          "collection '"
              + name()
              + "' has lost acknowledged changes: there were "
              + lastSeq
              + ", the store knows of "
              + there);
    }
    changes(lastSeq, visitor);
    lastSeq = there;
  }

  private long findLastSeq() {
    try (var _ = use();
        RangeScan scan =
            new RangeScan(rocks, Family.CHANGES, KeyLayout.bySeq(meta.id(), 0), end(), false)) {
      scan.row().seekToLast();
      return scan.isValid() ? KeyLayout.seq(scan.row().key()) : 0;
    }
  }

  /**
   * Keeps writers away for a drop.
   *
   * @throws IllegalStateException if a write is open
   */
  void beginDrop() {
    claimWriter(DROP);
  }

  /** Ends a drop: from now on every call fails if it worked, otherwise all is as before. */
  void endDrop(boolean worked) {
    dropped = worked;
    ended(DROP);
  }

  private void claimWriter(Object claimant) {
    if (!writer.compareAndSet(null, claimant)) {
      throw new IllegalStateException(
          "collection '" + name() + "' has an open write or is being dropped");
    }
  }

  /** Begins a use of the storage. */
  Rocks.Use use() {
    if (dropped) {
      throw new AkinException.NotFound("collection '" + name() + "' was dropped");
    }
    return rocks.use();
  }

  private IdEntry idEntry(byte[] value, String id) {
    try {
      return IdEntry.decode(value);
    } catch (Damaged e) {
      throw RocksErrors.damaged(
          rocks.directory(), Family.IDS, id + " of collection '" + name() + "'", e);
    }
  }

  /** The error for a row that cannot be read. */
  AkinException damaged(Family family, long seq, Damaged e) {
    return RocksErrors.damaged(
        rocks.directory(), family, "seq " + seq + " of collection '" + name() + "'", e);
  }

  private byte[] end() {
    return KeyLayout.collection(meta.id() + 1);
  }

  private String name() {
    return meta.name();
  }
}
