package dev.akin.server;

import dev.akin.api.AkinException;
import dev.akin.proto.ErrorMessages;
import io.grpc.Metadata;
import io.grpc.ServerCall;

/** How a call is refused for want of room, and when its caller may come back. */
final class Refusals {
  private static final Metadata.Key<String> RETRY_AFTER =
      Metadata.Key.of("retry-after", Metadata.ASCII_STRING_MARSHALLER);

  /** What gRPC clients with a retry policy obey by themselves (gRFC A6); -1 means never. */
  private static final Metadata.Key<String> PUSHBACK =
      Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

  private Refusals() {}

  /** Ends a call of which nothing was done: it may be sent again in a second. */
  static void later(ServerCall<?, ?> call, AkinException.ResourceExhausted why) {
    Metadata trailers = new Metadata();
    trailers.put(RETRY_AFTER, "1");
    trailers.put(PUSHBACK, "1000");
    call.close(ErrorMessages.toStatus(why), trailers);
  }

  /** The trailers of an error: sent again at once, the call would fail again. */
  static Metadata never() {
    Metadata trailers = new Metadata();
    trailers.put(PUSHBACK, "-1");
    return trailers;
  }
}
