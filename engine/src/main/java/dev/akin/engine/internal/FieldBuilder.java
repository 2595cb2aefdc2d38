package dev.akin.engine.internal;

import dev.akin.api.AkinException;
import dev.akin.api.VectorSpec;
import dev.akin.api.index.FlatConfig;
import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.IvfConfig;
import dev.akin.api.index.QuantizerConfig;
import dev.akin.engine.internal.RebuildJournal.Kind;
import dev.akin.index.FloatRows;
import dev.akin.index.GrowingIndex;
import dev.akin.index.file.CorruptIndexFileException;
import dev.akin.index.file.FileStamp;
import dev.akin.index.file.IndexFile;
import dev.akin.index.file.IndexFileWriter;
import dev.akin.index.hnsw.HnswIndex;
import dev.akin.index.ivf.IvfIndex;
import dev.akin.storage.VectorMeta;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the file of one vector for the next generation: the rows of the live records, and an index
 * built over them where they are mapped. In memory there is only the index while it is built. Takes
 * over what the journal says is finished. For one thread, which tells about the progress while
 * others work.
 */
final class FieldBuilder {
  private static final Logger LOG = LoggerFactory.getLogger(FieldBuilder.class);

  /** Copies the rows of a field, prepared by its metric, into its file. */
  interface RowCopy {
    /**
     * Copies.
     *
     * @param stop polled now and then; once true the copying throws CancellationException
     */
    FloatRows copy(IndexFileWriter out, BooleanSupplier stop);
  }

  /** What it costs to add a row to an index, in copies of a row. */
  private static final int HNSW_COST = 40;

  private static final int IVF_COST = 10;

  /**
   * A part takes at most about so much less time to write than was spent building since the last.
   */
  private static final int PART_SHARE = 20;

  private static final long TICK_MILLIS = 100;

  private final ForkJoinPool pool;
  private final RebuildJournal journal;
  private final Duration partEvery;
  private final RebuildProgress progress;
  private final Runnable tick;
  private final BooleanSupplier stop;
  private volatile boolean abandoned;

  /**
   * A builder.
   *
   * @param pool whose threads build
   * @param partEvery how long a graph is built before what there is of it is finished as a part
   * @param tick called on the calling thread now and then
   * @param stop once true, the building ends with CancellationException
   */
  FieldBuilder(
      ForkJoinPool pool,
      RebuildJournal journal,
      Duration partEvery,
      RebuildProgress progress,
      Runnable tick,
      BooleanSupplier stop) {
    this.pool = pool;
    this.journal = journal;
    this.partEvery = partEvery;
    this.progress = progress;
    this.tick = tick;
    this.stop = stop;
  }

  /** The work that a field will be, in units of {@link RebuildProgress}. */
  static long cost(VectorSpec spec, int rows) {
    return (2L + indexCost(spec)) * rows;
  }

  private static int indexCost(VectorSpec spec) {
    return switch (spec.index()) {
      case FlatConfig _ -> spec.quantizer() instanceof QuantizerConfig.None ? 0 : IVF_COST;
      case HnswConfig _ -> HNSW_COST;
      case IvfConfig _ -> IVF_COST;
    };
  }

  /**
   * Writes a vector's file, or what is missing of it.
   *
   * @param name of the vector, for the progress
   * @param vector what is to be built, of the same dimension and metric as the rows
   * @param ordinals how many there are, with a row or not
   */
  void write(String name, VectorMeta vector, RowCopy from, int ordinals) {
    if (isWhole(name, vector)) {
      progress.add(cost(vector.spec(), ordinals));
      return;
    }
    try (IndexFileWriter out = begin(name, vector)) {
      try (FloatRows rows = rows(name, vector, from, out)) {
        progress.add(ordinals);
        stage("building the index of vector '" + name + "'");
        try (Built built = build(name, vector, rows)) {
          stage("writing the index of vector '" + name + "'");
          built.index().ifPresent(it -> it.save(out, ordinals));
        }
        out.finish();
        journal.finished(vector.id(), Kind.WHOLE, out.stamp());
        delete(journal.graphFile(vector.id()));
        progress.add(ordinals);
      }
    }
  }

