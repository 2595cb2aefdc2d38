package dev.akin.engine.internal;

import dev.akin.api.AkinException;
import dev.akin.api.Input;
import dev.akin.api.Record;
import dev.akin.index.file.CorruptIndexFileException;
import dev.akin.index.file.IndexFileWriter;
import dev.akin.storage.ChangeVisitor;
import dev.akin.storage.CollectionMeta;
import dev.akin.storage.CollectionStore;
import dev.akin.storage.VectorMeta;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a collection has in memory: the ordinals and one {@link VectorField} per vector. All of it
 * follows from the store; a checkpoint only makes opening fast.
 *
 * <p>{@link #apply} is called by one commit at a time; the rest by any thread.
 */
final class CollectionState implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CollectionState.class);

  private final CollectionStore store;
  private final Checkpoints checkpoints;
  private final OrdinalTable table;
  private final Map<String, VectorField> fields;
  private final PayloadIndexes payloadIndexes;
  private final AtomicLong changes = new AtomicLong();
  private volatile boolean unsynced;

  private CollectionState(
      CollectionMeta meta,
      CollectionStore store,
      Checkpoints checkpoints,
      OrdinalTable table,
      Map<String, VectorField> fields) {
    this.store = store;
    this.checkpoints = checkpoints;
    this.table = table;
    this.fields = Collections.unmodifiableMap(fields);
    this.payloadIndexes = new PayloadIndexes(meta.name(), store, table);
  }

  /**
   * The state as the store has it: from the newest checkpoint that is whole and of this store, and
   * what came after it.
   *
   * @param directory of the collection's checkpoints
   * @param pool on which vectors are indexed, with this many threads
   */
  static CollectionState open(
      CollectionMeta meta, CollectionStore store, Path directory, Executor pool, int threads) {
    Checkpoints checkpoints = new Checkpoints(directory);
    for (Path checkpoint : checkpoints.newestFirst()) {
      try {
        CollectionState state = map(meta, store, checkpoints, checkpoint, pool, threads);
        state.catchUp(meta);
        return state;
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
            (name, vector) ->
                fields.put(name, VectorField.empty(name, vector, table, pool, threads)));
    CollectionState state = new CollectionState(meta, store, checkpoints, table, fields);
    state.catchUp(meta);
    return state;
  }

  private static CollectionState map(
      CollectionMeta meta,
      CollectionStore store,
      Checkpoints checkpoints,
      Path checkpoint,
      Executor pool,
      int threads) {
    Map<String, VectorField> fields = new LinkedHashMap<>();
    try {
      CheckpointOrdinals ordinals = CheckpointOrdinals.read(Checkpoints.ordinalsFile(checkpoint));
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
      if (store.oldestChange() > ordinals.newestSeq() + 1) {
        throw new CorruptIndexFileException(
            checkpoint, 0, "the changes that came after it are no longer kept");
      }
      OrdinalTable table = new OrdinalTable();
      for (int ordinal = 0; ordinal < ordinals.seqs().length; ordinal++) {
        table.append(ordinals.seqs()[ordinal]);
        if (!ordinals.isLive(ordinal)) {
          table.kill(ordinals.seqs()[ordinal]);
        }
      }
      for (Map.Entry<String, VectorMeta> entry : meta.vectors().entrySet()) {
        VectorMeta vector = entry.getValue();
        Integer indexed = ordinals.indexed().get(vector.id());
        fields.put(
            entry.getKey(),
            indexed == null
                ? VectorField.empty(entry.getKey(), vector, table, pool, threads)
                : VectorField.open(
                    entry.getKey(),
                    vector,
                    table,
                    Checkpoints.vectorFile(checkpoint, vector.id()),
                    indexed,
                    pool,
                    threads));
      }
      return new CollectionState(meta, store, checkpoints, table, fields);
    } catch (RuntimeException e) {
      fields.values().forEach(VectorField::close);
      throw e;
    }
  }

  /** Takes from the store what the ordinals and rows do not have yet. */
  private void catchUp(CollectionMeta meta) {
    try {
      long mapped = table.newestSeq();
      int before = table.limit();
      store.changes(
          mapped,
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
              changes.incrementAndGet();
              table.kill(seq);
            }
          });
      store.scanSeqs(mapped, table::append);
      for (Map.Entry<String, VectorField> entry : fields.entrySet()) {
        VectorField field = entry.getValue();
        int loaded = field.loaded();
        long after = loaded == 0 ? 0 : table.seq(loaded - 1);
        if (loaded < table.limit()) {
          store.scanVectors(
              entry.getKey(),
              after,
              (seq, vector) -> {
                int ordinal = table.ordinal(seq);
                if (ordinal >= 0) {
                  field.put(ordinal, vector);
                }
              });
        }
        field.wake();
      }
      changes.addAndGet(table.limit() - before);
      payloadIndexes.add(meta.payloadIndexes());
    } catch (RuntimeException e) {
      close();
      throw e;
    }
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

  /** Called after a commit is applied. */
  void committed(int changes) {
    this.changes.addAndGet(changes);
    unsynced = true;
    fields.values().forEach(VectorField::wake);
  }

  /** Whether there were commits since the last call. */
  boolean takeUnsynced() {
    boolean taken = unsynced;
    unsynced = false;
    return taken;
  }

  /** Changes committed since the last checkpoint. */
  long changesSinceCheckpoint() {
    return changes.get();
  }

  /** Waits until all is indexed, but not longer than this. */
  void finishIndexing(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    for (VectorField field : fields.values()) {
      try {
        field.await(table.limit(), deadline);
      } catch (AkinException e) {
        LOG.info("not all is in the checkpoint: {}", e.getMessage());
      }
    }
  }

  /**
   * Writes a checkpoint of what is indexed by now. Searches and writes go on meanwhile.
   *
   * @param committer of this collection
   * @param syncLog makes all that is committed safe from a loss of power
   */
  synchronized void checkpoint(Committer committer, Runnable syncLog) {
    long covered = changes.get();
    Map<Integer, Integer> indexed = new LinkedHashMap<>();
    try {
      int limit = 0;
      for (VectorField field : fields.values()) {
        int reached = field.pause();
        indexed.put(field.meta().id(), reached);
        limit = Math.max(limit, reached);
      }
      int ordinals = fields.isEmpty() ? table.limit() : limit;
      CheckpointOrdinals snapshot =
          committer.between(() -> CheckpointOrdinals.of(table, ordinals, indexed, store.lastSeq()));
      // A checkpoint must not know of changes that the store could still lose.
      syncLog.run();
      checkpoints.write(
          snapshot.newestSeq(),
          directory -> {
            snapshot.write(Checkpoints.ordinalsFile(directory));
            for (VectorField field : fields.values()) {
              Path file = Checkpoints.vectorFile(directory, field.meta().id());
              try (IndexFileWriter out = new IndexFileWriter(file)) {
                field.save(out, indexed.get(field.meta().id()));
                out.finish();
              }
            }
          });
      store.trimChanges(snapshot.newestSeq());
      changes.addAndGet(-covered);
    } finally {
      fields.values().stream()
          .filter(field -> indexed.containsKey(field.meta().id()))
          .forEach(VectorField::resume);
    }
  }

  @Override
  public void close() {
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
}
