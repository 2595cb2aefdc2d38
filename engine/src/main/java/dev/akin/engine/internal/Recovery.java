package dev.akin.engine.internal;

import dev.akin.api.AkinException;
import dev.akin.index.file.CorruptIndexFileException;
import dev.akin.storage.ChangeVisitor;
import dev.akin.storage.CollectionMeta;
import dev.akin.storage.CollectionStore;
import dev.akin.storage.VectorMeta;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the first generation when a collection is opened: from the newest checkpoint that is whole
 * and of this store, and what came after it; without one, from the store alone.
 */
final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private final CollectionMeta meta;
  private final CollectionStore store;
  private final Checkpoints checkpoints;
  private final Workers workers;

  Recovery(CollectionMeta meta, CollectionStore store, Checkpoints checkpoints, Workers workers) {
    this.meta = meta;
    this.store = store;
    this.checkpoints = checkpoints;
    this.workers = workers;
  }

  /**
   * A generation as the store has it.
   *
   * @param changes that no checkpoint has
   */
  record Recovered(Generation generation, long changes) {}

  Recovered recover() {
    for (Path checkpoint : checkpoints.newestFirst()) {
      try {
        return map(checkpoint);
      } catch (CorruptIndexFileException | UncheckedIOException e) {
        LOG.warn(
            "checkpoint of collection '{}' is not usable, its indexes are built anew: {}",
            meta.name(),
            e.getMessage());
      }
    }
    OrdinalTable table = new OrdinalTable();
    Map<String, VectorField> fields = new LinkedHashMap<>();
    meta.vectors()
        .forEach(
            (name, vector) -> fields.put(name, VectorField.empty(name, vector, table, workers)));
    return caughtUp(new Generation(meta.name(), store, table, fields), 0);
  }

  private Recovered map(Path checkpoint) {
    CheckpointOrdinals ordinals = CheckpointOrdinals.read(Checkpoints.ordinalsFile(checkpoint));
    check(checkpoint, ordinals);
    OrdinalTable table = new OrdinalTable();
    for (int ordinal = 0; ordinal < ordinals.seqs().length; ordinal++) {
      table.append(ordinals.seqs()[ordinal]);
      if (!ordinals.isLive(ordinal)) {
        table.killOrdinal(ordinal);
      }
    }
    Map<String, VectorField> fields = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, VectorMeta> entry : meta.vectors().entrySet()) {
        String name = entry.getKey();
        VectorMeta vector = entry.getValue();
        Integer indexed = ordinals.indexed().get(vector.id());
        fields.put(
            name,
            indexed == null
                ? VectorField.empty(name, vector, table, workers)
                : VectorField.open(
                    name,
                    vector,
                    table,
                    Checkpoints.vectorFile(checkpoint, vector.id()),
                    indexed,
                    workers));
      }
    } catch (RuntimeException e) {
      fields.values().forEach(VectorField::close);
      throw e;
    }
    return caughtUp(new Generation(meta.name(), store, table, fields), ordinals.lastSeq());
  }

  private void check(Path checkpoint, CheckpointOrdinals ordinals) {
    if (ordinals.lastSeq() > store.lastSeq()) {
      // It was written after the log was synced, so the store has lost what it once had.
      throw new AkinException.Corrupted(
          "collection '"
              + meta.name()
              + "' has lost acknowledged changes: its checkpoint knows of change "
              + ordinals.lastSeq()
              + ", the store only of "
              + store.lastSeq()
              + "; restore a backup, or delete "
              + checkpoint
              + " to go on without them");
    }
    if (store.oldestChange() > ordinals.lastSeq() + 1) {
      throw new CorruptIndexFileException(
          checkpoint, 0, "the changes that came after it are no longer kept");
    }
  }

  /**
   * Takes from the store what the ordinals and rows do not have yet.
   *
   * @param knownSeq the ordinals know of all deaths up to this change
   */
  private Recovered caughtUp(Generation generation, long knownSeq) {
    try {
      OrdinalTable table = generation.table();
      long[] changes = {0};
      int before = table.limit();
      store.changes(
          knownSeq,
          new ChangeVisitor() {
            @Override
            public void put(long seq, long replaced) {
              kill(replaced);
            }

            @Override
            public void delete(long seq, long replaced) {
              kill(replaced);
            }

            private void kill(long seq) {
              changes[0]++;
              table.kill(seq);
            }
          });
      store.scanSeqs(table.newestSeq(), table::append);
      generation.fields().forEach((name, field) -> loadRows(name, field, table));
      generation.payloadIndexes().add(meta.payloadIndexes());
      return new Recovered(generation, changes[0] + table.limit() - before);
    } catch (RuntimeException e) {
      generation.close();
      throw e;
    }
  }

  private void loadRows(String name, VectorField field, OrdinalTable table) {
    int loaded = field.loaded();
    if (loaded < table.limit()) {
      store.scanVectors(
          name,
          loaded == 0 ? 0 : table.seq(loaded - 1),
          (seq, vector) -> {
            int ordinal = table.ordinal(seq);
            if (ordinal >= 0) {
              field.put(ordinal, vector);
            }
          });
    }
    field.wake();
  }
}
