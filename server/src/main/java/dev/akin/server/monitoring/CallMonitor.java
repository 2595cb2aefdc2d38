package dev.akin.server.monitoring;

import dev.akin.server.security.AuditLog;
import dev.akin.server.security.Rights;
import dev.akin.server.security.Role;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.inprocess.InProcessSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;

/** Watches every call from begin to end: counts it, traces it, and logs administrative ones. */
public final class CallMonitor implements ServerInterceptor {
  /** Who asked over HTTP for a call within this process; of no meaning in any other call. */
  public static final Metadata.Key<String> HTTP_PEER =
      Metadata.Key.of("akin-http-peer", Metadata.ASCII_STRING_MARSHALLER);

  private final Monitoring monitoring;
  private final AuditLog audit;

  /** Writes administrative calls to the audit log. */
  public CallMonitor(Monitoring monitoring, AuditLog audit) {
    this.monitoring = monitoring;
    this.audit = audit;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    String method = call.getMethodDescriptor().getFullMethodName();
    CallRecord record = new CallRecord(monitoring.tracing().begin(method, headers));
    SocketAddress peer = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    String name =
        peer instanceof InProcessSocketAddress ? headers.get(HTTP_PEER) : String.valueOf(peer);
    Ending ending = new Ending(method, name, record);
    ServerCall<Q, A> watched =
        new SimpleForwardingServerCall<>(call) {
          @Override
          public void close(Status status, Metadata trailers) {
            ending.end(status);
            super.close(status, trailers);
          }
        };
    ServerCall.Listener<Q> listener =
        Contexts.interceptCall(
            Context.current().withValue(CallRecord.KEY, record), watched, headers, next);
    return new SimpleForwardingServerCallListener<>(listener) {
      @Override
      public void onCancel() {
        ending.end(Status.CANCELLED);
        super.onCancel();
      }
    };
  }

  /** What happens at the end of a call, once. */
  private final class Ending {
    private final String method;
    private final String peer;
    private final CallRecord record;
    private final long start = System.nanoTime();
    private final AtomicBoolean ended = new AtomicBoolean();

    Ending(String method, String peer, CallRecord record) {
      this.method = method;
      this.peer = peer;
      this.record = record;
    }

    void end(Status status) {
      if (!ended.compareAndSet(false, true)) {
        return;
      }
      String code = status.getCode().name();
      monitoring.metrics().called(method, code, System.nanoTime() - start);
      monitoring.tracing().end(record.span(), code, !status.isOk());
      // Whoever has no key at all could fill the disk with entries.
      if (record.isCallerKnown() && Rights.of(method).role() == Role.ADMIN) {
        audit.add(record.caller().name(), peer, method, record.collection(), code);
      }
    }
  }
}
