package dev.akin.engine.internal;

import dev.akin.api.AkinException;
import dev.akin.api.VectorSpec;
import dev.akin.api.index.FlatConfig;
import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.IvfConfig;
import dev.akin.api.index.QuantizerConfig;
import dev.akin.index.FloatRows;
import dev.akin.index.GrowingIndex;
import dev.akin.index.file.IndexFileWriter;
import dev.akin.index.hnsw.HnswIndex;
import dev.akin.index.ivf.IvfIndex;
import java.nio.file.Path;
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

/**
 * Writes the file of one vector for the next generation: the rows of the live records, and an index
 * built over them where they are mapped. In memory there is only the index while it is built. For
 * one thread, which tells about the progress while others work.
 */
final class FieldBuilder {
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
  private static final long TICK_MILLIS = 100;

  private final ForkJoinPool pool;
  private final RebuildProgress progress;
  private final Runnable tick;
  private final BooleanSupplier stop;
  private volatile boolean abandoned;

  /**
   * A builder.
   *
   * @param pool whose threads build
   * @param tick called on the calling thread now and then
   * @param stop once true, the building ends with CancellationException
   */
  FieldBuilder(ForkJoinPool pool, RebuildProgress progress, Runnable tick, BooleanSupplier stop) {
    this.pool = pool;
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
   * Writes a file.
   *
   * @param name of the vector, for the progress
   * @param spec what is to be built, of the same dimension and metric as the rows
   * @param ordinals how many there are, with a row or not
   */
  void write(String name, VectorSpec spec, RowCopy from, int ordinals, Path file) {
    try (IndexFileWriter out = new IndexFileWriter(file)) {
      stage("copying vector '" + name + "'");
      try (FloatRows rows = from.copy(out, this::ticked)) {
        progress.add(ordinals);
        stage("building the index of vector '" + name + "'");
        Optional<GrowingIndex> index = build(spec, rows);
        stage("writing the index of vector '" + name + "'");
        try {
          index.ifPresent(it -> it.save(out, ordinals));
        } finally {
          index.ifPresent(GrowingIndex::close);
        }
        out.finish();
        progress.add(ordinals);
      }
    }
  }

  private boolean ticked() {
    tick.run();
    return stopped();
  }

  private boolean stopped() {
    return abandoned || stop.getAsBoolean();
  }

  private Optional<GrowingIndex> build(VectorSpec spec, FloatRows rows) {
    return switch (spec.index()) {
      case FlatConfig _ when spec.quantizer() instanceof QuantizerConfig.None -> Optional.empty();
      case FlatConfig _ ->
          Optional.of(
              trained(rows, () -> IvfIndex.buildOneList(rows, spec.metric(), spec.quantizer())));
      case HnswConfig config -> {
        HnswIndex graph = new HnswIndex(rows, spec.metric(), config, spec.quantizer());
        try {
          addAll(graph, rows);
          waitFor(pool.submit(() -> calibrate(graph)));
          yield Optional.of(graph);
        } catch (RuntimeException | Error e) {
          graph.close();
          throw e;
        }
      }
      case IvfConfig config ->
          Optional.of(
              trained(rows, () -> IvfIndex.build(rows, spec.metric(), config, spec.quantizer())));
    };
  }

  private void calibrate(HnswIndex graph) {
    try {
      graph.calibrate(this::stopped);
    } catch (CancellationException _) {
      // Whoever has stopped the building does not want the file either.
    }
  }

  private IvfIndex trained(FloatRows rows, Callable<IvfIndex> training) {
    IvfIndex lists = waitFor(pool.submit(training));
    progress.add((long) IVF_COST * rows.size());
    return lists;
  }

  private void addAll(HnswIndex graph, FloatRows rows) {
    AtomicInteger cursor = new AtomicInteger();
    int limit = rows.limit();
    ForkJoinTask<?>[] tasks = new ForkJoinTask<?>[pool.getParallelism()];
    for (int i = 0; i < tasks.length; i++) {
      tasks[i] =
          pool.submit(
              () -> {
                int next = cursor.getAndIncrement();
                for (; next < limit && !stopped(); next = cursor.getAndIncrement()) {
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
    if (stopped()) {
      throw new CancellationException("building of the index was stopped");
    }
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
