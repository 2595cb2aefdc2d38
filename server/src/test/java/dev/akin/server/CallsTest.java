package dev.akin.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Database;
import dev.akin.api.Include;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.SearchResult;
import dev.akin.api.SyncMode;
import dev.akin.api.UpsertResult;
import dev.akin.api.filter.Filters;
import dev.akin.api.index.FlatConfig;
import dev.akin.client.RemoteCollection;
import dev.akin.client.RemoteOptions;
import dev.akin.engine.EmbeddedDatabase;
import dev.akin.engine.EmbeddedOptions;
import dev.akin.engine.Stage;
import dev.akin.engine.StageListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Deadlines, cancellation and limits of calls. */
@Timeout(60)
class CallsTest {
  @Test
  void theQuerysTimeoutReachesTheDatabase() {
    AtomicReference<Optional<Duration>> seen = new AtomicReference<>();
    FakeCollection looking =
        new FakeCollection() {
          @Override
          public SearchResult search(Query query) {
            seen.set(query.timeout());
            return super.search(query);
          }
        };
    try (Served served = Served.over(looking)) {
      served.collection().search(Query.vector(1).timeout(Duration.ofSeconds(20)));
      assertThat(seen.get().orElseThrow()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(20));
      served.collection().search(Query.vector(1));
      assertThat(seen.get().orElseThrow())
          .isBetween(Duration.ofSeconds(21), RemoteOptions.DEFAULTS.deadline());
    }
  }

