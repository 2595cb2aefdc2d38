package dev.akin.server;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.akin.api.AkinException;
import dev.akin.proto.ErrorMessages;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a call with the status of whatever its handler throws. Errors of ours keep their message;
 * anything else is logged under a reference and the caller is told only the reference.
 */
final class ErrorInterceptor implements ServerInterceptor {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorInterceptor.class);

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    try {
      return new Guard<>(next.startCall(call, headers), call);
    } catch (RuntimeException e) {
      close(call, e);
      return new ServerCall.Listener<>() {};
    }
  }

  private static void close(ServerCall<?, ?> call, Throwable failure) {
    Status status = statusOf(call.getMethodDescriptor().getFullMethodName(), failure);
    boolean full = status.getCode() == Status.Code.RESOURCE_EXHAUSTED;
    call.close(status, full ? Refusals.never() : new Metadata());
  }

  /** The status to end a call with. */
  static Status statusOf(String method, Throwable failure) {
    return switch (failure) {
      case AkinException.Internal e -> logged(method, e, e.getMessage());
      case AkinException.Corrupted e -> {
        LOG.error("{} found damage", method, e);
        yield ErrorMessages.toStatus(e);
      }
      case AkinException e -> ErrorMessages.toStatus(e);
      case StatusRuntimeException e
          when e.getCause() instanceof InvalidProtocolBufferException invalid ->
          ErrorMessages.toStatus(
              new AkinException.InvalidArgument(
                  "the request's bytes are no message of this call: " + invalid.getMessage()));
      case StatusRuntimeException e -> e.getStatus();
      default -> logged(method, failure, "internal error");
    };
  }

  private static Status logged(String method, Throwable failure, String message) {
    String reference = UUID.randomUUID().toString().substring(0, 8);
    LOG.error("{} failed, reference {}", method, reference, failure);
    return ErrorMessages.toStatus(
        new AkinException.Internal(
            message + "; the server's log has it under reference " + reference, failure));
  }

  private static final class Guard<Q> extends SimpleForwardingServerCallListener<Q> {
    private final ServerCall<Q, ?> call;
    private boolean failed;
    private int messages;

    Guard(ServerCall.Listener<Q> listener, ServerCall<Q, ?> call) {
      super(listener);
      this.call = call;
    }

    @Override
    public void onMessage(Q message) {
      messages++;
      run(
          () -> {
            checkMessages(messages > 1);
            super.onMessage(message);
          });
    }

    @Override
    public void onHalfClose() {
      run(
          () -> {
            checkMessages(messages == 0);
            super.onHalfClose();
          });
    }

    /** What gRPC would call an error of the server. */
    private void checkMessages(boolean wrong) {
      if (wrong && call.getMethodDescriptor().getType().clientSendsOneMessage()) {
        throw new AkinException.InvalidArgument("the call takes exactly one request: " + messages);
      }
    }

    @Override
    public void onReady() {
      run(super::onReady);
    }

    private void run(Runnable event) {
      if (failed) {
        return;
      }
      try {
        event.run();
      } catch (RuntimeException | Error e) {
        failed = true;
        if (call.isCancelled()) {
          LOG.debug("{} was cancelled", call.getMethodDescriptor().getFullMethodName(), e);
          return;
        }
        close(call, e);
      }
    }
  }
}
