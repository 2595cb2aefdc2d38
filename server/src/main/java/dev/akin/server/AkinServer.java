package dev.akin.server;

import dev.akin.api.AkinException;
import dev.akin.api.Database;
import dev.akin.server.gateway.HttpGateway;
import dev.akin.server.monitoring.CallMonitor;
import dev.akin.server.monitoring.Metrics;
import dev.akin.server.security.Tls;
import io.grpc.BindableService;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a database over gRPC: the services of {@code akin.v1} and the standard health and
 * reflection services; over HTTP: metrics, probes and the same calls as JSON. Safe for any number
 * of threads.
 *
 * <p>Whoever starts it closes it, and closes the database afterwards; the server never does.
 */
public final class AkinServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AkinServer.class);

  private static final long LAST_SECONDS = 5;
  private static final long KEEP_ALIVE_SECONDS = 10;

  /** Calls over the limit that one connection may have, so that they are refused, not queued. */
  private static final int REFUSABLE = 1024;

  private final StartingServer parts;
  private final ServerOptions options;
  private final Server server;
  private final HealthStatusManager health = new HealthStatusManager();
  private final Streams streams = new Streams();
  private final ThreadPoolExecutor executor;

  /** If there is an HTTP port. */
  private final Optional<HttpGateway> gateway;

  /** What is to be closed with it. */
  private final Runnable last;

  /**
   * Begins to serve.
   *
   * @param last run at the end of its close
   */
  AkinServer(StartingServer parts, Database database, Runnable last) {
    this.parts = parts;
    this.options = parts.options();
    this.last = last;
    // Its queue is bounded by the calls in flight.
    this.executor =
        new ThreadPoolExecutor(
            options.threads(),
            options.threads(),
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("akin-call-", 0).factory());
    List<ServerInterceptor> outside = outside();
    List<ServerServiceDefinition> services = services(database, outside);
    try {
      this.server = build(services, outside).start();
    } catch (IOException e) {
      executor.shutdown();
      throw new AkinException.FailedPrecondition(
          "cannot listen on "
              + options.host()
              + ":"
              + options.port()
              + ": "
              + rootMessage(e)
              + "; another server may be running, or take another port",
          e);
    }
    this.gateway =
        parts
            .http()
            .map(http -> HttpGateway.open(http, services, executor, options.maxMessageBytes()));
  }

  /**
   * Starts to serve.
   *
   * @throws AkinException.InvalidArgument if the host has no address here
   * @throws AkinException.FailedPrecondition if the port is taken or not allowed, or others could
   *     reach a server that asks for no keys
   */
  public static AkinServer start(Database database, ServerOptions options) {
    StartingServer parts = StartingServer.open(options);
    try {
      return parts.serve(database, parts::close);
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  private Server build(List<ServerServiceDefinition> services, List<ServerInterceptor> outside) {
    ServerCredentials credentials =
        parts.tls().map(Tls::credentials).orElseGet(InsecureServerCredentials::create);
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(parts.address(), options.port()), credentials)
            .executor(executor)
            .maxInboundMessageSize(options.maxMessageBytes())
            .maxConcurrentCallsPerConnection(options.maxCalls() + REFUSABLE)
            .permitKeepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .addService(health.getHealthService())
            .addServices(services)
            .addService(
                ServerInterceptors.interceptForward(
                    ProtoReflectionServiceV1.newInstance(), outside));
    services.forEach(
        it -> health.setStatus(it.getServiceDescriptor().getName(), ServingStatus.SERVING));
    return builder.build();
  }

  /** What sees a call before it is parsed; the first sees it first. */
  private List<ServerInterceptor> outside() {
    ByteBudget bytes = new ByteBudget(options.maxInflightBytes());
    Admission admission = new Admission(options.maxCalls(), bytes);
    Metrics metrics = parts.monitoring().metrics();
    metrics.gauge("akin.calls.inflight", "Calls in flight", admission::inFlight);
    metrics.gauge(
        "akin.call.queue", "Calls that wait for a thread", () -> executor.getQueue().size());
    metrics.gauge("akin.inflight.bytes", "Bytes of requests and answers in flight", bytes::used);
    return List.of(
        new CallMonitor(parts.monitoring(), parts.audit()),
        new ErrorInterceptor(),
        new Authenticator(parts.authentication()),
        admission);
  }

  /** The services with all that stands before them. */
  private List<ServerServiceDefinition> services(
      Database database, List<ServerInterceptor> outside) {
    CollectionGuard guard =
        new CollectionGuard(
            database::hasCollection, name -> database.aliases().getOrDefault(name, name));
    List<ServerServiceDefinition> all = new ArrayList<>();
    for (BindableService service : endpoints(database)) {
      ServerServiceDefinition guarded = ServerInterceptors.intercept(service, guard);
      ServerServiceDefinition raw =
          ServerInterceptors.useMarshalledMessages(guarded, new RawMessages());
      all.add(ServerInterceptors.interceptForward(raw, outside));
    }
    return all;
  }

  private List<BindableService> endpoints(Database database) {
    Replies replies = new Replies(options.maxMessageBytes());
    Limits limits = options.limits();
    return List.of(
        new CollectionEndpoint(database, replies),
        new RecordEndpoint(database, replies, streams, limits),
        new SearchEndpoint(database, replies, limits, parts.monitoring()),
        new EmbeddingEndpoint(database, replies, limits, options.modelsDirectory()),
        new BackupEndpoint(database, replies),
        new SnapshotEndpoint(database, replies),
        new SystemEndpoint(database, replies));
  }

  /** The port it listens on. */
  public int port() {
    return server.getPort();
  }

  /** The port of metrics and probes, if there is one. */
  public OptionalInt httpPort() {
    return parts.httpPort();
  }

  /** Waits until the server is closed. */
  public void awaitTermination() throws InterruptedException {
    server.awaitTermination();
  }

  /**
   * Stops: health says NOT_SERVING, no new calls are taken, streams end after the batch they are
   * at, and calls in flight have the time of grace to end before they are cancelled. Idempotent.
   */
  @Override
  public void close() {
    parts.stopping();
    gateway.ifPresent(HttpGateway::stop);
    health.enterTerminalState();
    server.shutdown();
    streams.stop();
    boolean interrupted = false;
    try {
      if (!callsEndWithin(options.grace().toNanos())) {
        LOG.warn("calls in flight are cancelled after {}", options.grace());
        cancelCalls();
        callsEndWithin(TimeUnit.SECONDS.toNanos(LAST_SECONDS));
      }
    } catch (InterruptedException e) {
      cancelCalls();
      interrupted = true;
    }
    gateway.ifPresent(HttpGateway::close);
    executor.shutdown();
    try {
      if (!executor.awaitTermination(LAST_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("a call still runs after it was cancelled");
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    last.run();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the calls of both ports end in so many nanoseconds. */
  private boolean callsEndWithin(long nanos) throws InterruptedException {
    long end = System.nanoTime() + nanos;
    return server.awaitTermination(nanos, TimeUnit.NANOSECONDS)
        && (gateway.isEmpty() || gateway.get().awaitTermination(end - System.nanoTime()));
  }

  private void cancelCalls() {
    server.shutdownNow();
    gateway.ifPresent(HttpGateway::close);
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage();
  }
}
