package dev.akin.server.gateway;

import com.sun.net.httpserver.HttpExchange;
import dev.akin.api.AkinException;
import dev.akin.server.monitoring.CallMonitor;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;

/**
 * Calls the gRPC services of this process for whoever asks over HTTP: with their key, their address
 * and the time they give. Messages are bytes. Safe for any number of threads; whoever opens it
 * closes it.
 */
final class LocalCalls implements AutoCloseable {
  /** Milliseconds that a call may take, as the Connect protocol names them. */
  static final String TIMEOUT = "Connect-Timeout-Ms";

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final String MAX_MILLIS = "[1-9][0-9]{0,9}";

  private final ManagedChannel channel;

  /** To the in-process server of this name. */
  LocalCalls(String server) {
    this.channel =
        InProcessChannelBuilder.forName(server)
            .directExecutor()
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .build();
  }

  /**
   * The answer to one message.
   *
   * @param method full name, such as {@code akin.v1.SearchService/Search}
   * @throws io.grpc.StatusRuntimeException for every error of the call
   */
  byte[] call(HttpExchange exchange, String method, byte[] request) {
    return ClientCalls.blockingUnaryCall(
        channel(exchange), method(method, MethodType.UNARY), options(exchange), request);
  }

  /** The answers to one message, as they come; errors as {@link #call}. */
  Iterator<byte[]> stream(HttpExchange exchange, String method, byte[] request) {
    return ClientCalls.blockingServerStreamingCall(
        channel(exchange), method(method, MethodType.SERVER_STREAMING), options(exchange), request);
  }

  private Channel channel(HttpExchange exchange) {
    Metadata headers = new Metadata();
    String key = exchange.getRequestHeaders().getFirst("Authorization");
    if (key != null) {
      headers.put(AUTHORIZATION, key);
    }
    headers.put(CallMonitor.HTTP_PEER, String.valueOf(exchange.getRemoteAddress()));
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static CallOptions options(HttpExchange exchange) {
    String millis = exchange.getRequestHeaders().getFirst(TIMEOUT);
    if (millis == null) {
      return CallOptions.DEFAULT;
    }
    if (!millis.matches(MAX_MILLIS)) {
      throw new AkinException.InvalidArgument(
          TIMEOUT + " must be 1 to 9999999999 milliseconds: " + millis);
    }
    return CallOptions.DEFAULT.withDeadlineAfter(Long.parseLong(millis), TimeUnit.MILLISECONDS);
  }

  private static MethodDescriptor<byte[], byte[]> method(String name, MethodType type) {
    return MethodDescriptor.newBuilder(Bytes.INSTANCE, Bytes.INSTANCE)
        .setFullMethodName(name)
        .setType(type)
        .build();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  /** Leaves messages as they are. */
  private enum Bytes implements MethodDescriptor.Marshaller<byte[]> {
    INSTANCE;

    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try (stream) {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
