package dev.akin.storage;

import dev.akin.api.AkinException;
import dev.akin.api.Damage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Compares all rows of a database with each other: every record decodes, its id leads to it, its
 * sources and vectors are there and are of nobody else, and the changes lead up to it without a
 * gap. Reads everything once, in order, with little memory.
 */
final class RowCheck {
  private static final int BATCH = 1000;
  private static final int MAX_DAMAGES = 1000;

  private final Rocks rocks;
  private final List<Damage> damages = new ArrayList<>();
  private long records;

  private RowCheck(Rocks rocks) {
    this.rocks = rocks;
  }

  /** What the check found. */
  record Result(int collections, long records, List<Damage> damages) {}

  /** Checks an open database; a row that cannot be read ends the check. */
  static Result check(Rocks rocks) {
    RowCheck check = new RowCheck(rocks);
    int collections = 0;
    try (var _ = rocks.use()) {
      List<CollectionMeta> metas = CatalogEntries.collections(rocks);
      collections = metas.size();
      check.strangers(metas);
      for (CollectionMeta meta : metas) {
        check.collection(meta);
      }
    } catch (AkinException e) {
      check.damages.add(new Damage(rocks.directory().toString(), Damage.NOWHERE, e.getMessage()));
    }
    return new Result(collections, check.records, List.copyOf(check.damages));
  }

  /** Rows of collections that there are not; those of an unfinished copy are as they should be. */
  private void strangers(List<CollectionMeta> metas) {
    Set<Integer> known = new TreeSet<>(CatalogEntries.unfinishedCopies(rocks));
    metas.forEach(meta -> known.add(meta.id()));
    for (Family family : rocks.familiesOfCollection()) {
      try (RangeScan scan =
          new RangeScan(rocks, family, KeyLayout.collection(0), KeyLayout.collection(-1), false)) {
        while (scan.isValid()) {
          int id = ByteBuffer.wrap(scan.row().key()).getInt();
          if (!known.contains(id)) {
            damaged(family, "there are rows of a collection with id " + id + ", but no such one");
          }
          scan.row().seek(KeyLayout.collection(id + 1));
        }
      }
    }
  }

  private void collection(CollectionMeta meta) {
    Map<Integer, PartRows> vectors = new HashMap<>();
    Map<Integer, PartRows> sources = new HashMap<>();
    List<AutoCloseable> scans = new ArrayList<>();
    try (RangeScan rows = scan(meta, Family.RECORDS);
        ChangeRows changes = new ChangeRows(meta)) {
      List<VectorMeta> all = new ArrayList<>(meta.vectors().values());
      meta.staged().ifPresent(all::add);
      for (VectorMeta vector : all) {
        PartRows vectorRows =
            new PartRows(meta, Family.VECTORS, vector.id(), vector.spec().dimension());
        scans.add(vectorRows);
        vectors.put(vector.id(), vectorRows);
      }
      for (int id : meta.sourceIds()) {
        PartRows sourceRows = new PartRows(meta, Family.SOURCES, id, 0);
        scans.add(sourceRows);
        sources.put(id, sourceRows);
      }
      Map<Long, RecordCodec.Row> batch = new TreeMap<>();
      long count = 0;
      long expiring = 0;
      for (; rows.isValid(); rows.next()) {
        long seq = KeyLayout.seq(rows.row().key());
        count++;
        changes.upTo(seq);
        try {
          RecordCodec.Row row = RecordCodec.decode(rows.row().value(), true);
          batch.put(seq, row);
          expiring += row.expiry() == RecordCodec.NO_EXPIRY ? 0 : 1;
          parts(seq, row, vectors, sources);
        } catch (Damaged e) {
          damaged(Family.RECORDS, where(meta, seq) + e.getMessage());
        }
        if (batch.size() == BATCH) {
          ids(meta, batch);
        }
      }
      ids(meta, batch);
      changes.upTo(Long.MAX_VALUE);
      vectors.values().forEach(it -> it.upTo(Long.MAX_VALUE));
      sources.values().forEach(it -> it.upTo(Long.MAX_VALUE));
      count(meta, Family.IDS, "ids", count);
      count(meta, Family.EXPIRIES, "expiries", expiring);
      records += count;
    } finally {
      scans.forEach(RowCheck::close);
    }
  }

