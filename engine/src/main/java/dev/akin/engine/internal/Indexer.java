package dev.akin.engine.internal;

import dev.akin.api.AkinException;
import dev.akin.index.FloatRows;
import dev.akin.index.GrowingIndex;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the pending ordinals of one vector into its index, on a pool that all vectors share. It
 * goes in chunks: within one, threads take ordinals as they come; {@link #indexed()} advances from
 * chunk to chunk, so that all ordinals below it are in the index. Safe for any number of threads.
 */
final class Indexer {
  private static final Logger LOG = LoggerFactory.getLogger(Indexer.class);
  private static final int CHUNK = 1024;

  private final String what;
  private final GrowingIndex index;
  private final FloatRows rows;
  private final OrdinalTable table;
  private final Executor pool;
  private final int threads;

  private volatile int indexed;
  private volatile RuntimeException failure;
  private boolean calibrationFailed;
  private boolean running;
  private boolean closed;
  private int pauses;

  /**
   * An indexer at rest.
   *
   * @param what is indexed, for messages
   * @param indexed ordinals below this are in the index already
   * @param threads of the pool to keep busy
   */
  Indexer(
      String what,
      GrowingIndex index,
      FloatRows rows,
      OrdinalTable table,
      int indexed,
      Executor pool,
      int threads) {
    this.what = what;
    this.index = index;
    this.rows = rows;
    this.table = table;
    this.indexed = indexed;
    this.pool = pool;
    this.threads = threads;
  }

  /** All ordinals below this are in the index, but for those that were dead or had no vector. */
  int indexed() {
    return indexed;
  }

  /** Says that there may be more to index. */
  synchronized void wake() {
    if (!running && (mayRun() || mayCalibrate())) {
      running = true;
      pool.execute(this::run);
    }
    notifyAll();
  }

  private boolean mayRun() {
    return !closed && pauses == 0 && failure == null && indexed < table.limit();
  }

  private synchronized boolean mayCalibrate() {
    return !closed
        && pauses == 0
        && failure == null
        && indexed == table.limit()
        && !calibrationFailed
        && index.isCalibrationDue();
  }

  private void run() {
    while (true) {
      int from;
      int to;
      synchronized (this) {
        if (!mayRun() && !mayCalibrate()) {
          running = false;
          notifyAll();
          return;
        }
        from = indexed;
        to = Math.min(table.limit(), from + CHUNK * threads);
      }
      if (from == to) {
        calibrate();
        continue;
      }
      RuntimeException problem = indexChunk(from, to);
      synchronized (this) {
        if (problem == null) {
          indexed = to;
        } else {
          LOG.error("indexing of {} stopped; searches scan what is not indexed", what, problem);
          failure = problem;
        }
        notifyAll();
      }
    }
  }

  /** When there is nothing else to do: ends as soon as there is. */
  private void calibrate() {
    try (ForkJoinPool own = new ForkJoinPool(threads)) {
      own.submit(this::calibrateSafely).join();
    }
  }

  private void calibrateSafely() {
    try {
      index.calibrate(() -> !mayCalibrate());
    } catch (CancellationException _) {
      // It is due still, and begins again at the next rest.
    } catch (RuntimeException | Error e) {
      LOG.warn("{}: what gives which recall is not known", what, e);
      synchronized (this) {
        calibrationFailed = true;
      }
    }
  }

  /** Returns what went wrong, or null. */
  private RuntimeException indexChunk(int from, int to) {
    AtomicInteger cursor = new AtomicInteger(from);
    AtomicReference<RuntimeException> problem = new AtomicReference<>();
    Semaphore done = new Semaphore(0);
    Runnable work =
        () -> {
          for (int next = cursor.getAndIncrement(); next < to; next = cursor.getAndIncrement()) {
            try {
              if (problem.get() == null && rows.contains(next) && table.live().contains(next)) {
                index.add(next);
              }
            } catch (RuntimeException e) {
              problem.compareAndSet(null, e);
            } catch (Error e) {
              problem.compareAndSet(null, new AkinException.Internal("indexing failed: " + e, e));
            } finally {
              done.release();
            }
          }
        };
    // A helper that the pool starts too late finds nothing left to do, so nobody waits for one.
    for (int helper = 1; helper < Math.min(threads, (to - from) / 16); helper++) {
      pool.execute(work);
    }
    work.run();
    done.acquireUninterruptibly(to - from);
    return problem.get();
  }

  /**
   * Waits until all ordinals below the limit are indexed.
   *
   * @param deadline of {@link System#nanoTime()}
   * @throws AkinException.DeadlineExceeded when it passes
   * @throws AkinException.Internal if indexing has failed
   */
  synchronized void await(int limit, long deadline) {
    while (indexed < limit) {
      if (failure != null) {
        throw new AkinException.Internal("indexing of " + what + " failed", failure);
      }
      if (closed) {
        throw new AkinException.FailedPrecondition(what + " is closed");
      }
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw new AkinException.DeadlineExceeded(
            what + " has " + (limit - indexed) + " vectors not indexed yet");
      }
      waitFor(left);
    }
  }

  /**
   * Holds a writer back: returns once at most {@code maxPending} ordinals wait, or as many as it
   * brings have been indexed meanwhile.
   */
  synchronized void throttle(int maxPending, int brings) {
    int enough = indexed + brings;
    while (table.limit() - indexed > maxPending && indexed < enough && failure == null && !closed) {
      waitFor(TimeUnit.SECONDS.toNanos(1));
    }
  }

  /** Waits for the chunk in progress and indexes no more until {@link #resume()}. */
  synchronized void pause() {
    pauses++;
    waitUntilAtRest();
  }

  /** Ends a pause. */
  synchronized void resume() {
    pauses--;
    wake();
  }

  /** Waits for the chunk in progress and indexes no more. */
  synchronized void close() {
    closed = true;
    notifyAll();
    waitUntilAtRest();
  }

  /** Not interruptible: what follows unmaps or copies memory that a running chunk writes to. */
  private void waitUntilAtRest() {
    boolean interrupted = false;
    while (running) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void waitFor(long nanos) {
    try {
      TimeUnit.NANOSECONDS.timedWait(this, nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AkinException.Cancelled("interrupted while waiting for the index of " + what);
    }
  }
}
