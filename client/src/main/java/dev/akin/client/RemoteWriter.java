package dev.akin.client;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.Record;
import dev.akin.api.RecordWriter;
import dev.akin.api.UpsertResult;
import dev.akin.proto.RecordMessages;
import dev.akin.proto.v1.RecordProto;
import dev.akin.proto.v1.RecordServiceGrpc;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;

/**
 * A stream of batches to the server. A batch is sent when it holds {@value #BATCH_RECORDS} records
 * or {@value #BATCH_BYTES} bytes; {@link #write} waits while {@value #MAX_UNACKNOWLEDGED} batches
 * are unacknowledged or HTTP/2's flow control holds the stream back, so no more than these are in
 * memory. For one thread.
 */
final class RemoteWriter implements RecordWriter {
  private static final int BATCH_RECORDS = 256;
  private static final int BATCH_BYTES = 1 << 20;
  private static final int MAX_UNACKNOWLEDGED = 4;

  private final Connection connection;
  private final Duration deadline;
  private final String collection;
  private final ClientCall<RecordProto.UpsertStreamRequest, RecordProto.UpsertStreamResponse> call;

  /** Guards what follows up to {@code ended}; notified at every change. */
  private final Object lock = new Object();

  private UpsertResult acknowledged = UpsertResult.NONE;
  private long unacknowledged;
  private AkinException failure;

  /** Whether the failure was thrown to whoever writes. */
  private boolean told;

  private boolean ended;

  private RecordProto.UpsertStreamRequest.Builder batch =
      RecordProto.UpsertStreamRequest.newBuilder();
  private int batchBytes;
  private boolean closed;

  RemoteWriter(Connection connection, String collection) {
    this.connection = connection;
    this.deadline = connection.options().writeDeadline();
    this.collection = collection;
    this.call = connection.stream(RecordServiceGrpc.getUpsertStreamMethod());
    call.start(new Acknowledgements(), new Metadata());
    call.request(MAX_UNACKNOWLEDGED);
  }

  @Override
  public void write(Record record) {
    checkWritable();
    RecordProto.Record message;
    try {
      message = RecordMessages.toProto(record);
      checkSize(message.getSerializedSize());
    } catch (AkinException e) {
      fail(e);
      throwFailure();
      return;
    }
    if (batch.getRecordsCount() == Math.min(BATCH_RECORDS, Collection.MAX_BATCH)
        || (batchBytes > 0 && batchBytes + message.getSerializedSize() > BATCH_BYTES)) {
      send();
    }
    batch.addRecords(message);
    batchBytes += message.getSerializedSize();
  }

  @Override
  public void flush() {
    checkWritable();
    if (batch.getRecordsCount() > 0) {
      send();
    }
    await(() -> unacknowledged == 0);
  }

  @Override
  public UpsertResult acknowledged() {
    synchronized (lock) {
      return acknowledged;
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    synchronized (lock) {
      if (told) {
        return;
      }
      throwFailure();
    }
    if (batch.getRecordsCount() > 0) {
      send();
    }
    call.halfClose();
    await(() -> ended);
  }

  private void send() {
    await(() -> unacknowledged < MAX_UNACKNOWLEDGED && call.isReady());
    synchronized (lock) {
      unacknowledged++;
    }
    call.sendMessage(batch.setCollection(collection).build());
    batch = RecordProto.UpsertStreamRequest.newBuilder();
    batchBytes = 0;
  }

  private void checkWritable() {
    if (closed) {
      throw new AkinException.FailedPrecondition("the writer is closed");
    }
    throwFailure();
  }

  private void throwFailure() {
    synchronized (lock) {
      if (failure != null) {
        told = true;
        throw failure;
      }
    }
  }

  private void checkSize(int bytes) {
    int limit = connection.options().maxMessageBytes();
    if (bytes > limit - collection.length() * 4 - 64) {
      throw new AkinException.ResourceExhausted(
          "record of " + bytes + " bytes is over maxMessageBytes (" + limit + ")");
    }
  }

  /** Waits for a condition on the guarded state; throws the stream's failure. */
  private void await(Condition condition) {
    long end = System.nanoTime() + deadline.toNanos();
    synchronized (lock) {
      while (failure == null && !condition.holds()) {
        long millis = (end - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
          fail(
              new AkinException.DeadlineExceeded(
                  "no acknowledgement within " + deadline.toMillis() + " ms"));
          break;
        }
        try {
          lock.wait(millis);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          fail(new AkinException.Cancelled("interrupted while writing to '" + collection + "'"));
        }
      }
      throwFailure();
    }
  }

  private void fail(AkinException error) {
    synchronized (lock) {
      failure = error;
      lock.notifyAll();
    }
    call.cancel(error.getMessage(), error);
  }

  @FunctionalInterface
  private interface Condition {
    boolean holds();
  }

  private final class Acknowledgements
      extends ClientCall.Listener<RecordProto.UpsertStreamResponse> {
    @Override
    public void onMessage(RecordProto.UpsertStreamResponse message) {
      synchronized (lock) {
        unacknowledged--;
        acknowledged = acknowledged.plus(RecordMessages.toApi(message.getResult()));
        lock.notifyAll();
      }
      call.request(1);
    }

    @Override
    public void onReady() {
      synchronized (lock) {
        lock.notifyAll();
      }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      synchronized (lock) {
        ended = true;
        if (!status.isOk() && failure == null) {
          failure = connection.error(status.asRuntimeException(trailers), deadline);
        }
        lock.notifyAll();
      }
    }
  }
}
