package dev.akin.bench.torture;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What was done over all lives of the server. Safe for any number of threads. */
final class Tally {
  private static final long FIRST_GUESS_NANOS = 20_000_000;

  final LongAdder upserts = new LongAdder();
  final LongAdder deletes = new LongAdder();
  final LongAdder searches = new LongAdder();
  private final Map<Maintenance, LongAdder> done = new EnumMap<>(Maintenance.class);
  private final Map<Maintenance, LongAdder> nanos = new EnumMap<>(Maintenance.class);

  Tally() {
    for (Maintenance each : Maintenance.values()) {
      done.put(each, new LongAdder());
      nanos.put(each, new LongAdder());
    }
  }

  void done(Maintenance maintenance, long took) {
    done.get(maintenance).increment();
    nanos.get(maintenance).add(took);
  }

  long count(Maintenance maintenance) {
    return done.get(maintenance).sum();
  }

  /** How long one takes, or a guess before any has been done. */
  Duration mean(Maintenance maintenance) {
    long count = count(maintenance);
    return Duration.ofNanos(count == 0 ? FIRST_GUESS_NANOS : nanos.get(maintenance).sum() / count);
  }
}
