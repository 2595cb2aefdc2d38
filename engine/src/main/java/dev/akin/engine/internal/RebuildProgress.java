package dev.akin.engine.internal;

import dev.akin.api.OptimizeProgress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a rebuild has done of its work, in units of about what it costs to copy a row. Safe for any
 * number of threads.
 */
final class RebuildProgress {
  /** Before this part is done, the time it took says too little about the rest. */
  private static final double TELLING = 0.02;

  private final LongAdder done = new LongAdder();
  private volatile String stage = "waiting for its turn";
  private volatile long total;
  private volatile long startedAt;

  /** So much work begins, on top of what is done. */
  void start(long units) {
    start(units, Duration.ZERO);
  }

  /**
   * So much work begins, or is gone on with.
   *
   * @param before how long others have worked on it
   */
  void start(long units, Duration before) {
    total = done.sum() + units;
    long begun = startedAt == 0 ? System.nanoTime() : startedAt;
    startedAt = begun - before.toNanos();
  }

  /** What is being done from now on. */
  void stage(String words) {
    stage = words;
  }

  /** So much more is done. */
  void add(long units) {
    done.add(units);
  }

  /** How far it is. */
  OptimizeProgress now() {
    long units = total;
    if (units == 0) {
      return new OptimizeProgress(stage, 0, Duration.ZERO, Optional.empty());
    }
    double fraction = Math.min(1, (double) done.sum() / units);
    Duration elapsed = Duration.ofNanos(System.nanoTime() - startedAt);
    Optional<Duration> remaining =
        fraction < TELLING
            ? Optional.empty()
            : Optional.of(
                Duration.ofMillis((long) (elapsed.toMillis() * (1 - fraction) / fraction)));
    return new OptimizeProgress(stage, fraction, elapsed, remaining);
  }
}
