package dev.akin.server;

import io.grpc.MethodDescriptor;
import java.io.InputStream;

/**
 * Messages as the bytes they are. With it, interceptors stand outside the parser, so that bytes
 * that are no message end in {@link ErrorInterceptor} like every other fault of a caller.
 */
final class RawMessages implements MethodDescriptor.Marshaller<InputStream> {
  @Override
  public InputStream stream(InputStream value) {
    return value;
  }

  @Override
  public InputStream parse(InputStream stream) {
    return stream;
  }
}
