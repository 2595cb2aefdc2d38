package dev.akin.bench.serve;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

/**
 * Finds how many calls a second a server answers at most: ever more calls in flight at once, each
 * answer followed by a next call, until that brings no more. Then as many for a longer while: what
 * the server does beside its calls, such as indexing what was written and rebuilding an index of
 * which much is dead, must have its part of the time.
 */
final class Capacity {
  private static final int MAX_IN_FLIGHT = 256;

  /** Less gain than this from twice as many in flight is none. */
  private static final double GAIN = 1.05;

  private Capacity() {}

  /**
   * Calls a second.
   *
   * @param each how long to try each number of calls in flight
   * @param whole how long to measure with the best of them
   */
  static double find(Workload workload, Duration each, Duration whole) throws InterruptedException {
    double best = 0;
    int inFlight = 2;
    while (inFlight < MAX_IN_FLIGHT) {
      double rate = measure(workload, inFlight, each);
      if (rate < best * GAIN) {
        break;
      }
      best = rate;
      inFlight *= 2;
    }
    return measure(workload, inFlight, whole);
  }

  private static double measure(Workload workload, int inFlight, Duration time)
      throws InterruptedException {
    Semaphore places = new Semaphore(inFlight);
    LongAdder answered = new LongAdder();
    long start = System.nanoTime();
    long end = start + time.toNanos();
    while (System.nanoTime() < end) {
      places.acquire();
      var _ =
          workload
              .next()
              .answer()
              .whenComplete(
                  (answer, failure) -> {
                    if (failure == null && System.nanoTime() < end) {
                      answered.increment();
                    }
                    places.release();
                  });
    }
    places.acquire(inFlight);
    return answered.sum() * 1e9 / time.toNanos();
  }
}
