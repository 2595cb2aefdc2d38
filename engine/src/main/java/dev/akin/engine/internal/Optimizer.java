package dev.akin.engine.internal;

import dev.akin.api.AkinException;
import dev.akin.api.OptimizeOptions;
import dev.akin.api.OptimizeProgress;
import dev.akin.api.OptimizeResult;
import dev.akin.storage.CollectionMeta;
import dev.akin.storage.CollectionStore;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Optimizes a collection when asked to: waits for its turn, builds the next generation, tells about
 * the progress and stops when nobody wants it any more. Safe for any number of threads.
 */
final class Optimizer {
  private static final Logger LOG = LoggerFactory.getLogger(Optimizer.class);
  private static final long TICK_MILLIS = 500;

  /**
   * An optimization that is the end of the process, for want of memory perhaps, must not be so for
   * ever.
   */
  private static final int MAX_ATTEMPTS = 3;

  private final CollectionState state;
  private final CollectionStore store;
  private final Committer committer;
  private final Runnable syncLog;
  private final Workers workers;
  private volatile RebuildProgress running;
  private volatile boolean closing;

  Optimizer(
      CollectionState state,
      CollectionStore store,
      Committer committer,
      Runnable syncLog,
      Workers workers) {
    this.state = state;
    this.store = store;
    this.committer = committer;
    this.syncLog = syncLog;
    this.workers = workers;
  }

  /** The optimization that is running. */
  Optional<OptimizeProgress> running() {
    RebuildProgress now = running;
    return now == null ? Optional.empty() : Optional.of(now.now());
  }

  /**
   * How an optimization was asked for that an earlier process, or opening, has begun and not ended;
   * to be asked when the collection has just been opened. What cannot be gone on with is deleted.
   */
  Optional<OptimizeOptions> interrupted() {
    Checkpoints checkpoints = state.checkpoints();
    Optional<Path> directory = checkpoints.interruptedRebuild();
    Optional<RebuildJournal.Left> left = directory.flatMap(RebuildJournal::left);
    if (left.isPresent() && left.orElseThrow().attempts() >= MAX_ATTEMPTS) {
      LOG.error(
          "{} processes have ended while they optimized collection '{}' and finished nothing of it;"
              + " it is not tried again until it is asked for",
          left.orElseThrow().attempts(),
          store.meta().name());
      left = Optional.empty();
    }
    if (left.isEmpty()) {
      checkpoints.deleteRebuild();
    }
    return left.map(it -> OptimizeOptions.DEFAULTS.withThreads(it.threads()));
  }

  /** Deletes what an earlier opening has left, unless somebody is building now. */
  void forgetInterrupted() {
    if (workers.rebuildTurn().tryAcquire()) {
      try {
        state.checkpoints().deleteRebuild();
      } finally {
        workers.rebuildTurn().release();
      }
    }
  }

  /** Ends what is running, and lets nothing begin any more; does not wait. */
  void close() {
    closing = true;
  }

  /** See {@link dev.akin.api.Collection#optimize(OptimizeOptions, Consumer)}. */
  OptimizeResult optimize(OptimizeOptions options, Consumer<OptimizeProgress> listener) {
    String name = store.meta().name();
    long start = System.nanoTime();
    Thread caller = Thread.currentThread();
    RebuildProgress progress = new RebuildProgress();
    Ticker ticker = new Ticker(progress, listener);
    BooleanSupplier stop = () -> closing || caller.isInterrupted();
    try (Turn _ = turn(ticker::tick, stop)) {
      running = progress;
      int removed = 0;
      boolean worthIt =
          options.force() || dead() > 0 || state.checkpoints().interruptedRebuild().isPresent();
      if (worthIt) {
        int threads = options.threads() == 0 ? workers.threads() : options.threads();
        removed = rebuild(store.meta(), threads, progress, ticker::tick, stop, Rebuild.Swap.ALONE);
      }
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      OptimizeResult result = new OptimizeResult(worthIt, count(), removed, took);
      LOG.info("optimized collection '{}': {}", name, result);
      return result;
    } catch (InterruptedException e) {
      caller.interrupt();
      throw stopped(name);
    } catch (CancellationException e) {
      throw stopped(name);
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof ClosedByInterruptException) {
        throw stopped(name);
      }
      throw Checkpoints.failed("optimize", state.checkpoints().directory(), e.getCause());
    } finally {
      running = null;
    }
  }

  /** Whoever has it builds indexes anew. */
  interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  /** Waits for the turn of the whole database, to be closed again. */
  Turn turn(Runnable tick, BooleanSupplier stop) throws InterruptedException {
    while (!workers.rebuildTurn().tryAcquire(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
      tick.run();
      if (stop.getAsBoolean()) {
        throw new CancellationException("stopped while waiting for the turn");
      }
    }
    return workers.rebuildTurn()::release;
  }

  /** Builds the next generation and gives back the space of the one before; in turn. */
  int rebuild(
      CollectionMeta target,
      int threads,
      RebuildProgress progress,
      Runnable tick,
      BooleanSupplier stop,
      Rebuild.Swap swap) {
    int removed =
        new Rebuild(
                state,
                store,
                committer,
                syncLog,
                workers,
                progress,
                tick,
                stop,
                () -> closing,
                swap)
            .run(target, threads);
    progress.stage("compacting the records");
    tick.run();
    store.compact(stop);
    return removed;
  }

  private AkinException stopped(String name) {
    return closing
        ? new AkinException.FailedPrecondition("collection '" + name + "' is closed")
        : new AkinException.Cancelled("the optimization was interrupted; all is as before");
  }

  /** Records that are no more but still take memory. */
  int dead() {
    try (Generation.Visit visit = state.enter()) {
      return visit.generation().dead();
    }
  }

  private long count() {
    try (Generation.Visit visit = state.enter()) {
      return visit.generation().table().count();
    }
  }

  /** Tells the listener now and then; for one thread. */
  static final class Ticker {
    private final RebuildProgress progress;
    private final Consumer<OptimizeProgress> listener;
    private String stage = "";
    private long toldAt = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);

    Ticker(RebuildProgress progress, Consumer<OptimizeProgress> listener) {
      this.progress = progress;
      this.listener = listener;
    }

    void tick() {
      long now = System.nanoTime();
      OptimizeProgress at = progress.now();
      if (!at.stage().equals(stage) || now - toldAt >= TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS)) {
        toldAt = now;
        stage = at.stage();
        listener.accept(at);
      }
    }
  }
}