  /** Whether the file is there already, every byte of it. */
  private boolean isWhole(String name, VectorMeta vector) {
    Optional<FileStamp> stamp = journal.finished(vector.id(), Kind.WHOLE);
    if (stamp.isEmpty()) {
      return false;
    }
    stage("verifying vector '" + name + "'");
    try (IndexFile file = IndexFile.open(journal.vectorFile(vector.id()))) {
      if (file.stamp().equals(stamp.orElseThrow())) {
        LOG.info("{} is taken over", file.path());
        return true;
      }
      LOG.warn("{} is not the file that was finished", file.path());
    } catch (CorruptIndexFileException | UncheckedIOException e) {
      LOG.warn("it is written anew: {}", e.getMessage());
    }
    journal.unfinished(vector.id());
    return false;
  }

  /** The file, with its rows if they are there already. */
  private IndexFileWriter begin(String name, VectorMeta vector) {
    Path file = journal.vectorFile(vector.id());
    Optional<FileStamp> rows = journal.finished(vector.id(), Kind.ROWS);
    if (rows.isPresent()) {
      stage("verifying vector '" + name + "'");
      try {
        return IndexFileWriter.reopen(file, rows.orElseThrow());
      } catch (CorruptIndexFileException | UncheckedIOException e) {
        LOG.warn("it is written anew: {}", e.getMessage());
        journal.unfinished(vector.id());
      }
    }
    return new IndexFileWriter(file);
  }

  private FloatRows rows(String name, VectorMeta vector, RowCopy from, IndexFileWriter out) {
    if (out.stamp() != null) {
      LOG.info("the rows of {} are taken over", out.path());
      return FloatRows.open(out);
    }
    stage("copying vector '" + name + "'");
    FloatRows rows = from.copy(out, this::ticked);
    try {
      journal.finished(vector.id(), Kind.ROWS, out.commit());
      return rows;
    } catch (RuntimeException | Error e) {
      rows.close();
      throw e;
    }
  }

  private boolean ticked() {
    tick.run();
    return stopped();
  }

  private boolean stopped() {
    return abandoned || stop.getAsBoolean();
  }

  /**
   * An index over rows.
   *
   * @param index if the vector has one
   * @param part that it goes on from where it is mapped
   */
  private record Built(Optional<GrowingIndex> index, Optional<IndexFile> part)
      implements AutoCloseable {
    @Override
    public void close() {
      index.ifPresent(GrowingIndex::close);
      part.ifPresent(IndexFile::close);
    }
  }

  private Built build(String name, VectorMeta vector, FloatRows rows) {
    VectorSpec spec = vector.spec();
    return switch (spec.index()) {
      case FlatConfig _ when spec.quantizer() instanceof QuantizerConfig.None ->
          new Built(Optional.empty(), Optional.empty());
      case FlatConfig _ ->
          trained(rows, () -> IvfIndex.buildOneList(rows, spec.metric(), spec.quantizer()));
      case IvfConfig config ->
          trained(rows, () -> IvfIndex.build(rows, spec.metric(), config, spec.quantizer()));
      case HnswConfig config -> {
        Built built =
            part(name, vector, config, rows)
                .orElseGet(
                    () ->
                        new Built(
                            Optional.of(
                                new HnswIndex(rows, spec.metric(), config, spec.quantizer())),
                            Optional.empty()));
        try {
          HnswIndex graph = (HnswIndex) built.index().orElseThrow();
          addAll(vector.id(), graph, rows);
          waitFor(pool.submit(() -> calibrate(graph)));
          checkStopped();
          yield built;
        } catch (RuntimeException | Error e) {
          built.close();
          throw e;
        }
      }
    };
  }

