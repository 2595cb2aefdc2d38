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
import java.util.function.UnaryOperator;

/**
 * Keeps callers to the collections of their key. Stands inside the parser, where requests are
 * messages.
 */
final class CollectionGuard implements ServerInterceptor {
  /** More of a name is kept nowhere: no collection has a longer one. */
  private static final int MAX_NAME = 128;

  private final Predicate<String> exists;
  private final UnaryOperator<String> resolve;

  /**
   * A guard.
   *
   * @param exists whether there is a collection of a name
   * @param resolve the name of the collection that an alias leads to; any other name as it is
   */
  CollectionGuard(Predicate<String> exists, UnaryOperator<String> resolve) {
    this.exists = exists;
    this.resolve = resolve;
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
        super.onMessage(checked(message, right));
      }
    };
  }

  /** The message as it is let through: with the name of the collection where an alias stood. */
  @SuppressWarnings("unchecked") // a builder makes messages of its own type
  private <Q> Q checked(Q request, Right right) {
    Message message = (Message) request;
    FieldDescriptor field = message.getDescriptorForType().findFieldByName(right.field());
    String given = (String) message.getField(field);
    String collection = right.scope() == Right.Scope.NEW_COLLECTION ? given : resolve.apply(given);
    check(given, collection, right);
    return collection.equals(given) || right.scope() == Right.Scope.NAMED_COLLECTION
        ? request
        : (Q) message.toBuilder().setField(field, collection).build();
  }

  private void check(String given, String collection, Right right) {
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
          "key '" + caller.name() + "' may not use collection '" + given + "'");
    }
    if (right.scope() != Right.Scope.NEW_COLLECTION && !exists.test(collection)) {
      // The engine's own error would tell which collections there are.
      throw new AkinException.NotFound("no collection '" + collection + "'");
    }
  }
}
