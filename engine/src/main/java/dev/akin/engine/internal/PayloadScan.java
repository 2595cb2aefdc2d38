package dev.akin.engine.internal;

import dev.akin.api.Include;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.Value;
import dev.akin.index.OrdinalSet;
import dev.akin.storage.CollectionStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Reads the payload of some of the records from the store, in one pass over all of them or one by
 * one, whichever is less work. Safe for any number of threads.
 */
final class PayloadScan {
  /** Records read together when they are read one by one. */
  private static final int CHUNK = 1000;

  /** Reading a record by its key costs about so many times what it costs in a scan. */
  private static final int READ_COST = 4;

  private static final int POLL_MASK = 255;

  private final CollectionStore store;
  private final OrdinalTable table;

  PayloadScan(CollectionStore store, OrdinalTable table) {
    this.store = store;
    this.table = table;
  }

  /** Takes a record. */
  interface Visitor {
    void visit(int ordinal, RecordId id, Map<String, Value> payload);
  }

  /**
   * Hands over those of the records that are still there.
   *
   * @param stop polled; once true the work ends with CancellationException
   */
  void visit(OrdinalSet ordinals, BooleanSupplier stop, Visitor visitor) {
    if ((long) ordinals.cardinality() * READ_COST >= table.count()) {
      scan(ordinals, stop, visitor);
    } else {
      read(ordinals, stop, visitor);
    }
  }

  private void scan(OrdinalSet ordinals, BooleanSupplier stop, Visitor visitor) {
    store.scanRecords(
        (seq, id, payload) -> {
          int ordinal = table.ordinal(seq);
          if (ordinals.contains(ordinal)) {
            visitor.visit(ordinal, id, payload);
          }
          if ((seq & POLL_MASK) == 0) {
            poll(stop);
          }
          return true;
        });
  }

  private void read(OrdinalSet ordinals, BooleanSupplier stop, Visitor visitor) {
    int next = ordinals.next(0);
    while (next >= 0) {
      List<Integer> chunk = new ArrayList<>(CHUNK);
      for (; next >= 0 && chunk.size() < CHUNK; next = ordinals.next(next + 1)) {
        chunk.add(next);
      }
      long[] seqs = chunk.stream().mapToLong(table::seq).toArray();
      List<Record> records = store.read(seqs, Set.of(Include.PAYLOAD));
      for (int i = 0; i < seqs.length; i++) {
        Record record = records.get(i);
        if (record != null) {
          visitor.visit(chunk.get(i), record.id(), record.payload());
        }
      }
      poll(stop);
    }
  }

  private static void poll(BooleanSupplier stop) {
    if (stop.getAsBoolean()) {
      throw new CancellationException("reading of payload stopped");
    }
  }
}
