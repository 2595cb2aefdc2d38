package dev.akin.server;

import dev.akin.api.AkinException;
import dev.akin.proto.ErrorMessages;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.concurrent.Semaphore;

/** Refuses calls past a limit at once, instead of queueing them without bound. */
final class Admission implements ServerInterceptor {
  private static final Metadata.Key<String> RETRY_AFTER =
      Metadata.Key.of("retry-after", Metadata.ASCII_STRING_MARSHALLER);

  private final int limit;
  private final Semaphore places;

  Admission(int limit) {
    this.limit = limit;
    this.places = new Semaphore(limit);
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    if (!places.tryAcquire()) {
      Metadata trailers = new Metadata();
      trailers.put(RETRY_AFTER, "1");
      call.close(
          ErrorMessages.toStatus(
              new AkinException.ResourceExhausted(
                  "the server has " + limit + " calls in flight, its limit; try again later")),
          trailers);
      return new ServerCall.Listener<>() {};
    }
    boolean started = false;
    try {
      ServerCall.Listener<Q> listener =
          next.startCall(new SimpleForwardingServerCall<>(call) {}, headers);
      started = true;
      return new SimpleForwardingServerCallListener<>(listener) {
        @Override
        public void onComplete() {
          places.release();
          super.onComplete();
        }

        @Override
        public void onCancel() {
          places.release();
          super.onCancel();
        }
      };
    } finally {
      if (!started) {
        places.release();
      }
    }
  }
}
