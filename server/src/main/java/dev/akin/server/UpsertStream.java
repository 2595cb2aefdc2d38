package dev.akin.server;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.Database;
import dev.akin.api.UpsertResult;
import dev.akin.proto.ErrorMessages;
import dev.akin.proto.RecordMessages;
import dev.akin.proto.v1.RecordProto;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/**
 * One stream of batches. It asks for the next batch only when the one before is written and its
 * acknowledgement is on its way, so it holds one batch at a time and both sides are held back.
 *
 * <p>gRPC calls it from one thread at a time; only {@link #stop} comes from another.
 */
final class UpsertStream implements StreamObserver<RecordProto.UpsertStreamRequest> {
  private final Database database;
  private final Streams streams;
  private final Limits limits;
  private final ServerCallStreamObserver<RecordProto.UpsertStreamResponse> answers;
  private final Runnable stop = this::stop;

  private Collection collection;
  private long batches;
  private boolean wantsBatch;

  /** Whether a batch is being written, and whether the stream has ended; guarded by this. */
  private boolean writing;

  private boolean ended;
  private boolean stopped;

  UpsertStream(
      Database database,
      Streams streams,
      Limits limits,
      ServerCallStreamObserver<RecordProto.UpsertStreamResponse> answers) {
    this.database = database;
    this.streams = streams;
    this.limits = limits;
    this.answers = answers;
  }

  /** Must be called from within the service method. */
  void begin() {
    answers.disableAutoRequest();
    answers.setOnCancelHandler(this::onEnd);
    answers.setOnCloseHandler(this::onEnd);
    answers.setOnReadyHandler(this::requestIfReady);
    if (!streams.add(stop)) {
      throw stopping();
    }
    wantsBatch = true;
    requestIfReady();
  }

  @Override
  public void onNext(RecordProto.UpsertStreamRequest batch) {
    synchronized (this) {
      if (ended) {
        return;
      }
      writing = true;
    }
    try {
      limits.batch("records", batch.getRecordsCount());
      UpsertResult result =
          collection(batch.getCollection())
              .upsert(RecordMessages.recordsToApi(batch.getRecordsList()));
      answers.onNext(
          RecordProto.UpsertStreamResponse.newBuilder()
              .setBatch(batches++)
              .setResult(RecordMessages.toProto(result))
              .build());
    } catch (RuntimeException e) {
      onEnd();
      throw e;
    }
    synchronized (this) {
      writing = false;
      if (stopped) {
        end();
        throw stopping();
      }
    }
    wantsBatch = true;
    requestIfReady();
  }

  @Override
  public void onError(Throwable failure) {
    onEnd();
  }

  @Override
  public void onCompleted() {
    synchronized (this) {
      if (ended) {
        return;
      }
      end();
      answers.onCompleted();
    }
  }

  private void requestIfReady() {
    if (wantsBatch && answers.isReady()) {
      wantsBatch = false;
      answers.request(1);
    }
  }

  private Collection collection(String name) {
    if (collection == null) {
      if (name.isEmpty()) {
        throw new AkinException.InvalidArgument(
            "collection must be named in the first message of a stream");
      }
      collection = database.collection(name);
    } else if (!name.isEmpty() && !name.equals(collection.name())) {
      throw new AkinException.InvalidArgument(
          "collection must stay '" + collection.name() + "' within a stream: '" + name + "'");
    }
    return collection;
  }

  /** Ends the stream when the server stops: at once, or after the batch that is being written. */
  private synchronized void stop() {
    stopped = true;
    if (!writing && !ended) {
      end();
      answers.onError(ErrorMessages.toStatus(stopping()).asRuntimeException());
    }
  }

  private synchronized void onEnd() {
    end();
  }

  private void end() {
    ended = true;
    streams.remove(stop);
  }

  private static AkinException stopping() {
    return new AkinException.Unavailable("the server is shutting down", null);
  }
}
