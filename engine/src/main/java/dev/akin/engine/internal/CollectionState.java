package dev.akin.engine.internal;

import dev.akin.api.AkinException;
import dev.akin.api.FullTextSpec;
import dev.akin.api.PayloadIndexType;
import dev.akin.api.Record;
import dev.akin.engine.internal.text.FullText;
import dev.akin.index.file.IndexFileWriter;
import dev.akin.storage.CollectionMeta;
import dev.akin.storage.CollectionStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.roaringbitmap.longlong.Roaring64Bitmap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a collection has in memory: the current {@link Generation}. All of it follows from the
 * store; a checkpoint only makes opening fast.
 *
 * <p>{@link #apply} is called by one commit at a time; the rest by any thread.
 */
final class CollectionState implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CollectionState.class);

  private final CollectionStore store;
  private final Checkpoints checkpoints;
  private final AtomicLong changes;
  private final String name;
  private volatile Generation current;
  private volatile FullText fullText;
  private volatile boolean unsynced;

  private CollectionState(
      CollectionMeta meta,
      CollectionStore store,
      Checkpoints checkpoints,
      Recovery.Recovered recovered) {
    this.name = meta.name();
    this.store = store;
    this.checkpoints = checkpoints;
    this.current = recovered.generation();
    this.changes = new AtomicLong(recovered.changes());
  }

  /**
   * The state as the store has it.
   *
   * @param directory of the collection's checkpoints
   */
  static CollectionState open(
      CollectionMeta meta, CollectionStore store, Path directory, Workers workers) {
    Checkpoints checkpoints = new Checkpoints(directory);
    checkpoints.deleteUnfinished();
    CollectionState state =
        new CollectionState(
            meta, store, checkpoints, new Recovery(meta, store, checkpoints, workers).recover());
    try {
      meta.fullText()
          .ifPresentOrElse(state::addFullText, () -> FullText.delete(state.fullTextDirectory()));
      return state;
    } catch (RuntimeException | Error e) {
      state.close();
      throw e;
    }
  }

  /**
   * Enters the current generation, in which what has expired by now is dead. What is read in one
   * visit fits together.
   */
  Generation.Visit enter() {
    while (true) {
      Optional<Generation.Visit> visit = current.enter();
      if (visit.isPresent()) {
        return honoured(visit.get());
      }
    }
  }

  private static Generation.Visit honoured(Generation.Visit visit) {
    try {
      visit.generation().expirations().honour();
      return visit;
    } catch (RuntimeException | Error e) {
      visit.close();
      throw e;
    }
  }

  /** Whether no other generation has taken this one's place. */
  boolean isCurrent(Generation generation) {
    return generation == current;
  }

  Checkpoints checkpoints() {
    return checkpoints;
  }

  /** See {@link Generation#apply}. */
  void apply(Record record, long seq, long replaced) {
    FullText text = fullText;
    if (text != null && record != null) {
      text.put(seq, record);
    }
    current.apply(record, seq, replaced);
    if (text != null && replaced != 0) {
      text.delete(replaced);
    }
  }

  /**
   * Called after a commit is applied.
   *
   * @param earliest expiry of its records
   */
  void committed(int changes, long earliest) {
    current.expirations().added(earliest);
    this.changes.addAndGet(changes);
    unsynced = true;
    current.wake();
  }

  /** Adds payload indexes that are not there yet; nothing may be committed meanwhile. */
  void addPayloadIndexes(Map<String, PayloadIndexType> types) {
    current.payloadIndexes().add(types);
  }

  /** Drops a payload index if it is there; nothing may be committed meanwhile. */
  void dropPayloadIndex(String field) {
    current.payloadIndexes().drop(field);
  }

  /** The full-text index, if there is one. */
  Optional<FullText> fullText() {
    return Optional.ofNullable(fullText);
  }

  /** Opens the full-text index, or begins to build it; nothing may be committed meanwhile. */
  void addFullText(FullTextSpec spec) {
    Roaring64Bitmap live = new Roaring64Bitmap();
    OrdinalTable table = current.table();
    for (int next = table.live().next(0); next >= 0; next = table.live().next(next + 1)) {
      live.addLong(table.seq(next));
    }
    fullText = new FullText(name, spec, fullTextDirectory(), store, live);
  }

  /** Takes the full-text index away; nothing may be committed meanwhile. */
  FullText removeFullText() {
    FullText removed = fullText;
    fullText = null;
    return removed;
  }

  /**
   * Opens a full-text index that has failed again, from what it has on disk; nothing may be
   * committed meanwhile. If that fails, it stays as it is.
   */
  void reopenFullText() {
    FullText failed = fullText;
    if (failed != null && failed.isFailed()) {
      failed.close();
      addFullText(failed.spec());
    }
  }

  /** Where the full-text index lies. */
  Path fullTextDirectory() {
    return checkpoints.directory().resolve(FullText.DIRECTORY);
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
    for (VectorField field : current.fields().values()) {
      try {
        field.await(current.table().limit(), deadline);
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
    Generation generation = current;
    Map<String, VectorField> fields = generation.fields();
    long covered = changes.get();
    Map<Integer, Integer> indexed = new LinkedHashMap<>();
    try {
      int limit = 0;
      for (VectorField field : fields.values()) {
        int reached = field.pause();
        indexed.put(field.meta().id(), reached);
        limit = Math.max(limit, reached);
      }
      int ordinals = fields.isEmpty() ? generation.table().limit() : limit;
      CheckpointOrdinals snapshot =
          committer.between(
              () -> CheckpointOrdinals.of(generation.table(), ordinals, indexed, store.lastSeq()));
      // A checkpoint must not know of changes that the store could still lose.
      syncLog.run();
      checkpoints.write(
          snapshot.lastSeq(),
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
      store.trimChanges(snapshot.lastSeq());
      changes.addAndGet(-covered);
      fullText().ifPresent(FullText::commit);
    } finally {
      fields.values().stream()
          .filter(field -> indexed.containsKey(field.meta().id()))
          .forEach(VectorField::resume);
    }
  }

  /**
   * Puts another generation in the place of the current one, and its files in that of the
   * checkpoint. The one that was replaced is left to the caller to close.
   *
   * @param successor of the current generation; this owns it from the moment it is current
   * @param directory with a file for each vector, from {@link Checkpoints#beginRebuild}
   * @param indexed ordinals below this are in the files
   * @param catchUp brings the successor up to date while nothing is being committed
   */
  synchronized void replace(
      Generation successor,
      Path directory,
      int indexed,
      Runnable catchUp,
      Committer committer,
      Runnable syncLog) {
    Map<Integer, Integer> reached = new LinkedHashMap<>();
    successor.fields().values().forEach(field -> reached.put(field.meta().id(), indexed));
    long[] covered = new long[1];
    CheckpointOrdinals snapshot =
        committer.between(
            () -> {
              catchUp.run();
              covered[0] = changes.get();
              CheckpointOrdinals taken =
                  CheckpointOrdinals.of(
                      successor.table(), successor.table().limit(), reached, store.lastSeq());
              current = successor;
              return taken;
            });
    successor.wake();
    syncLog.run();
    snapshot.write(Checkpoints.ordinalsFile(directory));
    checkpoints.adopt(snapshot.lastSeq(), directory);
    store.trimChanges(snapshot.lastSeq());
    changes.addAndGet(-covered[0]);
  }

  @Override
  public void close() {
    try {
      current.close();
    } finally {
      fullText().ifPresent(FullText::close);
    }
  }
}
