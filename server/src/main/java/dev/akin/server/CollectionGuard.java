package dev.akin.server;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.akin.api.AkinException;
import dev.akin.server.monitoring.CallRecord;
import dev.akin.server.security.Caller;
import dev.akin.server.security.Right;
import dev.akin.server.security.Rights;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.function.Predicate;

/**
 * Keeps callers to the collections of their key. Stands inside the parser, where requests are
 * messages.
 */
final class CollectionGuard implements ServerInterceptor {
  /** More of a name is kept nowhere: no collection has a longer one. */
  private static final int MAX_NAME = 128;

  private final Predicate<String> exists;

  /** Told whether there is a collection of a name. */
  CollectionGuard(Predicate<String> exists) {
    this.exists = exists;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Right right = Rights.of(call.getMethodDescriptor().getFullMethodName());
    ServerCall.Listener<Q> listener = next.startCall(call, headers);
    if (right.field().isEmpty()) {
      return listener;
    }
    return new SimpleForwardingServerCallListener<>(listener) {
      @Override
      public void onMessage(Q message) {
        check((Message) message, right);
        super.onMessage(message);
      }
    };
  }

  private void check(Message message, Right right) {
    FieldDescriptor field = message.getDescriptorForType().findFieldByName(right.field());
    String collection = (String) message.getField(field);
    CallRecord call = CallRecord.current();
    Caller caller = call.caller();
    if (!collection.isEmpty()) {
      call.collection(collection.substring(0, Math.min(MAX_NAME, collection.length())));
    } else if (!call.collection().isEmpty()) {
      // Of a stream, only the first message has to name it.
      return;
    }
    if (!caller.isLimited()) {
      return;
    }
    if (!caller.mayUse(collection)) {
      throw new AkinException.PermissionDenied(
          "key '" + caller.name() + "' may not use collection '" + collection + "'");
    }
    if (right.scope() == Right.Scope.COLLECTION && !exists.test(collection)) {
      // The engine's own error would tell which collections there are.
      throw new AkinException.NotFound("no collection '" + collection + "'");
    }
  }
}
