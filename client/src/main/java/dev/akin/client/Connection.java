package dev.akin.client;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.MessageLite;
import dev.akin.api.AkinException;
import dev.akin.proto.ErrorMessages;
import io.grpc.CallOptions;
import io.grpc.ChannelCredentials;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.SSLException;

/**
 * A channel to one server: deadlines, limits and errors of every call. Safe for any number of
 * threads.
 */
final class Connection implements AutoCloseable {
  /** The deadline of calls that take longer the more data there is; a dead server ends them. */
  static final Duration AS_LONG_AS_IT_TAKES = Duration.ofDays(1);

  private static final long KEEP_ALIVE_SECONDS = 30;
  private static final long CLOSE_SECONDS = 5;
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final Target target;
  private final RemoteOptions options;
  private final ManagedChannel channel;

  /** Connects at the first call. */
  Connection(Target target, RemoteOptions options) {
    this.target = target;
    this.options = options;
    this.channel = channel(target, options);
  }

  private static ManagedChannel channel(Target target, RemoteOptions options) {
    ChannelCredentials credentials =
        options.tls().isPresent()
            ? options.tls().get().credentials()
            : InsecureChannelCredentials.create();
    ManagedChannelBuilder<?> builder =
        Grpc.newChannelBuilder(target.toString(), credentials)
            .maxInboundMessageSize(options.maxMessageBytes())
            .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS);
    if (options.retries() == 0) {
      builder.disableRetry();
    } else {
      builder
          .enableRetry()
          .defaultServiceConfig(Retries.serviceConfig(options.retries()))
          .perRpcBufferLimit(options.maxMessageBytes())
          .retryBufferSize(2L * options.maxMessageBytes());
    }
    options
        .effectiveKey()
        .ifPresent(
            key -> {
              Metadata headers = new Metadata();
              headers.put(AUTHORIZATION, "Bearer " + key);
              builder.intercept(MetadataUtils.newAttachHeadersInterceptor(headers));
            });
    return builder.build();
  }

  RemoteOptions options() {
    return options;
  }

  /** Calls and waits. */
  <Q extends MessageLite, A> A call(MethodDescriptor<Q, A> method, Q request, Duration deadline) {
    check(request);
    try {
      return ClientCalls.blockingUnaryCall(channel, method, within(deadline), request);
    } catch (RuntimeException e) {
      throw error(e, deadline);
    }
  }

  /** Calls; cancelling the future cancels the call. */
  <Q extends MessageLite, A, T> CompletableFuture<T> callAsync(
      MethodDescriptor<Q, A> method, Q request, Duration deadline, Function<A, T> convert) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    try {
      check(request);
    } catch (AkinException e) {
      answer.completeExceptionally(e);
      return answer;
    }
    ListenableFuture<A> pending =
        ClientCalls.futureUnaryCall(channel.newCall(method, within(deadline)), request);
    Futures.addCallback(
        pending,
        new FutureCallback<A>() {
          @Override
          public void onSuccess(A message) {
            try {
              answer.complete(convert.apply(message));
            } catch (RuntimeException e) {
              answer.completeExceptionally(e);
            }
          }

          @Override
          public void onFailure(Throwable failure) {
            answer.completeExceptionally(error(failure, deadline));
          }
        },
        MoreExecutors.directExecutor());
    CompletableFuture<T> unused =
        answer.whenComplete(
            (value, failure) -> {
              if (failure instanceof CancellationException) {
                pending.cancel(true);
              }
            });
    return answer;
  }

  /**
   * Calls without a deadline and hands over the answers as they come. An interrupt, or what the
   * consumer throws, ends the call.
   */
  <Q extends MessageLite, A> void answers(
      MethodDescriptor<Q, A> method, Q request, Consumer<A> consumer) {
    check(request);
    Context.CancellableContext context = Context.current().withCancellation();
    Context before = context.attach();
    try {
      Iterator<A> answers =
          ClientCalls.blockingServerStreamingCall(channel, method, CallOptions.DEFAULT, request);
      while (hasNext(answers)) {
        consumer.accept(answers.next());
      }
    } finally {
      context.detach(before);
      context.cancel(null);
    }
  }

  private boolean hasNext(Iterator<?> answers) {
    try {
      return answers.hasNext();
    } catch (RuntimeException e) {
      throw error(e, Duration.ZERO);
    }
  }

  /** A stream without a deadline. */
  <Q, A> ClientCall<Q, A> stream(MethodDescriptor<Q, A> method) {
    checkOpen();
    return channel.newCall(method, CallOptions.DEFAULT);
  }

  /** The error of ours for whatever a call failed with. */
  AkinException error(Throwable failure, Duration deadline) {
    if (failure instanceof AkinException ours) {
      return ours;
    }
    Status status = Status.fromThrowable(failure);
    String description = status.getDescription() == null ? "" : status.getDescription();
    if (status.getCode() == Status.Code.UNAVAILABLE) {
      if (channel.isShutdown()) {
        return closed();
      }
      if (caused(status.getCause(), SSLException.class)) {
        return new AkinException.Unavailable(
            "no TLS with "
                + target
                + ": "
                + rootMessage(status.getCause())
                + "; does it serve TLS, and is its certificate, or ours, one that the other side"
                + " trusts?",
            failure);
      }
      if (refused(status.getCause())) {
        return new AkinException.Unavailable(
            "no Akin server at " + target + "; start one with: akin serve --data DIR", failure);
      }
      return new AkinException.Unavailable(
          "Akin server at " + target + ": " + description, failure);
    }
    if (status.getCode() == Status.Code.DEADLINE_EXCEEDED
        && description.contains("deadline")
        && description.contains("exceeded")) {
      return new AkinException.DeadlineExceeded(
          "no answer from " + target + " within " + deadline.toMillis() + " ms");
    }
    return ErrorMessages.toApi(status);
  }

  /** Lets calls in flight end for a few seconds, then ends them. Idempotent. */
  @Override
  public void close() {
    channel.shutdown();
    try {
      if (!channel.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        channel.shutdownNow();
      }
    } catch (InterruptedException e) {
      channel.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private static CallOptions within(Duration deadline) {
    return CallOptions.DEFAULT.withDeadlineAfter(deadline);
  }

  private static boolean refused(Throwable cause) {
    return caused(cause, ConnectException.class)
        || caused(cause, UnknownHostException.class)
        || caused(cause, NoRouteToHostException.class);
  }

  private static boolean caused(Throwable cause, Class<? extends Exception> type) {
    for (Throwable t = cause; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return true;
      }
    }
    return false;
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage();
  }

  private void check(MessageLite request) {
    checkOpen();
    int bytes = request.getSerializedSize();
    if (bytes > options.maxMessageBytes()) {
      throw new AkinException.ResourceExhausted(
          "request of "
              + bytes
              + " bytes is over maxMessageBytes ("
              + options.maxMessageBytes()
              + "); send fewer at once");
    }
  }

  private void checkOpen() {
    if (channel.isShutdown()) {
      throw closed();
    }
  }

  private AkinException closed() {
    return new AkinException.FailedPrecondition("the connection to " + target + " is closed");
  }
}