  /** The part of the graph that was finished last. */
  private Optional<Built> part(String name, VectorMeta vector, HnswConfig config, FloatRows rows) {
    Optional<FileStamp> stamp = journal.finished(vector.id(), Kind.GRAPH);
    if (stamp.isEmpty()) {
      return Optional.empty();
    }
    IndexFile file = null;
    try {
      file = IndexFile.open(journal.graphFile(vector.id()));
      if (file.stamp().equals(stamp.orElseThrow())) {
        stage("going on with the index of vector '" + name + "'");
        VectorSpec spec = vector.spec();
        HnswIndex graph = HnswIndex.open(file, rows, spec.metric(), config, spec.quantizer());
        LOG.info("{} nodes of {} are taken over", graph.size(), file.path());
        return Optional.of(new Built(Optional.of(graph), Optional.of(file)));
      }
      LOG.warn("{} is not the part that was finished", file.path());
    } catch (CorruptIndexFileException | UncheckedIOException e) {
      LOG.warn("the graph is built anew: {}", e.getMessage());
    }
    if (file != null) {
      file.close();
    }
    return Optional.empty();
  }

  private void calibrate(HnswIndex graph) {
    try {
      graph.calibrate(this::stopped);
    } catch (CancellationException _) {
      // The building ends as well.
    }
  }

  private Built trained(FloatRows rows, Callable<IvfIndex> training) {
    IvfIndex lists = waitFor(pool.submit(training));
    progress.add((long) IVF_COST * rows.size());
    return new Built(Optional.of(lists), Optional.empty());
  }

  private void addAll(int vectorId, HnswIndex graph, FloatRows rows) {
    int limit = rows.limit();
    int next = 0;
    Duration pause = partEvery;
    while (next < limit) {
      next = addSome(graph, rows, next, System.nanoTime() + pause.toNanos());
      checkStopped();
      if (next < limit) {
        long start = System.nanoTime();
        savePart(vectorId, graph, next);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        pause = Collections.max(List.of(partEvery, took.multipliedBy(PART_SHARE)));
      }
    }
  }

  private void checkStopped() {
    if (stopped()) {
      throw new CancellationException("building of the index was stopped");
    }
  }

  private void savePart(int vectorId, HnswIndex graph, int limit) {
    Path file = journal.graphFile(vectorId);
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try (IndexFileWriter out = new IndexFileWriter(next)) {
      graph.save(out, limit);
      out.finish();
      // Between the two the journal tells of another file than there is, which is then not used.
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
      journal.finished(vectorId, Kind.GRAPH, out.stamp());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Adds rows until the time is up or building is stopped.
   *
   * @return the ordinals below it are done
   */
  private int addSome(HnswIndex graph, FloatRows rows, int from, long deadline) {
    AtomicInteger cursor = new AtomicInteger(from);
    int limit = rows.limit();
    ForkJoinTask<?>[] tasks = new ForkJoinTask<?>[pool.getParallelism()];
    for (int i = 0; i < tasks.length; i++) {
      tasks[i] =
          pool.submit(
              () -> {
                // What is taken from the cursor is added: all below it is done in the end.
                while (!stopped() && System.nanoTime() - deadline < 0) {
                  int next = cursor.getAndIncrement();
                  if (next >= limit) {
                    break;
                  }
                  if (rows.contains(next)) {
                    graph.add(next);
                  }
                  progress.add(HNSW_COST);
                }
              });
    }
    RuntimeException failure = null;
    for (ForkJoinTask<?> task : tasks) {
      // All must have ended before the rows may go.
      try {
        waitFor(task);
      } catch (RuntimeException e) {
        cursor.set(limit);
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
    return Math.min(cursor.get(), limit);
  }

  /** Waits to the end, whatever happens: what works there uses memory that goes afterwards. */
  private <T> T waitFor(ForkJoinTask<T> task) {
    boolean interrupted = false;
    RuntimeException failure = null;
    try {
      while (true) {
        try {
          T result = task.get(TICK_MILLIS, TimeUnit.MILLISECONDS);
          if (failure != null) {
            throw failure;
          }
          return result;
        } catch (TimeoutException _) {
          failure = failure == null ? tickSafely() : failure;
        } catch (InterruptedException _) {
          interrupted = true;
          abandoned = true;
        } catch (ExecutionException e) {
          throw new AkinException.Internal("an index could not be built", e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private RuntimeException tickSafely() {
    try {
      tick.run();
      return null;
    } catch (RuntimeException e) {
      abandoned = true;
      return e;
    }
  }

  private void stage(String words) {
    progress.stage(words);
    tick.run();
  }
}
