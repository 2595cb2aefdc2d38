package dev.akin.server;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.akin.api.AkinException;
import dev.akin.api.Database;
import dev.akin.server.gateway.JsonGateway;
import dev.akin.server.gateway.LocalCalls;
import dev.akin.server.gateway.OpenAiGateway;
import dev.akin.server.http.Route;
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
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.ProtoServiceDescriptorSupplier;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
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

  /** Takes the calls that come over HTTP. */
  private final String localName = InProcessServerBuilder.generateName();

  private final LocalCalls localCalls = new LocalCalls(localName);
  private Server localServer;
  private List<Route> gateway;

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
    try {
      this.server = build(database).start();
      localServer.start();
      parts.http().ifPresent(http -> http.add(gateway));
    } catch (IOException e) {
      localCalls.close();
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

  private Server build(Database database) {
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
            .addService(health.getHealthService());
    ByteBudget bytes = new ByteBudget(options.maxInflightBytes());
    Admission admission = new Admission(options.maxCalls(), bytes);
    Metrics metrics = parts.monitoring().metrics();
    metrics.gauge("akin.calls.inflight", "Calls in flight", admission::inFlight);
    metrics.gauge(
        "akin.call.queue", "Calls that wait for a thread", () -> executor.getQueue().size());
    metrics.gauge("akin.inflight.bytes", "Bytes of requests and answers in flight", bytes::used);
    // The first sees a call first. All stand outside the parser but the last.
    List<ServerInterceptor> outside =
        List.of(
            new CallMonitor(parts.monitoring(), parts.audit()),
            new ErrorInterceptor(),
            new Authenticator(parts.authentication()),
            admission);
    InProcessServerBuilder local = InProcessServerBuilder.forName(localName).executor(executor);
    CollectionGuard guard = new CollectionGuard(database::hasCollection);
    List<ServiceDescriptor> described = new ArrayList<>();
    for (BindableService service : services(database)) {
      ServerServiceDefinition guarded = ServerInterceptors.intercept(service, guard);
      ServerServiceDefinition raw =
          ServerInterceptors.useMarshalledMessages(guarded, new RawMessages());
      ServerServiceDefinition watched = ServerInterceptors.interceptForward(raw, outside);
      builder.addService(watched);
      local.addService(watched);
      described.add(descriptor(service));
      health.setStatus(raw.getServiceDescriptor().getName(), ServingStatus.SERVING);
    }
    builder.addService(
        ServerInterceptors.interceptForward(ProtoReflectionServiceV1.newInstance(), outside));
    this.localServer = local.build();
    this.gateway = gateway(described);
    return builder.build();
  }

  /** The routes that lead to the services over HTTP. */
  private List<Route> gateway(List<ServiceDescriptor> services) {
    int maxBytes = options.maxMessageBytes();
    List<Route> routes = new ArrayList<>(new OpenAiGateway(localCalls, maxBytes).routes());
    routes.addAll(new JsonGateway(localCalls, maxBytes).routes(services));
    return routes;
  }

  private static ServiceDescriptor descriptor(BindableService service) {
    Object schema = service.bindService().getServiceDescriptor().getSchemaDescriptor();
    return ((ProtoServiceDescriptorSupplier) schema).getServiceDescriptor();
  }

  private List<BindableService> services(Database database) {
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
    parts.http().ifPresent(http -> http.remove(gateway));
    localServer.shutdown();
    health.enterTerminalState();
    server.shutdown();
    streams.stop();
    boolean interrupted = false;
    try {
      if (!server.awaitTermination(options.grace().toNanos(), TimeUnit.NANOSECONDS)) {
        LOG.warn("calls in flight are cancelled after {}", options.grace());
        server.shutdownNow();
        server.awaitTermination(LAST_SECONDS, TimeUnit.SECONDS);
      }
      localServer.shutdownNow();
      localServer.awaitTermination(LAST_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      server.shutdownNow();
      localServer.shutdownNow();
      interrupted = true;
    }
    localCalls.close();
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

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage();
  }
}
