package dev.akin.server;

import dev.akin.api.AkinException;
import dev.akin.server.monitoring.CallRecord;
import dev.akin.server.security.Authentication;
import dev.akin.server.security.Caller;
import dev.akin.server.security.Right;
import dev.akin.server.security.Rights;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/** Finds out who calls, and whether their role allows the call at all. */
final class Authenticator implements ServerInterceptor {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final Authentication authentication;

  Authenticator(Authentication authentication) {
    this.authentication = authentication;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Caller caller = authentication.authenticate(headers.get(AUTHORIZATION));
    CallRecord.current().caller(caller);
    String method = call.getMethodDescriptor().getFullMethodName();
    Right right = Rights.of(method);
    if (!caller.role().includes(right.role())) {
      throw new AkinException.PermissionDenied(
          "key '"
              + caller.name()
              + "' has the role "
              + caller.role().id()
              + "; "
              + method
              + " needs "
              + right.role().id());
    }
    if (right.scope() == Right.Scope.SERVER && caller.isLimited()) {
      throw new AkinException.PermissionDenied(
          "key '"
              + caller.name()
              + "' is limited to some collections; "
              + method
              + " is about the whole server");
    }
    return next.startCall(call, headers);
  }
}
