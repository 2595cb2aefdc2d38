package dev.akin.server;

import dev.akin.api.AkinException;
import io.grpc.Context;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What is left of the time that the caller of the running call gives it. */
final class Deadlines {
  private Deadlines() {}

  /**
   * What is left, empty if the caller set no limit.
   *
   * @throws AkinException.DeadlineExceeded if nothing is
   */
  static Optional<Duration> left() {
    Deadline deadline = Context.current().getDeadline();
    if (deadline == null) {
      return Optional.empty();
    }
    long nanos = deadline.timeRemaining(TimeUnit.NANOSECONDS);
    if (nanos <= 0) {
      throw new AkinException.DeadlineExceeded("the call's deadline passed before it was begun");
    }
    return Optional.of(Duration.ofNanos(nanos));
  }
}
