package dev.akin.api;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How far an optimization has come.
 *
 * @param stage what is being done, in words, such as {@code building the index of vector 'default'}
 * @param fraction of the work that is done, 0 to 1
 * @param elapsed since its work began
 * @param remaining an estimate from what the work took so far; empty while that says too little
 */
public record OptimizeProgress(
    String stage, double fraction, Duration elapsed, Optional<Duration> remaining) {
  /** Checks the range. */
  public OptimizeProgress {
    Objects.requireNonNull(stage, "stage");
    Objects.requireNonNull(elapsed, "elapsed");
    Objects.requireNonNull(remaining, "remaining");
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new AkinException.InvalidArgument("fraction must be 0 to 1: " + fraction);
    }
  }
}
