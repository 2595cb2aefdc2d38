package dev.akin.server;

import dev.akin.api.AkinException;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.Semaphore;

/**
 * Refuses calls past a limit of calls in flight, and messages past a limit of their bytes, at once,
 * instead of queueing them without bound. It sees messages as bytes; see {@link RawMessages}.
 *
 * <p>What a call has taken it gives back when it has ended and its answer is on its way: a caller
 * who does not read keeps their place and bytes, and no more.
 */
final class Admission implements ServerInterceptor {
  private final int limit;
  private final Semaphore places;
  private final ByteBudget bytes;

  Admission(int limit, ByteBudget bytes) {
    this.limit = limit;
    this.places = new Semaphore(limit);
    this.bytes = bytes;
  }

  /** Calls in flight. */
  int inFlight() {
    return limit - places.availablePermits();
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    if (!places.tryAcquire()) {
      Refusals.later(
          call,
          new AkinException.ResourceExhausted(
              "the server has "
                  + limit
                  + " calls in flight, its limit (--max-calls); try again later"));
      return new ServerCall.Listener<>() {};
    }
    boolean started = false;
    try {
      Holdings holdings = new Holdings();
      ServerCall.Listener<Q> listener = next.startCall(counted(call, holdings), headers);
      started = true;
      return new Admitted<>(listener, call, holdings);
    } finally {
      if (!started) {
        places.release();
      }
    }
  }

  private <Q, A> ServerCall<Q, A> counted(ServerCall<Q, A> call, Holdings holdings) {
    return new SimpleForwardingServerCall<>(call) {
      @Override
      public void sendMessage(A message) {
        // The answers of a stream are small and held back by its reader.
        if (call.getMethodDescriptor().getType().serverSendsOneMessage()) {
          long size = size(message);
          if (!holdings.take(size)) {
            throw bytes.exhausted(size);
          }
        }
        super.sendMessage(message);
      }
    };
  }

  private static long size(Object message) {
    try {
      return message instanceof InputStream stream ? stream.available() : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What one call has taken. */
  private final class Holdings {
    private long taken;
    private boolean ended;

    synchronized boolean take(long size) {
      if (ended || !bytes.tryTake(size)) {
        return ended;
      }
      taken += size;
      return true;
    }

    synchronized void giveBack(long size) {
      if (!ended) {
        taken -= size;
        bytes.giveBack(size);
      }
    }

    synchronized void end() {
      if (!ended) {
        ended = true;
        bytes.giveBack(taken);
        places.release();
      }
    }
  }

  /** Counts the messages of a call and gives its place back at the end. */
  private final class Admitted<Q> extends SimpleForwardingServerCallListener<Q> {
    private final ServerCall<Q, ?> call;
    private final Holdings holdings;
    private boolean refused;

    Admitted(ServerCall.Listener<Q> listener, ServerCall<Q, ?> call, Holdings holdings) {
      super(listener);
      this.call = call;
      this.holdings = holdings;
    }

    @Override
    public void onMessage(Q message) {
      if (refused) {
        return;
      }
      long size = size(message);
      if (!holdings.take(size)) {
        refused = true;
        Refusals.later(call, bytes.exhausted(size));
        return;
      }
      try {
        super.onMessage(message);
      } finally {
        if (!call.getMethodDescriptor().getType().clientSendsOneMessage()) {
          // A stream has worked its message off by now; others do so at half-close.
          holdings.giveBack(size);
        }
      }
    }

    @Override
    public void onHalfClose() {
      if (!refused) {
        super.onHalfClose();
      }
    }

    @Override
    public void onComplete() {
      holdings.end();
      super.onComplete();
    }

    @Override
    public void onCancel() {
      holdings.end();
      super.onCancel();
    }
  }
}
