package dev.akin.engine.internal;

import dev.akin.api.AkinException;
import dev.akin.storage.Storage;
import java.util.Collection;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a database does by itself: the pool that indexes, a sync of the log for collections with
 * sync {@code interval}, and checkpoints after many writes.
 */
public final class Background implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Background.class);
  private static final long SYNC_MILLIS = 100;
  private static final long CHECKPOINT_MILLIS = 1000;

  private final Storage storage;
  private final Collection<EmbeddedCollection> collections;
  private final int checkpointAfter;
  private final int threads;
  private final ExecutorService pool;
  private final ScheduledExecutorService schedule;

  /**
   * Nothing scheduled yet.
   *
   * @param collections a live view of those that are open
   * @param threads of the indexing pool, 0 for one per core
   * @param checkpointAfter changes; large collections wait until a quarter has changed
   */
  public Background(
      Storage storage,
      Collection<EmbeddedCollection> collections,
      int threads,
      int checkpointAfter) {
    this.storage = storage;
    this.collections = collections;
    this.checkpointAfter = checkpointAfter;
    this.threads = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    this.pool = Executors.newFixedThreadPool(this.threads, named("akin-index-"));
    this.schedule = Executors.newScheduledThreadPool(2, named("akin-background-"));
  }

  private static ThreadFactory named(String prefix) {
    return Thread.ofPlatform().daemon().name(prefix, 0).factory();
  }

  /** The pool on which vectors are indexed. */
  public Executor pool() {
    return pool;
  }

  /** Its threads. */
  public int threads() {
    return threads;
  }

  /** Starts syncs and checkpoints. */
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
            if (collection.changesSinceCheckpoint() >= due) {
              collection.checkpoint();
            }
          } catch (AkinException.FailedPrecondition e) {
            LOG.debug("no checkpoint of collection '{}': {}", collection.name(), e.getMessage());
          }
        });
  }

  private static void logged(String what, Runnable action) {
    try {
      action.run();
    } catch (RuntimeException | Error e) {
      LOG.error("{} failed", what, e);
    }
  }

  /** Ends syncs and checkpoints; waits for those in progress. */
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
