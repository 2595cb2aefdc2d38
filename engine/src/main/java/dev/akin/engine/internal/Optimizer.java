package dev.akin.engine.internal;

import dev.akin.api.AkinException;
import dev.akin.api.OptimizeOptions;
import dev.akin.api.OptimizeProgress;
import dev.akin.api.OptimizeResult;
import dev.akin.storage.CollectionMeta;
import dev.akin.storage.CollectionStore;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
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

  /** Ends what is running, and lets nothing begin any more; does not wait. */
  void close() {
    closing = true;
  }

  /** See {@link dev.akin.api.Collection#optimize(OptimizeOptions, Consumer)}. */
  OptimizeResult optimize(OptimizeOptions options, Consumer<OptimizeProgress> listener) {
    return run(store.meta(), options, listener);
  }

  private OptimizeResult run(
      CollectionMeta meta, OptimizeOptions options, Consumer<OptimizeProgress> listener) {
    long start = System.nanoTime();
    Thread caller = Thread.currentThread();
    RebuildProgress progress = new RebuildProgress();
    Ticker ticker = new Ticker(progress, listener);
    boolean turn = false;
    try {
      while (!turn) {
        turn = workers.rebuildTurn().tryAcquire(TICK_MILLIS, TimeUnit.MILLISECONDS);
        ticker.tick();
        if (closing) {
          throw new CancellationException("closing");
        }
      }
      running = progress;
      int removed = 0;
      boolean worthIt = options.force() || dead() > 0;
      if (worthIt) {
        int threads = options.threads() == 0 ? workers.threads() : options.threads();
        BooleanSupplier stop = () -> closing || caller.isInterrupted();
        Rebuild rebuild =
            new Rebuild(state, store, committer, syncLog, workers, progress, ticker::tick, stop);
        removed = rebuild.run(meta, threads);
        progress.stage("compacting the records");
        ticker.tick();
        store.compact(stop);
      }
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      OptimizeResult result = new OptimizeResult(worthIt, count(), removed, took);
      LOG.info("optimized collection '{}': {}", meta.name(), result);
      return result;
    } catch (InterruptedException e) {
      caller.interrupt();
      throw stopped(meta);
    } catch (CancellationException e) {
      throw stopped(meta);
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof ClosedByInterruptException) {
        throw stopped(meta);
      }
      throw Checkpoints.failed("optimize", state.checkpoints().directory(), e.getCause());
    } finally {
      running = null;
      if (turn) {
        workers.rebuildTurn().release();
      }
    }
  }

  private AkinException stopped(CollectionMeta meta) {
    return closing
        ? new AkinException.FailedPrecondition("collection '" + meta.name() + "' is closed")
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
  private static final class Ticker {
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
