package dev.akin.engine.internal;

import dev.akin.api.AkinException;
import dev.akin.api.Include;
import dev.akin.api.Record;
import dev.akin.api.index.Metric;
import dev.akin.index.FloatRows;
import dev.akin.index.FloatRowsWriter;
import dev.akin.index.OrdinalSet;
import dev.akin.index.file.IndexFileWriter;
import dev.akin.storage.CollectionMeta;
import dev.akin.storage.CollectionStore;
import dev.akin.storage.VectorMeta;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the next {@link Generation} of a collection out of the current one's live records.
 *
 * <ol>
 *   <li>The ordinals that are alive now are numbered anew, and each vector's file is written with
 *       rows and index in that numbering.
 *   <li>The files are mapped, and the payload indexes built from the store.
 *   <li>What was written meanwhile is appended, and indexed, until little is left.
 *   <li>While nothing is committed, the rest is appended, what died meanwhile is marked dead, and
 *       the new generation takes the old one's place.
 *   <li>The old one is closed when its last reader has left.
 * </ol>
 *
 * <p>Until the fourth step nothing refers to what is being made: whoever gives up deletes it. A
 * {@link RebuildJournal} has what was finished of it, so that it can be gone on with when the
 * process ends before. For one thread.
 */
final class Rebuild {
  private static final Logger LOG = LoggerFactory.getLogger(Rebuild.class);

  /** How much of the building of a graph may be lost when the process ends. */
  private static final Duration PART_EVERY = Duration.ofSeconds(30);

  /** What is left for the moment in which nothing is committed. */
  private static final int FEW = 1000;

  /** Against writers who are faster than the catching up. */
  private static final int MAX_ROUNDS = 20;

  private static final int CHUNK = 1000;
  private static final int PAYLOAD_COST = 2;
  private static final long AWAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final CollectionState state;
  private final CollectionStore store;
  private final Committer committer;
  private final Runnable syncLog;
  private final Workers workers;
  private final RebuildProgress progress;
  private final Runnable tick;
  private final BooleanSupplier stop;
  private final BooleanSupplier keep;
  private final Swap swap;

  /** The old ordinal by new ordinal, of those that have one so far; negative if it is gone. */
  private int[] origins;

  /** Old ordinals below this are in the new generation, if they were alive. */
  private int copied;

  /** Ordinals that the new generation had less than the old one at the swap. */
  private int removed;

  /**
   * A rebuild that has not begun.
   *
   * @param tick called on the calling thread now and then
   * @param stop once true, the rebuild ends with CancellationException and has changed nothing
   * @param keep asked then: whether what is finished is left for the next opening
   * @param swap what else happens then
   */
  Rebuild(
      CollectionState state,
      CollectionStore store,
      Committer committer,
      Runnable syncLog,
      Workers workers,
      RebuildProgress progress,
      Runnable tick,
      BooleanSupplier stop,
      BooleanSupplier keep,
      Swap swap) {
    this.state = state;
    this.store = store;
    this.committer = committer;
    this.syncLog = syncLog;
    this.workers = workers;
    this.progress = progress;
    this.tick = tick;
    this.stop = stop;
    this.keep = keep;
    this.swap = swap;
  }

  /**
   * What else happens when the new generation takes the old one's place.
   *
   * @param around runs what it is given, with nothing going on that must not see the swap
   * @param within runs while nothing is committed, when the new generation is up to date and not
   *     yet current; what it throws leaves the old one in its place
   */
  record Swap(Consumer<Runnable> around, Runnable within) {
    /** Nothing else. */
    static final Swap ALONE = new Swap(Runnable::run, () -> {});
  }

  /** About the work of a rebuild, in units of {@link RebuildProgress}. */
  static long work(CollectionMeta meta, int records) {
    long work = meta.payloadIndexes().isEmpty() ? 0 : (long) PAYLOAD_COST * records;
    for (VectorMeta vector : meta.vectors().values()) {
      work += FieldBuilder.cost(vector.spec(), records);
    }
    return Math.max(1, work);
  }

  /**
   * Runs it.
   *
   * @param meta what the collection is to be
   * @param threads that build
   * @return dead ordinals that are gone
   */
  int run(CollectionMeta meta, int threads) {
    Generation old = null;
    try (Generation.Visit visit = state.enter()) {
      old = visit.generation();
      return replace(old, meta, threads);
    } finally {
      if (old != null && !state.isCurrent(old)) {
        old.close();
      }
    }
  }

