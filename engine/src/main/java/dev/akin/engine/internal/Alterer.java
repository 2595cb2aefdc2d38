package dev.akin.engine.internal;

import dev.akin.api.AkinException;
import dev.akin.api.AlterResult;
import dev.akin.api.Alteration;
import dev.akin.api.AlterationInfo;
import dev.akin.api.OptimizeProgress;
import dev.akin.storage.CollectionMeta;
import dev.akin.storage.CollectionStore;
import dev.akin.storage.VectorChange;
import dev.akin.storage.VectorMeta;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes a collection's vectors while it is in use, one at a time, on a thread of its own.
 *
 * <ol>
 *   <li>The catalog notes the change. From now on writes bring what its target needs, and whoever
 *       opens the collection goes on with it.
 *   <li>If the target is made of sources, a {@link Filler} gives it to all records, in rows beside
 *       those that are there.
 *   <li>A {@link Rebuild} makes a generation as the collection is to be.
 *   <li>While nothing is committed, the catalog takes the target in the place of what was there,
 *       whose rows are deleted, and the new generation becomes current.
 * </ol>
 *
 * <p>Safe for any number of threads.
 */
final class Alterer {
  private static final Logger LOG = LoggerFactory.getLogger(Alterer.class);
  private static final long TICK_MILLIS = 250;

  private final CollectionStore store;
  private final CollectionState state;
  private final Committer committer;
  private final Optimizer optimizer;
  private final Models models;
  private final Workers workers;
  private final Catalog catalog;
  private final Supplier<Embedding> embedding;
  private volatile Job job;
  private volatile boolean closing;

  /** How the catalog is told; each call runs while nothing is committed. */
  interface Catalog {
    /** See {@link dev.akin.storage.Storage#beginChange}. */
    void begin(VectorChange change);

    /** See {@link dev.akin.storage.Storage#finishChange}. */
    void finish();

    /** See {@link dev.akin.storage.Storage#cancelChange}. */
    void cancel();

    /** Runs the action while the collection is not being copied. */
    void uncopied(Runnable action);
  }

  Alterer(
      CollectionStore store,
      CollectionState state,
      Committer committer,
      Optimizer optimizer,
      Models models,
      Workers workers,
      Catalog catalog,
      Supplier<Embedding> embedding) {
    this.store = store;
    this.state = state;
    this.committer = committer;
    this.optimizer = optimizer;
    this.models = models;
    this.workers = workers;
    this.catalog = catalog;
    this.embedding = embedding;
  }

  /** Goes on with what an earlier process or opening has begun. */
  synchronized void resume() {
    if (!closing) {
      store.meta().change().ifPresent(this::start);
    }
  }

  /** What has begun and is not done. */
  Optional<AlterationInfo> info() {
    CollectionMeta meta = store.meta();
    Job now = job;
    return meta.change()
        .filter(_ -> now != null)
        .map(
            change ->
                new AlterationInfo(
                    AlterationPlan.describe(meta, change), now.progress.now(), now.failure()));
  }

  /** See {@link dev.akin.api.Collection#alter(Alteration, Consumer)}. */
  AlterResult alter(Alteration alteration, Consumer<OptimizeProgress> listener) {
    Job following = begin(alteration);
    return following == null
        ? new AlterResult(count(), 0, 0, Duration.ZERO)
        : following.follow(listener);
  }

  /** The job to follow, or null if there is nothing to do. */
  private synchronized Job begin(Alteration alteration) {
    if (closing) {
      throw closed();
    }
    CollectionMeta meta = store.meta();
    VectorChange change = new AlterationPlan(meta, models).of(alteration);
    if (meta.change().isPresent()) {
      VectorChange there = meta.change().orElseThrow();
      if (!change.leadsTo(there)) {
        throw new AkinException.FailedPrecondition(
            "collection '"
                + meta.name()
                + "' is being altered already ("
                + AlterationPlan.describe(meta, there)
                + "); wait until that is done, or cancel it");
      }
      Job now = job;
      return now != null && now.failure().isEmpty() ? now : start(there);
    }
    VectorMeta there = meta.vectors().get(change.vector());
    if (there != null && change.target().filter(there::equals).isPresent()) {
      return null;
    }
    if (change.sourcesOf().isPresent()) {
      Filler.count(store, change);
    }
    undisturbed(() -> catalog.begin(change));
    return start(change);
  }

  /** Runs the action while nothing is committed and the collection is not being copied. */
  private void undisturbed(Runnable action) {
    catalog.uncopied(
        () ->
            committer.between(
                () -> {
                  action.run();
                  return null;
                }));
  }

