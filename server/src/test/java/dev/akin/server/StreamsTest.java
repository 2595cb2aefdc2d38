package dev.akin.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.Record;
import dev.akin.api.RecordWriter;
import dev.akin.api.UpsertResult;
import dev.akin.api.WriteCondition;
import dev.akin.proto.v1.RecordProto;
import dev.akin.proto.v1.RecordServiceGrpc;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams hold both sides back and end well. */
@Timeout(60)
class StreamsTest {
  @Test
  void aWriterWaitsForAServerThatFallsBehind() throws InterruptedException {
    Gated gated = new Gated();
    AtomicInteger written = new AtomicInteger();
    try (Served served = Served.over(gated)) {
      RecordWriter writer = served.collection().writer();
      CompletableFuture<Void> writing =
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < 20_000; i++) {
                  writer.write(Record.of(i));
                  written.incrementAndGet();
                }
                writer.close();
              });
      int last = -1;
      while (written.get() == 0 || written.get() != last) {
        last = written.get();
        Thread.sleep(200);
      }
      assertThat(last).as("records taken while none is acknowledged").isBetween(1_000, 1_300);
      assertThat(gated.waiting.get()).as("batches in the server's hands").isEqualTo(1);
      gated.permits.release(1_000);
      writing.join();
      assertThat(writer.acknowledged()).isEqualTo(new UpsertResult(20_000, 0));
    }
  }

  @Test
  void aStreamEndsAfterItsBatchWhenTheServerStops() throws InterruptedException {
    Gated gated = new Gated();
    Served served = Served.over(gated);
    RecordWriter writer = served.collection().writer();
    for (int i = 0; i < 300; i++) {
      writer.write(Record.of(i));
    }
    while (gated.waiting.get() == 0) {
      Thread.sleep(5);
    }
    CompletableFuture<Void> closing = CompletableFuture.runAsync(served.server()::close);
    Thread.sleep(100);
    assertThat(closing).isNotDone();
    gated.permits.release(1_000);
    closing.join();
    assertThatThrownBy(writer::flush)
        .isInstanceOf(AkinException.Unavailable.class)
        .hasMessageContaining("shutting down");
    assertThat(writer.acknowledged()).isEqualTo(new UpsertResult(256, 0));
    served.close();
  }

  @Test
  void anIdleStreamDoesNotHoldTheServerUp() {
    Served served = Served.over(new FakeCollection());
    RecordWriter writer = served.collection().writer();
    writer.write(Record.of(1));
    writer.flush();
    long start = System.nanoTime();
    served.server().close();
    assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(5));
    assertThatThrownBy(
            () -> {
              writer.write(Record.of(2));
              writer.flush();
            })
        .isInstanceOf(AkinException.Unavailable.class);
    served.close();
  }

  @Test
  void batchesAreAcknowledgedInOrderAndMustStayInOneCollection() throws InterruptedException {
    try (Served served = Served.over(new FakeCollection())) {
      Answers answers = new Answers();
      StreamObserver<RecordProto.UpsertStreamRequest> stream =
          RecordServiceGrpc.newStub(served.channel()).upsertStream(answers);
      stream.onNext(batch("fake", 2));
      stream.onNext(batch("", 3));
      stream.onNext(batch("fake", 0));
      stream.onNext(batch("other", 1));
      assertThat(answers.ended.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(answers.received)
          .extracting(answer -> answer.getBatch() + ":" + answer.getResult().getInserted())
          .containsExactly("0:2", "1:3", "2:0");
      assertThat(answers.status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(answers.status.getDescription())
          .isEqualTo("collection must stay 'fake' within a stream: 'other'");
    }
  }

  @Test
  void aStreamMustNameItsCollection() throws InterruptedException {
    try (Served served = Served.over(new FakeCollection())) {
      Answers answers = new Answers();
      StreamObserver<RecordProto.UpsertStreamRequest> stream =
          RecordServiceGrpc.newStub(served.channel()).upsertStream(answers);
      stream.onNext(batch("", 1));
      assertThat(answers.ended.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(answers.status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(answers.status.getDescription()).contains("must be named in the first message");
    }
  }

  private static RecordProto.UpsertStreamRequest batch(String collection, int records) {
    RecordProto.UpsertStreamRequest.Builder batch =
        RecordProto.UpsertStreamRequest.newBuilder().setCollection(collection);
    for (int i = 0; i < records; i++) {
      batch.addRecords(
          RecordProto.Record.newBuilder().setId(RecordProto.RecordId.newBuilder().setNumber(i)));
    }
    return batch.build();
  }

  /** Its upserts take a permit each. */
  private static final class Gated extends FakeCollection {
    private final Semaphore permits = new Semaphore(0);
    private final AtomicInteger waiting = new AtomicInteger();

    @Override
    public UpsertResult upsert(List<Record> records, WriteCondition condition) {
      waiting.incrementAndGet();
      permits.acquireUninterruptibly();
      waiting.decrementAndGet();
      return super.upsert(records, condition);
    }
  }

  private static final class Answers implements StreamObserver<RecordProto.UpsertStreamResponse> {
    private final List<RecordProto.UpsertStreamResponse> received = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private Status status = Status.OK;

    @Override
    public void onNext(RecordProto.UpsertStreamResponse answer) {
      received.add(answer);
    }

    @Override
    public void onError(Throwable failure) {
      status = Status.fromThrowable(failure);
      ended.countDown();
    }

    @Override
    public void onCompleted() {
      ended.countDown();
    }
  }
}
