package dev.akin.bench.serve;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

/**
 * Finds how many calls a second a server answers at most: ever more calls in flight at once, each
 * answer followed by a next call, until that brings no more.
 */
final class Capacity {
  private static final int MAX_IN_FLIGHT = 256;

  /** Less gain than this from twice as many in flight is none. */
  private static final double GAIN = 1.05;

  private Capacity() {}

  /**
   * Calls a second.
   *
   * @param each how long to measure with each number of calls in flight
   */
  static double find(Workload workload, Duration each) throws InterruptedException {
    double best = 0;
    for (int inFlight = 2; inFlight <= MAX_IN_FLIGHT; inFlight *= 2) {
      double rate = measure(workload, inFlight, each);
      if (rate < best * GAIN) {
        return Math.max(best, rate);
      }
      best = rate;
    }
    return best;
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