  private static void parts(
      long seq,
      RecordCodec.Row row,
      Map<Integer, PartRows> vectors,
      Map<Integer, PartRows> sources) {
    Map<Integer, RecordCodec.Part> parts = new HashMap<>();
    row.parts().forEach(part -> parts.put(part.vector(), part));
    vectors.forEach(
        (id, rows) -> rows.expect(seq, parts.containsKey(id) && parts.get(id).hasVector()));
    sources.forEach(
        (id, rows) -> rows.expect(seq, parts.containsKey(id) && parts.get(id).hasSource()));
  }

  /** Each id must lead to its record and say when it expires; empties the batch. */
  private void ids(CollectionMeta meta, Map<Long, RecordCodec.Row> batch) {
    List<byte[]> keys = new ArrayList<>();
    List<byte[]> expiries = new ArrayList<>();
    batch.forEach(
        (seq, row) -> {
          keys.add(KeyLayout.byId(meta.id(), IdCodec.encode(row.id())));
          if (row.expiry() != RecordCodec.NO_EXPIRY) {
            expiries.add(KeyLayout.byExpiry(meta.id(), row.expiry(), seq));
          }
        });
    List<byte[]> values = rocks.multiGet(Collections.nCopies(keys.size(), Family.IDS), keys);
    int at = 0;
    for (Map.Entry<Long, RecordCodec.Row> record : batch.entrySet()) {
      long seq = record.getKey();
      byte[] value = values.get(at++);
      if (value == null) {
        damaged(Family.IDS, where(meta, seq) + "the record's id is missing");
      } else if (!Arrays.equals(value, new IdEntry(seq, record.getValue().expiry()).encode())) {
        damaged(
            Family.IDS,
            where(meta, seq) + "the record's id leads to " + HexFormat.of().formatHex(value));
      }
    }
    batch.clear();
    expiries(meta, expiries);
  }

  private void expiries(CollectionMeta meta, List<byte[]> keys) {
    if (keys.isEmpty() || !rocks.familiesOfCollection().contains(Family.EXPIRIES)) {
      return; // the counts tell
    }
    List<byte[]> values = rocks.multiGet(Collections.nCopies(keys.size(), Family.EXPIRIES), keys);
    for (int i = 0; i < keys.size(); i++) {
      if (values.get(i) == null) {
        long seq = KeyLayout.seq(keys.get(i));
        damaged(Family.EXPIRIES, where(meta, seq) + "the record's expiry is missing");
      }
    }
  }

  private void count(CollectionMeta meta, Family family, String what, long expected) {
    long count = 0;
    if (!rocks.familiesOfCollection().contains(family)) {
      return;
    }
    try (RangeScan scan = scan(meta, family)) {
      for (; scan.isValid(); scan.next()) {
        count++;
      }
    }
    if (count != expected) {
      damaged(
          family,
          "collection '" + meta.name() + "' must have " + expected + " " + what + ": " + count);
    }
  }

  private RangeScan scan(CollectionMeta meta, Family family) {
    return new RangeScan(
        rocks, family, KeyLayout.collection(meta.id()), KeyLayout.collection(meta.id() + 1), true);
  }

  private static String where(CollectionMeta meta, long seq) {
    return "seq " + seq + " of collection '" + meta.name() + "': ";
  }

  private void damaged(Family family, String what) {
    if (damages.size() < MAX_DAMAGES) {
      damages.add(
          new Damage(
              rocks.directory().toString(),
              Damage.NOWHERE,
              "row of '" + family.columnFamily() + "', " + what));
    }
  }

  private static void close(AutoCloseable scan) {
    try {
      scan.close();
    } catch (Exception e) {
      throw new IllegalStateException("cannot close " + scan, e);
    }
  }

