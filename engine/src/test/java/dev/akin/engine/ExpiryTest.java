package dev.akin.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Database;
import dev.akin.api.Hit;
import dev.akin.api.PayloadIndexType;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.filter.Filters;
import dev.akin.api.index.FlatConfig;
import dev.akin.engine.internal.EmbeddedCollection;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ExpiryTest {
  private static final Duration MILLI = Duration.ofMillis(1);

  @TempDir Path directory;
  private final AtomicLong now = new AtomicLong(1_000);

  private Database open() {
    return EmbeddedDatabase.open(
        directory, EmbeddedOptions.DEFAULTS.withClock(() -> Instant.ofEpochMilli(now.get())));
  }

  @Test
  @Timeout(60) // for what would hang without the pass in the background
  void whatHasExpiredIsDeletedInTheBackground() throws InterruptedException {
    int n = 1_234; // more than two commits
    try (Database db = open()) {
      Collection c = db.createCollection("c", CollectionSpec.empty());
      List<Record> records = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        records.add(Record.of(i).ttl(i % 2 == 0 ? MILLI : Duration.ofDays(1)));
      }
      c.upsert(records);
      assertThat(committed(c)).isEqualTo(n);
      now.addAndGet(1);
      while (committed(c) < n + n / 2) {
        Thread.sleep(10);
      }
      assertThat(c.count()).isEqualTo(n / 2);
      assertThat(c.info().dead()).isEqualTo(n / 2);
    }
    DataCheck check = DataCheck.of(directory);
    assertThat(check.damages()).isEmpty();
    assertThat(check.records()).isEqualTo(n / 2);
  }

  @Test
  void whatHasExpiredWhileNothingWasOpenIsHonouredThenDeleted() {
    try (Database db = open()) {
      Collection c = db.createCollection("c", CollectionSpec.ofDimension(1));
      c.createPayloadIndex("n", PayloadIndexType.NUMBER);
      c.upsert(Record.of(1).vector(1).put("n", 1).ttl(MILLI), Record.of(2).vector(2).put("n", 2));
      c.checkpoint();
    }
    now.addAndGet(1);
    try (Database db = open()) {
      Collection c = db.collection("c");
      assertThat(c.search(Query.vector(1)).hits())
          .extracting(Hit::id)
          .containsExactly(RecordId.of(2));
      assertThat(c.count(Filters.atLeast("n", 0))).isEqualTo(1);
      ((EmbeddedCollection) c).reclaimExpired();
    }
    assertThat(DataCheck.of(directory).records()).isEqualTo(1);
  }

  /** Of each pair of records one expires; at no moment does a reader see one that has. */
  @Test
  void readersNeverSeeWhatHasExpiredWhileWritesAndDeletionsGoOn() throws Exception {
    try (Database db = open();
        ExecutorService threads = Executors.newFixedThreadPool(3)) {
      Collection c =
          db.createCollection("c", CollectionSpec.ofDimension(1).index(FlatConfig.DEFAULTS));
      AtomicBoolean done = new AtomicBoolean();
      List<Future<?>> readers = new ArrayList<>();
      for (int t = 0; t < 2; t++) {
        readers.add(
            threads.submit(
                () -> {
                  while (!done.get()) {
                    long before = now.get();
                    for (Hit hit : c.search(Query.vector(0).k(50)).hits()) {
                      assertThat(hit.record().expiresAt().orElseThrow().toEpochMilli())
                          .isGreaterThan(before);
                    }
                    assertThat(c.count()).isLessThanOrEqualTo(20 + 3);
                  }
                }));
      }
      for (int i = 0; i < 400; i++) {
        // Lives for 20 steps of the clock.
        c.upsert(Record.of(i).vector(i).ttl(Duration.ofMillis(20)));
        now.incrementAndGet();
        if (i % 50 == 0) {
          ((EmbeddedCollection) c).reclaimExpired();
        }
      }
      done.set(true);
      for (Future<?> reader : readers) {
        reader.get();
      }
      assertThat(c.count()).isEqualTo(19);
    }
  }

  private static long committed(Collection collection) {
    return ((EmbeddedCollection) collection).changesSinceCheckpoint();
  }
}