  @Test
  void aSearchPastItsTimeoutFailsAndIsInterrupted() throws InterruptedException {
    Blocking blocking = new Blocking();
    try (Served served = Served.over(blocking)) {
      RemoteCollection collection = served.collection();
      assertThatThrownBy(() -> collection.search(Query.vector(1).timeout(Duration.ofMillis(300))))
          .isInstanceOf(AkinException.DeadlineExceeded.class)
          .hasMessageContaining("within 300 ms");
      assertThat(blocking.interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aSearchThatIsGivenUpIsInterrupted() throws InterruptedException {
    Blocking blocking = new Blocking();
    try (Served served = Served.over(blocking)) {
      CompletableFuture<SearchResult> pending =
          served.collection().searchAsync(Query.vector(1)).toCompletableFuture();
      assertThat(blocking.begun.await(10, TimeUnit.SECONDS)).isTrue();
      pending.cancel(true);
      assertThat(blocking.interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** The server's thread is in the index when the client gives up, and stops there. */
  @Test
  void aScanThatRunsStopsWhenItIsGivenUpOrItsDeadlinePasses(@TempDir Path data) throws Exception {
    CountDownLatch[] filtered = {new CountDownLatch(1), new CountDownLatch(1)};
    AtomicInteger call = new AtomicInteger();
    AtomicInteger scanned = new AtomicInteger();
    StageListener listener =
        (stage, _, _, _) -> {
          if (stage == Stage.INDEX) {
            scanned.incrementAndGet();
          } else if (stage == Stage.FILTER) {
            // Only the index is left. On until the server knows that nobody waits any more.
            filtered[call.getAndIncrement()].countDown();
            while (!Thread.currentThread().isInterrupted()) {
              Thread.onSpinWait();
            }
          }
        };
    BlockingQueue<Throwable> outcomes = new LinkedBlockingQueue<>();
    try (Database embedded =
        EmbeddedDatabase.open(data, EmbeddedOptions.DEFAULTS.withListener(listener))) {
      Collection real =
          embedded.createCollection(
              "c", CollectionSpec.ofDimension(1).index(FlatConfig.DEFAULTS).sync(SyncMode.OS));
      // More than a scan goes without looking whether to stop.
      real.upsert(IntStream.range(0, 9_000).mapToObj(i -> Record.of(i).vector(1)).toList());
      FakeCollection watched =
          new FakeCollection() {
            @Override
            public SearchResult search(Query query) {
              try {
                return real.search(query);
              } catch (RuntimeException e) {
                outcomes.add(e);
                throw e;
              }
            }
          };
      Query query = Query.vector(1).filter(Filters.all());
      try (Served served = Served.over(watched)) {
        CompletableFuture<SearchResult> pending =
            served.collection().searchAsync(query).toCompletableFuture();
        filtered[0].await();
        pending.cancel(true);
        assertThat(outcomes.take()).isInstanceOf(AkinException.Cancelled.class);

        RemoteCollection collection = served.collection();
        Duration timeout = Duration.ofSeconds(1); // long enough to come to the scan
        assertThatThrownBy(() -> collection.search(query.timeout(timeout)))
            .isInstanceOf(AkinException.DeadlineExceeded.class);
        assertThat(filtered[1].getCount()).isZero();
        assertThat(outcomes.take())
            .isInstanceOfAny(AkinException.Cancelled.class, AkinException.DeadlineExceeded.class);
        assertThat(scanned).hasValue(0);
      }
    }
  }

  @Test
  void theDefaultDeadlineHolds() {
    RemoteOptions hasty = RemoteOptions.DEFAULTS.deadline(Duration.ofMillis(300));
    try (Served served = Served.over(new Blocking(), Served.OPTIONS, hasty)) {
      RemoteCollection collection = served.collection();
      assertThatThrownBy(() -> collection.search(Query.vector(1)))
          .isInstanceOf(AkinException.DeadlineExceeded.class);
    }
  }

  @Test
  void callsPastTheLimitAreRefusedAtOnce() throws InterruptedException {
    Blocking blocking = new Blocking();
    try (Served served =
        Served.over(blocking, Served.OPTIONS.maxCalls(1), RemoteOptions.DEFAULTS.retries(0))) {
      RemoteCollection collection = served.collection();
      CompletableFuture<SearchResult> pending =
          collection.searchAsync(Query.vector(1)).toCompletableFuture();
      assertThat(blocking.begun.await(10, TimeUnit.SECONDS)).isTrue();
      assertThatThrownBy(collection::count)
          .isInstanceOf(AkinException.ResourceExhausted.class)
          .hasMessageContaining("1 calls in flight");
      blocking.release.countDown();
      assertThat(pending.join().hits()).isEmpty();
      assertThat(eventually(collection)).isZero();
    }
  }

  @Test
  void asyncCallsAnswerAsTheOthersDo() {
    FakeCollection counting =
        new FakeCollection() {
          @Override
          public long count() {
            return 7;
          }

          @Override
          public List<Record> get(List<RecordId> ids, Set<Include> include) {
            return ids.stream().map(Record::of).toList();
          }

          @Override
          public long delete(List<RecordId> ids) {
            return ids.size();
          }
        };
    try (Served served = Served.over(counting)) {
      RemoteCollection c = served.collection();
      assertThat(c.countAsync().toCompletableFuture().join()).isEqualTo(7);
      assertThat(c.upsertAsync(List.of(Record.of(1))).toCompletableFuture().join())
          .isEqualTo(new UpsertResult(1, 0));
      List<RecordId> ids = List.of(RecordId.of(1), RecordId.of("a"));
      assertThat(c.getAsync(ids, Set.of()).toCompletableFuture().join())
          .extracting(Record::id)
          .isEqualTo(ids);
      assertThat(c.deleteAsync(ids).toCompletableFuture().join()).isEqualTo(2);
      assertThat(c.searchAsync(Query.vector(1)).toCompletableFuture().join().hits()).isEmpty();
      assertThat(
              c.scrollAsync(Optional.empty(), 3, Set.of()).toCompletableFuture().join().records())
          .isEmpty();
      List<RecordId> tooMany = Collections.nCopies(10_001, RecordId.of(1));
      assertThatThrownBy(() -> c.deleteAsync(tooMany).toCompletableFuture().join())
          .hasCauseInstanceOf(AkinException.InvalidArgument.class);
    }
  }

  /** The place of a call is free a moment after its answer. */
  private static long eventually(RemoteCollection collection) throws InterruptedException {
    while (true) {
      try {
        return collection.count();
      } catch (AkinException.ResourceExhausted e) {
        Thread.sleep(5);
      }
    }
  }

  /** Its searches wait until they are released or interrupted. */
  private static final class Blocking extends FakeCollection {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);

    @Override
    public SearchResult search(Query query) {
      begun.countDown();
      try {
        release.await();
      } catch (InterruptedException e) {
        interrupted.countDown();
        throw new AkinException.Cancelled("interrupted");
      }
      return super.search(query);
    }
  }
}
