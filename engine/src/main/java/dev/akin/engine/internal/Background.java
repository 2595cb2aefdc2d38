package dev.akin.engine.internal;

import dev.akin.api.AkinException;
import dev.akin.api.OptimizeOptions;
import dev.akin.storage.Storage;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a database does by itself: the pool that indexes, a sync of the log for collections with
 * sync {@code interval}, checkpoints after many writes, optimizations after many deaths and those
 * that an earlier opening has not ended, the deletion of what has expired, and taking writes and
 * searching texts again when a disk that has failed works.
 */
public final class Background implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Background.class);
  private static final long SYNC_MILLIS = 100;
  private static final long CHECKPOINT_MILLIS = 1000;
  private static final long OPTIMIZE_MILLIS = 1000;
  private static final long RECLAIM_MILLIS = 1000;
  private static final long RECOVER_MILLIS = 500;

  /** Rarely, since what fails again and again would fill the log. */
  private static final long REOPEN_MILLIS = 5_000;

  /** A disk that works and yet does not let the database be opened is not tried more often. */
  private static final long MAX_RECOVER_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** An optimization that failed, perhaps for want of space, is not tried again at once. */
  private static final long RETRY_NANOS = TimeUnit.MINUTES.toNanos(10);

  private final Storage storage;
  private final Collection<EmbeddedCollection> collections;
  private final int checkpointAfter;
  private final OptimizeSettings optimize;
  private final ExecutorService pool;
  private final Workers workers;
  private final ScheduledExecutorService schedule;
  private final Map<String, Long> failedAt = new ConcurrentHashMap<>();
  private long recoverAt;
  private long recoverPause;

  /**
   * Nothing scheduled yet.
   *
   * @param collections a live view of those that are open
   * @param threads of the indexing pool, 0 for one per core
   * @param checkpointAfter changes; large collections wait until a quarter has changed
   * @param optimize when collections are optimized, and how
   */
  public Background(
      Storage storage,
      Collection<EmbeddedCollection> collections,
      int threads,
      int checkpointAfter,
      OptimizeSettings optimize) {
    this.storage = storage;
    this.collections = collections;
    this.checkpointAfter = checkpointAfter;
    this.optimize = optimize;
    int indexers = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    this.pool = Executors.newFixedThreadPool(indexers, named("akin-index-"));
    this.workers = new Workers(pool, indexers);
    this.schedule = Executors.newScheduledThreadPool(4, named("akin-background-"));
  }

  private static ThreadFactory named(String prefix) {
    return Thread.ofPlatform().daemon().name(prefix, 0).factory();
  }

  /** What the collections share to work with. */
  public Workers workers() {
    return workers;
  }

  /** Starts syncs, checkpoints and optimizations. */
  public void start() {
    var _ =
        schedule.scheduleWithFixedDelay(
            () -> logged("sync", this::syncLog), SYNC_MILLIS, SYNC_MILLIS, TimeUnit.MILLISECONDS);
    var _ =
        schedule.scheduleWithFixedDelay(
            () -> collections.forEach(this::checkpointIfDue),
            CHECKPOINT_MILLIS,
            CHECKPOINT_MILLIS,
            TimeUnit.MILLISECONDS);
    var _ =
        schedule.scheduleWithFixedDelay(
            () -> collections.forEach(this::optimizeIfDue),
            OPTIMIZE_MILLIS,
            OPTIMIZE_MILLIS,
            TimeUnit.MILLISECONDS);
    var _ =
        schedule.scheduleWithFixedDelay(
            () -> collections.forEach(this::reclaimExpired),
            RECLAIM_MILLIS,
            RECLAIM_MILLIS,
            TimeUnit.MILLISECONDS);
    var _ =
        schedule.scheduleWithFixedDelay(
            () -> logged("recovery from a failed disk", this::recoverIfFailed),
            RECOVER_MILLIS,
            RECOVER_MILLIS,
            TimeUnit.MILLISECONDS);
    var _ =
        schedule.scheduleWithFixedDelay(
            () -> collections.forEach(this::reopenFullTextIfFailed),
            REOPEN_MILLIS,
            REOPEN_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  private void reopenFullTextIfFailed(EmbeddedCollection collection) {
    if (!collection.isFullTextFailed() || storage.isFailed() || !storage.isWritable()) {
      return;
    }
    logged(
        "opening of the full-text index of collection '" + collection.name() + "'",
        () -> {
          try {
            collection.reopenFullText();
            LOG.info("full-text index of collection '{}' is opened again", collection.name());
          } catch (AkinException.FailedPrecondition | AkinException.NotFound e) {
            LOG.debug("collection '{}' is closed: {}", collection.name(), e.getMessage());
          }
        });
  }

  private void recoverIfFailed() {
    if (!storage.isFailed()) {
      recoverPause = 0;
      return;
    }
    if (recoverPause > 0 && System.nanoTime() - recoverAt < 0) {
      return;
    }
    if (!storage.isWritable()) {
      return;
    }
    List<EmbeddedCollection> all = List.copyOf(collections);
    all.forEach(EmbeddedCollection::pauseWrites);
    try {
      if (storage.recover(() -> all.forEach(EmbeddedCollection::catchUp))) {
        LOG.info("the disk works again: writes are taken");
      }
    } finally {
      all.forEach(EmbeddedCollection::resumeWrites);
      recoverPause =
          Math.clamp(
              2 * recoverPause, TimeUnit.MILLISECONDS.toNanos(RECOVER_MILLIS), MAX_RECOVER_NANOS);
      recoverAt = System.nanoTime() + recoverPause;
    }
  }

  private void syncLog() {
    boolean unsynced = false;
    for (EmbeddedCollection collection : collections) {
      unsynced |= collection.takeUnsynced();
    }
    if (unsynced) {
      storage.syncWal();
    }
  }

  private void checkpointIfDue(EmbeddedCollection collection) {
    logged(
        "checkpoint of collection '" + collection.name() + "'",
        () -> {
          try {
            long due = Math.max(checkpointAfter, collection.count() / 4);
            if (collection.changesSinceCheckpoint() >= due && !storage.isFailed()) {
              collection.checkpoint();
            }
          } catch (AkinException.FailedPrecondition e) {
            LOG.debug("no checkpoint of collection '{}': {}", collection.name(), e.getMessage());
          }
        });
  }

  private void reclaimExpired(EmbeddedCollection collection) {
    logged(
        "deletion of expired records of collection '" + collection.name() + "'",
        () -> {
          try {
            if (!storage.isFailed()) {
              collection.reclaimExpired();
            }
          } catch (AkinException.FailedPrecondition | AkinException.NotFound e) {
            LOG.debug("collection '{}' is closed: {}", collection.name(), e.getMessage());
          }
        });
  }

  private void optimizeIfDue(EmbeddedCollection collection) {
    long now = System.nanoTime();
    Long failed = failedAt.get(collection.name());
    if (failed != null && now - failed < RETRY_NANOS) {
      return;
    }
    try {
      Optional<OptimizeOptions> interrupted = collection.takeInterrupted();
      if (interrupted.isPresent()) {
        collection.optimize(interrupted.orElseThrow(), _ -> {});
      } else if (collection.deadPart() > optimize.deadPart()) {
        collection.optimize(
            OptimizeOptions.DEFAULTS.withThreads(optimize.threadsOf(workers.threads())), _ -> {});
      }
    } catch (AkinException.FailedPrecondition | AkinException.NotFound e) {
      LOG.debug("no optimization of collection '{}': {}", collection.name(), e.getMessage());
    } catch (RuntimeException | Error e) {
      LOG.error("optimization of collection '{}' failed", collection.name(), e);
      failedAt.put(collection.name(), now);
    }
  }

  private static void logged(String what, Runnable action) {
    try {
      action.run();
    } catch (RuntimeException | Error e) {
      LOG.error("{} failed", what, e);
    }
  }

  /**
   * Ends syncs, checkpoints and optimizations; waits for those in progress. Have the collections
   * stop optimizing before.
   */
  public void stopSchedule() {
    schedule.close();
  }

  /** Ends the indexing pool; no index may be in use any more. */
  @Override
  public void close() {
    stopSchedule();
    pool.close();
  }
}
