package dev.akin.bench.serve;

import dev.akin.bench.serve.Workload.Call;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Sends calls at a fixed rate. The time of a call is from when it was due to its answer, whatever
 * held it back. For one thread.
 */
final class OpenLoop {
  /** Past so many unanswered calls the sender waits; they are charged with that time. */
  private static final int MAX_IN_FLIGHT = 8192;

  private static final long HIGHEST_NANOS = Duration.ofMinutes(10).toNanos();
  private static final int DIGITS = 3;

  private final Histogram searches = new ConcurrentHistogram(HIGHEST_NANOS, DIGITS);
  private final Histogram writes = new ConcurrentHistogram(HIGHEST_NANOS, DIGITS);
  private final Map<String, Integer> errors = new TreeMap<>();
  private final Semaphore places = new Semaphore(MAX_IN_FLIGHT);

  /** Sends for a while and waits for the last answer. */
  void run(Workload workload, double perSecond, Duration time) throws InterruptedException {
    long start = System.nanoTime();
    long calls = Math.round(perSecond * time.toNanos() / 1e9);
    for (long i = 0; i < calls; i++) {
      long due = start + Math.round(i * 1e9 / perSecond);
      for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
        LockSupport.parkNanos(wait);
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
      places.acquire();
      Call call = workload.next();
      var _ =
          call.answer()
              .whenComplete(
                  (answer, failure) -> {
                    answered(call, System.nanoTime() - due, failure);
                    places.release();
                  });
    }
    places.acquire(MAX_IN_FLIGHT);
  }

  private void answered(Call call, long nanos, Throwable failure) {
    if (failure == null) {
      (call.isWrite() ? writes : searches).recordValue(Math.min(nanos, HIGHEST_NANOS));
      return;
    }
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    synchronized (errors) {
      errors.merge(cause.getClass().getSimpleName(), 1, Integer::sum);
    }
  }

  /** Times of searches, in nanoseconds. */
  Histogram searches() {
    return searches;
  }

  /** Times of writes, in nanoseconds. */
  Histogram writes() {
    return writes;
  }

  /** How often calls failed, by kind. */
  Map<String, Integer> errors() {
    synchronized (errors) {
      return Map.copyOf(errors);
    }
  }
}