  /** The rows of a vector or its sources, read in step with the records. */
  private final class PartRows implements AutoCloseable {
    private final CollectionMeta meta;
    private final Family family;
    private final int dimension;
    private final RangeScan scan;

    PartRows(CollectionMeta meta, Family family, int id, int dimension) {
      this.meta = meta;
      this.family = family;
      this.dimension = dimension;
      this.scan =
          new RangeScan(
              rocks,
              family,
              KeyLayout.vector(meta.id(), id),
              KeyLayout.vector(meta.id(), id + 1),
              true);
    }

    /** Rows before the seq belong to no record. */
    void upTo(long seq) {
      for (; scan.isValid() && seq() < seq; scan.next()) {
        damaged(family, where(meta, seq()) + "there is no such record");
      }
    }

    private long seq() {
      return KeyLayout.seq(scan.row().key());
    }

    void expect(long seq, boolean there) {
      upTo(seq);
      boolean found = scan.isValid() && seq() == seq;
      if (found != there) {
        damaged(family, where(meta, seq) + (there ? "it is missing" : "the record has none"));
      }
      if (found) {
        decode(seq);
        scan.next();
      }
    }

    private void decode(long seq) {
      try {
        if (family == Family.SOURCES) {
          var _ = SourceCodec.decode(scan.row().value());
        } else {
          VectorCodec.decode(ByteBuffer.wrap(scan.row().value()), new float[dimension]);
        }
      } catch (Damaged e) {
        damaged(family, where(meta, seq) + e.getMessage());
      }
    }

    @Override
    public void close() {
      scan.close();
    }
  }

  /** The changes of a collection, read in step with the records. */
  private final class ChangeRows implements AutoCloseable, ChangeVisitor {
    private final CollectionMeta meta;
    private final RangeScan scan;
    private final List<byte[]> replacedKeys = new ArrayList<>();
    private long last;
    private long lastPut;

    ChangeRows(CollectionMeta meta) {
      this.meta = meta;
      this.scan = scan(meta, Family.CHANGES);
    }

    /** Reads the changes up to that of a record, which must be a put unless it is forgotten. */
    void upTo(long seq) {
      for (; scan.isValid() && KeyLayout.seq(scan.row().key()) <= seq; scan.next()) {
        long change = KeyLayout.seq(scan.row().key());
        if (last != 0 && change != last + 1) {
          damaged(Family.CHANGES, where(meta, change) + "the change before it is " + last);
        }
        try {
          ChangeCodec.decode(change, scan.row().value(), this);
        } catch (Damaged e) {
          damaged(Family.CHANGES, where(meta, change) + e.getMessage());
        }
        last = change;
      }
      if (seq != Long.MAX_VALUE && last != 0 && lastPut != seq) {
        damaged(Family.CHANGES, where(meta, seq) + "no change says that it was put");
      }
      if (seq != Long.MAX_VALUE && last == 0 && !scan.isValid()) {
        damaged(Family.CHANGES, where(meta, seq) + "there is no change from then on");
      }
      if (seq == Long.MAX_VALUE || replacedKeys.size() >= BATCH) {
        replaced();
      }
    }

    @Override
    public void put(long seq, long replaced) {
      lastPut = seq;
      note(replaced);
    }

    @Override
    public void delete(long seq, long replaced) {
      note(replaced);
    }

    private void note(long replaced) {
      if (replaced != 0) {
        replacedKeys.add(KeyLayout.bySeq(meta.id(), replaced));
      }
    }

    /** What was replaced or deleted must be gone. */
    private void replaced() {
      List<byte[]> values =
          rocks.multiGet(Collections.nCopies(replacedKeys.size(), Family.RECORDS), replacedKeys);
      for (int i = 0; i < values.size(); i++) {
        if (values.get(i) != null) {
          long seq = KeyLayout.seq(replacedKeys.get(i));
          damaged(Family.RECORDS, where(meta, seq) + "it is there, but was replaced or deleted");
        }
      }
      replacedKeys.clear();
    }

    @Override
    public void close() {
      scan.close();
    }
  }
}
