package dev.akin.engine.internal;

import dev.akin.api.Input;
import dev.akin.api.Record;
import dev.akin.storage.CollectionStore;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;

/**
 * One numbering of a collection's records and all that refers to it: the ordinals, one {@link
 * VectorField} per vector, the payload indexes. An optimization makes the next generation, with
 * ordinals for the live records only; whoever is inside the old one stays there until he leaves.
 *
 * <p>{@link #apply} is called by one commit at a time; the rest by any thread.
 */
final class Generation implements AutoCloseable {
  private final OrdinalTable table;
  private final Map<String, VectorField> fields;
  private final PayloadIndexes payloadIndexes;
  private final PayloadScan scan;
  private final FilterCompiler filters;
  private final Expirations expirations;
  private final Gate gate;

  /**
   * A generation with nothing but what the fields have; it owns them.
   *
   * @param name of the collection
   * @param fields by vector name
   */
  Generation(
      String name, CollectionStore store, OrdinalTable table, Map<String, VectorField> fields) {
    this.table = table;
    this.fields = Collections.unmodifiableMap(fields);
    this.payloadIndexes = new PayloadIndexes(name, store, table);
    this.scan = new PayloadScan(store, table);
    this.filters = new FilterCompiler(store, table, payloadIndexes, scan);
    this.expirations = new Expirations(store, table);
    this.gate = new Gate("a generation of collection '" + name + "'");
  }

  OrdinalTable table() {
    return table;
  }

  Map<String, VectorField> fields() {
    return fields;
  }

  PayloadIndexes payloadIndexes() {
    return payloadIndexes;
  }

  PayloadScan scan() {
    return scan;
  }

  FilterCompiler filters() {
    return filters;
  }

  Expirations expirations() {
    return expirations;
  }

  /** Ordinals of records that are no more. */
  int dead() {
    return table.limit() - table.count();
  }

  /**
   * Makes a committed change visible.
   *
   * @param record put, or null
   * @param seq of the record put
   * @param replaced sequence number of the record that is no more, or 0
   */
  void apply(Record record, long seq, long replaced) {
    if (record != null) {
      int ordinal = table.next();
      for (Map.Entry<String, Input.Vector> vector : record.vectors().entrySet()) {
        fields.get(vector.getKey()).put(ordinal, vector.getValue().values());
      }
      payloadIndexes.put(ordinal, record.payload());
      table.append(seq);
    }
    if (replaced != 0) {
      table.kill(replaced);
    }
  }

  /** Says that there are new ordinals. */
  void wake() {
    fields.values().forEach(VectorField::wake);
  }

  /** Goes in, unless it is closed; its memory stays until the visit is closed. */
  Optional<Visit> enter() {
    return gate.tryEnter().map(pass -> new Visit(this, pass));
  }

  /** Lets nobody in any more, waits until all have left, and frees the memory. Idempotent. */
  @Override
  public void close() {
    gate.close();
    payloadIndexes.close();
    RuntimeException failure = null;
    for (VectorField field : fields.values()) {
      try {
        field.close();
      } catch (RuntimeException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** A use of a generation. */
  record Visit(Generation generation, Gate.Pass pass) implements AutoCloseable {
    @Override
    public void close() {
      pass.close();
    }
  }
}