  private Job start(VectorChange change) {
    Job next = new Job(AlterationPlan.describe(store.meta(), change));
    job = next;
    next.thread.start();
    return next;
  }

  /** See {@link dev.akin.api.Collection#cancelAlteration()}. */
  synchronized boolean cancel() {
    Job now = job;
    if (now != null) {
      now.stop("the alteration was cancelled; all is as before");
      now.join();
    }
    if (store.meta().change().isEmpty()) {
      return false;
    }
    undisturbed(catalog::cancel);
    optimizer.forgetInterrupted();
    job = null;
    return true;
  }

  /** Ends what is under way, to be resumed, and lets nothing begin; does not wait. */
  void stop() {
    closing = true;
    Job now = job;
    if (now != null) {
      now.stop("");
    }
  }

  /** Ends what is under way, to be resumed, and waits for it. */
  synchronized void close() {
    stop();
    Job now = job;
    if (now != null) {
      now.join();
    }
  }

  private AkinException closed() {
    return new AkinException.FailedPrecondition(
        "collection '" + store.meta().name() + "' is closed");
  }

  private long count() {
    try (Generation.Visit visit = state.enter()) {
      return visit.generation().table().count();
    }
  }

  /** One alteration at work. */
  private final class Job {
    private final String what;
    private final Thread thread =
        Thread.ofPlatform().daemon().name("akin-alter-" + store.meta().name()).unstarted(this::run);
    private final RebuildProgress progress = new RebuildProgress();
    private final CompletableFuture<AlterResult> outcome = new CompletableFuture<>();
    private volatile String stopped;

    Job(String what) {
      this.what = what;
    }

    Optional<String> failure() {
      return outcome.isCompletedExceptionally()
          ? Optional.of(String.valueOf(outcome.exceptionNow().getMessage()))
          : Optional.empty();
    }

    void stop(String why) {
      stopped = why;
      thread.interrupt();
    }

    void join() {
      boolean interrupted = false;
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    private void run() {
      String name = store.meta().name();
      try {
        AlterResult result = work();
        LOG.info("altered collection '{}' ({}): {}", name, what, result);
        outcome.complete(result);
      } catch (Throwable e) {
        outcome.completeExceptionally(failure(name, e));
      }
    }

    private RuntimeException failure(String name, Throwable e) {
      if (stopped != null) {
        return stopped.isEmpty() ? closed() : new AkinException.Cancelled(stopped);
      }
      LOG.warn("alteration of collection '{}' ({}) stopped", name, what, e);
      return e instanceof AkinException failure
          ? failure
          : new AkinException.Internal("alteration failed: " + e, e);
    }

    private AlterResult work() throws InterruptedException {
      long start = System.nanoTime();
      CollectionMeta meta = store.meta();
      Filler.Result filled =
          meta.change().flatMap(VectorChange::sourcesOf).isEmpty()
              ? new Filler.Result(0, 0)
              : new Filler(store, committer, embedding.get(), progress, this::isStopped)
                  .run(Rebuild.work(meta.changed(), (int) count()));
      progress.stage("waiting for its turn");
      try (Optimizer.Turn _ = optimizer.turn(() -> {}, this::isStopped)) {
        optimizer.rebuild(
            store.meta().changed(),
            workers.threads(),
            progress,
            () -> {},
            this::isStopped,
            new Rebuild.Swap(catalog::uncopied, this::finish));
      } catch (RuntimeException e) {
        if (store.meta().change().isPresent()) {
          throw e;
        }
        LOG.warn("collection '{}' is altered, but not all was tidied up", meta.name(), e);
      }
      return new AlterResult(
          count(),
          filled.embedded(),
          filled.skipped(),
          Duration.ofNanos(System.nanoTime() - start));
    }

    private void finish() {
      CollectionMeta meta = store.meta();
      meta.change()
          .flatMap(VectorChange::target)
          .filter(_ -> meta.staged().isEmpty())
          .ifPresent(target -> state.checkpoints().forget(target.id()));
      catalog.finish();
    }

    private boolean isStopped() {
      return stopped != null;
    }

    AlterResult follow(Consumer<OptimizeProgress> listener) {
      Optimizer.Ticker ticker = new Optimizer.Ticker(progress, listener);
      while (true) {
        ticker.tick();
        try {
          return outcome.get(TICK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
          // It goes on.
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new AkinException.Cancelled(
              "the call was interrupted; the alteration goes on, cancelAlteration ends it");
        } catch (ExecutionException e) {
          throw e.getCause() instanceof RuntimeException failure
              ? failure
              : new AkinException.Internal("alteration failed", e.getCause());
        }
      }
    }
  }
}
