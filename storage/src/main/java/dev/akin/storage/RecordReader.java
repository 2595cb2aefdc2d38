package dev.akin.storage;

import dev.akin.api.AkinException;
import dev.akin.api.Expiry;
import dev.akin.api.Include;
import dev.akin.api.Input;
import dev.akin.api.Record;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Puts records together from their rows. Safe for any number of threads.
 *
 * <p>Reads need no snapshot: a row never changes, it only goes away with all others of its seq. So
 * when a record's row is there and one of its parts is not, the record was replaced between the two
 * reads and its row is gone as well by now; if it is not, something was lost.
 */
final class RecordReader {
  private final Rocks rocks;
  private final CollectionMeta meta;
  private final BooleanSupplier outdated;
  private final Map<Integer, String> vectorNames = new HashMap<>();
  private final Map<Integer, String> sourceNames = new HashMap<>();

  /**
   * A reader.
   *
   * @param outdated whether the catalog says something else by now, so that rows of vectors may be
   *     gone
   */
  RecordReader(Rocks rocks, CollectionMeta meta, BooleanSupplier outdated) {
    this.rocks = rocks;
    this.meta = meta;
    this.outdated = outdated;
    meta.vectors()
        .forEach(
            (name, vector) -> {
              vectorNames.put(vector.id(), name);
              sourceNames.put(vector.sourceId(), name);
            });
  }

  /** The records of the seqs, in their order, null where there is none. */
  List<Record> read(long[] seqs, Set<Include> include) {
    List<byte[]> keys = new ArrayList<>(seqs.length);
    for (long seq : seqs) {
      keys.add(KeyLayout.bySeq(meta.id(), seq));
    }
    List<byte[]> values = rocks.multiGet(Collections.nCopies(keys.size(), Family.RECORDS), keys);
    Pending[] pending = new Pending[seqs.length];
    PartRequest request = new PartRequest();
    for (int i = 0; i < seqs.length; i++) {
      if (values.get(i) != null) {
        pending[i] = new Pending(seqs[i], row(seqs[i], values.get(i), include));
        request.add(pending[i], include);
      }
    }
    request.fetch();
    return Arrays.asList(
        Arrays.stream(pending).map(p -> p == null ? null : p.record()).toArray(Record[]::new));
  }

  private RecordCodec.Row row(long seq, byte[] value, Set<Include> include) {
    try {
      return RecordCodec.decode(value, include.contains(Include.PAYLOAD));
    } catch (Damaged e) {
      throw damaged(Family.RECORDS, seq, e);
    }
  }

  /** Of a record that stays: what a write of it as it is must say for it to stay again. */
  private Expiry expiry(long expiry) {
    if (expiry != RecordCodec.NO_EXPIRY) {
      return Expiry.at(Instant.ofEpochMilli(expiry));
    }
    return meta.ttl().isPresent() ? Expiry.NEVER : Expiry.DEFAULT;
  }

  private AkinException damaged(Family family, long seq, Damaged e) {
    return RocksErrors.damaged(
        rocks.directory(), family, "seq " + seq + " of collection '" + meta.name() + "'", e);
  }

  /** A record whose parts are still to come. */
  private final class Pending {
    private final long seq;
    private final RecordCodec.Row row;
    private final Map<String, Input> sources = new HashMap<>();
    private final Map<String, Input.Vector> vectors = new HashMap<>();
    private boolean gone;

    Pending(long seq, RecordCodec.Row row) {
      this.seq = seq;
      this.row = row;
    }

    Record record() {
      return gone
          ? null
          : new Record(row.id(), seq, sources, vectors, row.payload(), expiry(row.expiry()));
    }
  }

  /** The parts of all records of a read, fetched together. */
  private final class PartRequest {
    private final List<Family> families = new ArrayList<>();
    private final List<byte[]> keys = new ArrayList<>();
    private final List<Pending> records = new ArrayList<>();
    private final List<String> names = new ArrayList<>();

    void add(Pending record, Set<Include> include) {
      for (RecordCodec.Part part : record.row.parts()) {
        // There is no name for the rows of a vector that was dropped since.
        String source = sourceNames.get(part.vector());
        if (part.hasSource() && source != null && include.contains(Include.SOURCES)) {
          add(Family.SOURCES, record, part.vector(), source);
        }
        String vector = vectorNames.get(part.vector());
        if (part.hasVector() && vector != null && include.contains(Include.VECTORS)) {
          add(Family.VECTORS, record, part.vector(), vector);
        }
      }
    }

    private void add(Family family, Pending record, int vector, String name) {
      families.add(family);
      keys.add(KeyLayout.byVector(meta.id(), vector, record.seq));
      records.add(record);
      names.add(name);
    }

    void fetch() {
      List<byte[]> values = rocks.multiGet(families, keys);
      for (int i = 0; i < values.size(); i++) {
        Pending record = records.get(i);
        if (values.get(i) == null) {
          missing(families.get(i), record, names.get(i));
        } else {
          decode(families.get(i), record, names.get(i), values.get(i));
        }
      }
    }

    private void missing(Family family, Pending record, String name) {
      if (!outdated.getAsBoolean()
          && rocks.get(Family.RECORDS, KeyLayout.bySeq(meta.id(), record.seq)) != null) {
        throw damaged(family, record.seq, new Damaged("'" + name + "' of the record is missing"));
      }
      record.gone = true;
    }

    private void decode(Family family, Pending record, String name, byte[] value) {
      try {
        if (family == Family.SOURCES) {
          record.sources.put(name, SourceCodec.decode(value));
        } else {
          float[] vector = new float[meta.vectors().get(name).spec().dimension()];
          VectorCodec.decode(ByteBuffer.wrap(value), vector);
          record.vectors.put(name, new Input.Vector(vector));
        }
      } catch (Damaged e) {
        throw damaged(family, record.seq, e);
      }
    }
  }
}
