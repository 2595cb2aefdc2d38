package dev.akin.storage;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Another clock that is never set back while this runs: what has expired stays so. Safe for any
 * number of threads.
 */
final class SteadyClock implements InstantSource {
  private final InstantSource clock;
  private final AtomicLong latest = new AtomicLong();

  SteadyClock(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public long millis() {
    long now = clock.millis();
    long seen = latest.get();
    return now <= seen ? seen : latest.accumulateAndGet(now, Math::max);
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis());
  }
}
