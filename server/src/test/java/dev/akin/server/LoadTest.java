package dev.akin.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Include;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.ScrollOrder;
import dev.akin.api.SearchResult;
import dev.akin.api.UpsertResult;
import dev.akin.api.WriteCondition;
import dev.akin.api.filter.Filters;
import dev.akin.client.RemoteCollection;
import dev.akin.client.RemoteDatabase;
import dev.akin.client.RemoteOptions;
import dev.akin.engine.EmbeddedDatabase;
import dev.akin.proto.v1.RecordProto;
import dev.akin.proto.v1.RecordServiceGrpc;
import dev.akin.server.monitoring.MonitoringOptions;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a server does when it is asked for too much. */
@Timeout(120)
class LoadTest {
  private static final int MIB = 1 << 20;

  @TempDir Path directory;

  @Test
  void aRefusedCallIsSentAgainWhenTheServerSays() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger counts = new AtomicInteger();
    FakeCollection busy =
        new FakeCollection() {
          @Override
          public SearchResult search(Query query) {
            begun.countDown();
            await(release);
            return super.search(query);
          }

          @Override
          public long count() {
            counts.incrementAndGet();
            return 7;
          }
        };
    try (Served served = Served.over(busy, Served.OPTIONS.maxCalls(1), RemoteOptions.DEFAULTS)) {
      RemoteCollection collection = served.collection();
      int before = counts.get();
      CompletableFuture<SearchResult> searching =
          collection.searchAsync(Query.vector(1)).toCompletableFuture();
      assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
      CompletableFuture<Long> counting = collection.countAsync().toCompletableFuture();
      Thread.sleep(200);
      assertThat(counting).isNotDone();
      release.countDown();
      assertThat(counting.join()).isEqualTo(7);
      assertThat(counts.get() - before).as("refused calls were not begun").isEqualTo(1);
      assertThat(searching.join().hits()).isEmpty();
    }
  }

  @Test
  void anErrorThatWouldComeAgainIsNotRetried() {
    AtomicInteger calls = new AtomicInteger();
    FakeCollection full =
        new FakeCollection() {
          @Override
          public UpsertResult upsert(List<Record> records, WriteCondition condition) {
            calls.incrementAndGet();
            throw new AkinException.ResourceExhausted("the disk is full");
          }
        };
    try (Served served = Served.over(full)) {
      assertThatThrownBy(() -> served.collection().upsert(Record.of(1)))
          .isInstanceOf(AkinException.ResourceExhausted.class)
          .hasMessage("the disk is full");
      assertThat(calls).hasValue(1);
    }
  }

  @Test
  void limitsAreNamedWithTheirSetting() {
    Limits limits = new Limits(3, 5, 1000, 20, 4, 2);
    try (EmbeddedDatabase database = EmbeddedDatabase.open(directory);
        AkinServer server = AkinServer.start(database, Served.OPTIONS.limits(limits));
        RemoteDatabase client = RemoteDatabase.connect("127.0.0.1:" + server.port())) {
      Collection docs = client.createCollection("docs", CollectionSpec.ofDimension(2));
      docs.upsert(Record.of(1).vector(1, 2), Record.of(2).vector(1, 3), Record.of(3).vector(1, 4));
      Query query = Query.vector(1, 2);
      assertThat(docs.search(query.k(5).efSearch(20)).hits()).hasSize(3);
      refused(() -> docs.search(query.k(6)), "k must be at most 5", "--max-k");
      refused(() -> docs.search(query.k(5).efSearch(21)), "ef_search", "--max-ef-search");
      refused(() -> docs.search(query.k(5).nprobe(5)), "nprobe", "--max-nprobe");
      refused(
          () -> docs.count(Filters.not(Filters.not(Filters.eq("a", 1)))),
          "filter depth must be at most 2",
          "--max-filter-depth");
      List<RecordId> four = List.of(RecordId.of(1), RecordId.of(2), RecordId.of(3), RecordId.of(4));
      refused(() -> docs.get(four, Set.of()), "ids must be at most 3", "--max-batch");
      refused(() -> docs.delete(four), "ids", "--max-batch");
      refused(() -> docs.scroll(Optional.empty(), 4, Include.DEFAULTS), "limit", "--max-batch");
      refused(
          () -> docs.scroll(ScrollOrder.byId(), Optional.empty(), 4, Include.DEFAULTS),
          "limit",
          "--max-batch");
      refused(() -> docs.facet("a", 4), "limit", "--max-batch");
      refused(() -> docs.deletePayload(four, Set.of("a")), "ids", "--max-batch");
      refused(
          () -> docs.updateVectors(four.stream().map(Record::of).toList()),
          "records",
          "--max-batch");
      refused(() -> docs.upsert(four.stream().map(Record::of).toList()), "records", "--max-batch");
    }
  }

  private static void refused(Runnable call, String what, String setting) {
    assertThatThrownBy(call::run)
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining(what)
        .hasMessageContaining(setting);
  }

  @Test
  void answersThatNobodyTakesAreBounded() throws Exception {
    byte[] large = new byte[4 * MIB];
    new Random(1).nextBytes(large);
    FakeCollection generous =
        new FakeCollection() {
          @Override
          public List<Record> get(List<RecordId> ids, Set<Include> include) {
            return List.of(Record.of(1).image(large));
          }
        };
    ServerOptions options =
        Served.OPTIONS
            .maxInflightBytes(20 * MIB)
            .monitoring(MonitoringOptions.DEFAULTS.httpPort(0));
    try (Served served = Served.over(generous, options, RemoteOptions.DEFAULTS)) {
      int port = served.server().httpPort().orElseThrow();
      List<Unread> calls = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        calls.add(Unread.get(served.channel()));
      }
      until(() -> calls.stream().filter(call -> call.refused).count() >= 26);
      assertThat(Http.metric(port, "akin_inflight_bytes")).isBetween(2.0 * MIB, 20.0 * MIB);
      calls.forEach(Unread::cancel);
      until(() -> metric(port, "akin_inflight_bytes") == 0);
      until(() -> metric(port, "akin_calls_inflight") == 0);
      assertThat(served.collection().get(List.of(RecordId.of(1)), Include.DEFAULTS)).hasSize(1);
    }
  }

  @Test
  void aStreamWhoseReaderStopsIsNotReadFurther() throws Exception {
    AtomicInteger batches = new AtomicInteger();
    FakeCollection counting =
        new FakeCollection() {
          @Override
          public UpsertResult upsert(List<Record> records, WriteCondition condition) {
            batches.incrementAndGet();
            return super.upsert(records, condition);
          }
        };
    try (Served served = Served.over(counting)) {
      ClientCall<RecordProto.UpsertStreamRequest, RecordProto.UpsertStreamResponse> call =
          served.channel().newCall(RecordServiceGrpc.getUpsertStreamMethod(), CallOptions.DEFAULT);
      call.start(new ClientCall.Listener<>() {}, new Metadata());
      RecordProto.UpsertStreamRequest batch =
          RecordProto.UpsertStreamRequest.newBuilder()
              .setCollection("fake")
              .addRecords(
                  RecordProto.Record.newBuilder()
                      .setId(RecordProto.RecordId.newBuilder().setNumber(1)))
              .build();
      int sent = 400_000;
      for (int i = 0; i < sent; i++) {
        call.sendMessage(batch);
      }
      int last = -1;
      while (batches.get() == 0 || batches.get() != last) {
        last = batches.get();
        Thread.sleep(500);
      }
      assertThat(last).as("batches taken while no answer is read").isLessThan(sent / 2);
      call.cancel("enough", null);
    }
  }

  @Test
  void aMessageOverWhatIsLeftIsRefusedAndComesAgain() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    FakeCollection slow =
        new FakeCollection() {
          @Override
          public UpsertResult upsert(List<Record> records, WriteCondition condition) {
            begun.countDown();
            await(release);
            return super.upsert(records, condition);
          }
        };
    ServerOptions small = Served.OPTIONS.maxInflightBytes(3 * MIB / 2);
    try (Served served = Served.over(slow, small, RemoteOptions.DEFAULTS)) {
      RemoteCollection collection = served.collection();
      Record big = Record.of(1).image(new byte[MIB]);
      CompletableFuture<UpsertResult> first =
          collection.upsertAsync(List.of(big)).toCompletableFuture();
      assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
      CompletableFuture<UpsertResult> second =
          collection.upsertAsync(List.of(big)).toCompletableFuture();
      try (RemoteDatabase hasty =
          RemoteDatabase.connect(
              "127.0.0.1:" + served.server().port(), RemoteOptions.DEFAULTS.retries(0))) {
        assertThatThrownBy(() -> hasty.collection("fake").upsert(big))
            .isInstanceOf(AkinException.ResourceExhausted.class)
            .hasMessageContaining("--max-inflight-bytes");
      }
      release.countDown();
      assertThat(first.join()).isEqualTo(new UpsertResult(1, 0));
      assertThat(second.join()).isEqualTo(new UpsertResult(1, 0));
    }
  }

  private static double metric(int port, String series) {
    try {
      return Http.metric(port, series);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void until(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited long enough").isLessThan(end);
      Thread.sleep(20);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AkinException.Cancelled("interrupted");
    }
  }

  /** A call for a record whose answer is never read. */
  private static final class Unread extends ClientCall.Listener<RecordProto.GetResponse> {
    private final ClientCall<RecordProto.GetRequest, RecordProto.GetResponse> call;
    private volatile boolean refused;

    private Unread(ClientCall<RecordProto.GetRequest, RecordProto.GetResponse> call) {
      this.call = call;
    }

    static Unread get(ManagedChannel channel) {
      ClientCall<RecordProto.GetRequest, RecordProto.GetResponse> call =
          channel.newCall(RecordServiceGrpc.getGetMethod(), CallOptions.DEFAULT);
      Unread unread = new Unread(call);
      call.start(unread, new Metadata());
      call.sendMessage(
          RecordProto.GetRequest.newBuilder()
              .setCollection("fake")
              .addIds(RecordProto.RecordId.newBuilder().setNumber(1))
              .build());
      call.halfClose();
      return unread;
    }

    void cancel() {
      call.cancel("enough", null);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      refused |= status.getCode() == Status.Code.RESOURCE_EXHAUSTED;
    }
  }
}