  private int replace(Generation old, CollectionMeta meta, int threads) {
    RebuildJournal journal = begin(old, meta, threads);
    Path directory = journal.directory();
    Generation next = null;
    try {
      next = build(meta, old, journal, threads);
      int indexed = next.table().limit();
      stage("catching up");
      catchUp(old, next);
      if (stop.getAsBoolean()) {
        throw new CancellationException("stopped before the swap");
      }
      Generation successor = next;
      uninterrupted(
          () ->
              swap.around()
                  .accept(
                      () ->
                          state.replace(
                              successor,
                              directory,
                              indexed,
                              () -> {
                                finish(old, successor);
                                swap.within().run();
                              },
                              committer,
                              syncLog)));
      return removed;
    } catch (RuntimeException | Error e) {
      if (next != null && !state.isCurrent(next)) {
        next.close();
      }
      if (keep.getAsBoolean()) {
        leave(journal);
      } else {
        Checkpoints.delete(directory);
      }
      throw e;
    }
  }

  private void leave(RebuildJournal journal) {
    try {
      journal.leave();
    } catch (UncheckedIOException e) {
      LOG.info("{} is left as after a kill: {}", journal.directory(), e.getMessage());
    }
  }

  /** Goes on with what an earlier process has begun, if it is of use, or begins. */
  private RebuildJournal begin(Generation old, CollectionMeta meta, int threads) {
    OrdinalTable table = old.table();
    Optional<RebuildJournal> left =
        state
            .checkpoints()
            .interruptedRebuild()
            .flatMap(RebuildJournal::resume)
            .filter(journal -> journal.plan().fits(meta, table, store.lastSeq()));
    if (left.isPresent()) {
      RebuildPlan plan = left.orElseThrow().plan();
      LOG.info("going on with an optimization of collection '{}'", meta.name());
      origins = Arrays.stream(plan.seqs()).mapToInt(table::ordinal).toArray();
      copied = table.after(plan.throughSeq());
      return left.orElseThrow();
    }
    copied = table.limit();
    origins = ordinals(OrdinalSet.of(table.live().toLongs(copied)));
    long[] seqs = Arrays.stream(origins).mapToLong(table::seq).toArray();
    long through = copied == 0 ? 0 : table.seq(copied - 1);
    long lastSeq = store.lastSeq();
    // A plan must not know of records that the store could still lose, and give their numbers
    // again.
    syncLog.run();
    String settings = RebuildPlan.settings(meta);
    Path directory = state.checkpoints().beginRebuild();
    try {
      return RebuildJournal.begin(
          directory, new RebuildPlan(seqs, through, lastSeq, settings), threads);
    } catch (RuntimeException | Error e) {
      Checkpoints.delete(directory);
      throw e;
    }
  }

  private Generation build(
      CollectionMeta meta, Generation old, RebuildJournal journal, int threads) {
    Path directory = journal.directory();
    OrdinalTable table = new OrdinalTable();
    for (long seq : journal.plan().seqs()) {
      table.append(seq);
    }
    progress.start(work(meta, origins.length), journal.before());
    try (ForkJoinPool pool = new ForkJoinPool(threads)) {
      FieldBuilder builder = new FieldBuilder(pool, journal, PART_EVERY, progress, tick, stop);
      meta.vectors()
          .forEach(
              (name, vector) ->
                  builder.write(name, vector, rows(old, table, name, vector), origins.length));
    }
    Generation next = new Generation(meta.name(), store, table, open(meta, table, directory));
    try {
      stage("building the payload indexes");
      next.payloadIndexes().add(store.meta().payloadIndexes());
      await(next.payloadIndexes()::await);
      progress.add(next.payloadIndexes().isEmpty() ? 0 : (long) PAYLOAD_COST * origins.length);
      return next;
    } catch (RuntimeException | Error e) {
      next.close();
      throw e;
    }
  }

  private FieldBuilder.RowCopy rows(
      Generation old, OrdinalTable table, String name, VectorMeta vector) {
    return fieldOf(old, name, vector)
        .<FieldBuilder.RowCopy>map(field -> (out, halt) -> field.rows().copy(origins, out, halt))
        .orElseGet(() -> (out, halt) -> stored(table, vector, out, halt));
  }

  /** The old generation's field, unless the vector has rows of its own that it does not know. */
  private static Optional<VectorField> fieldOf(Generation old, String name, VectorMeta vector) {
    return Optional.ofNullable(old.fields().get(name))
        .filter(field -> field.meta().id() == vector.id());
  }

  /** The rows of a vector that is new with this generation, from the store. */
  private FloatRows stored(
      OrdinalTable table, VectorMeta vector, IndexFileWriter out, BooleanSupplier halt) {
    Metric metric = vector.spec().metric();
    FloatRowsWriter rows =
        new FloatRowsWriter(metric.preparedDimension(vector.spec().dimension()), out);
    int[] seen = {0};
    store.scanVectors(
        vector,
        0,
        (seq, values) -> {
          int ordinal = table.ordinal(seq);
          if (ordinal >= 0) {
            rows.add(ordinal, metric.prepare(values));
          }
          if (++seen[0] % CHUNK == 0 && halt.getAsBoolean()) {
            throw new CancellationException("copying of rows was stopped");
          }
        });
    return rows.finish();
  }

  private static int[] ordinals(OrdinalSet set) {
    int[] ordinals = new int[set.cardinality()];
    int count = 0;
    for (int next = set.next(0); next >= 0; next = set.next(next + 1)) {
      ordinals[count++] = next;
    }
    return ordinals;
  }

  private Map<String, VectorField> open(CollectionMeta meta, OrdinalTable table, Path directory) {
    Map<String, VectorField> fields = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, VectorMeta> entry : meta.vectors().entrySet()) {
        VectorMeta vector = entry.getValue();
        Path file = Checkpoints.vectorFile(directory, vector.id());
        fields.put(
            entry.getKey(),
            VectorField.open(entry.getKey(), vector, table, file, table.limit(), workers));
      }
      return fields;
    } catch (RuntimeException e) {
      fields.values().forEach(VectorField::close);
      throw e;
    }
  }

  private void catchUp(Generation old, Generation next) {
    for (int round = 0; round < MAX_ROUNDS && old.table().limit() - copied > FEW; round++) {
      append(old, next);
      next.wake();
      int limit = next.table().limit();
      next.fields().values().forEach(field -> await(deadline -> field.await(limit, deadline)));
    }
  }

  /** Appends what is alive of the ordinals that the old generation has got meanwhile. */
  private void append(Generation old, Generation next) {
    int limit = old.table().limit();
    OrdinalSet live = old.table().live();
    while (copied < limit) {
      int[] chunk = new int[Math.min(CHUNK, limit - copied)];
      int count = 0;
      for (int end = copied + chunk.length; copied < end; copied++) {
        if (live.contains(copied)) {
          chunk[count++] = copied;
        }
      }
      append(old, next, Arrays.copyOf(chunk, count));
    }
  }

  private void append(Generation old, Generation next, int[] ordinals) {
    boolean payloads = !next.payloadIndexes().isEmpty();
    long[] seqs = Arrays.stream(ordinals).mapToLong(old.table()::seq).toArray();
    List<Record> records = payloads ? store.read(seqs, Set.of(Include.PAYLOAD)) : List.of();
    Map<String, List<float[]>> stored = new LinkedHashMap<>();
    next.fields()
        .forEach(
            (name, field) -> {
              if (fieldOf(old, name, field.meta()).isEmpty()) {
                stored.put(name, store.vectors(field.meta(), seqs));
              }
            });
    int size = next.table().limit();
    origins = Arrays.copyOf(origins, Math.max(origins.length, size + ordinals.length));
    for (int i = 0; i < ordinals.length; i++) {
      if (payloads && records.get(i) == null) {
        continue; // deleted since; the commit will say so in a moment
      }
      int ordinal = next.table().next();
      for (Map.Entry<String, VectorField> field : next.fields().entrySet()) {
        if (!stored.containsKey(field.getKey())) {
          field.getValue().copy(ordinal, old.fields().get(field.getKey()), ordinals[i]);
        } else if (stored.get(field.getKey()).get(i) != null) {
          field.getValue().put(ordinal, stored.get(field.getKey()).get(i));
        }
      }
      if (payloads) {
        next.payloadIndexes().put(ordinal, records.get(i).payload());
      }
      next.table().append(seqs[i]);
      origins[ordinal] = ordinals[i];
    }
  }

  private void stage(String words) {
    progress.stage(words);
    tick.run();
  }

  /** The last step, while nothing is being committed. */
  private void finish(Generation old, Generation next) {
    append(old, next);
    for (int ordinal = 0; ordinal < next.table().limit(); ordinal++) {
      if (!old.table().live().contains(origins[ordinal])) { // not negative ones either
        next.table().killOrdinal(ordinal);
      }
    }
    removed = old.table().limit() - next.table().limit();
    next.payloadIndexes().become(store.meta().payloadIndexes());
  }

  /** Runs the action on a thread of its own: an interrupt would close the files that it writes. */
  private static void uninterrupted(Runnable action) {
    FutureTask<Void> task = new FutureTask<>(action, null);
    Thread.ofPlatform().daemon().name("akin-swap").start(task);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          task.get();
          return;
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new AkinException.Internal("the new indexes could not be taken", e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Waits in small steps.
   *
   * @param wait given a deadline, throws DeadlineExceeded when it passes
   */
  private void await(LongConsumer wait) {
    while (true) {
      try {
        wait.accept(System.nanoTime() + AWAIT_NANOS);
        return;
      } catch (AkinException.DeadlineExceeded _) {
        tick.run();
      }
      if (stop.getAsBoolean()) {
        throw new CancellationException("catching up was stopped");
      }
    }
  }
}
