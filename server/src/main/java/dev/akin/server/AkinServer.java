package dev.akin.server;

import dev.akin.api.AkinException;
import dev.akin.api.Database;
import io.grpc.BindableService;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a database over gRPC: the services of {@code akin.v1} and the standard health and
 * reflection services. Safe for any number of threads.
 *
 * <p>Whoever starts it closes it, and closes the database afterwards; the server never does.
 */
public final class AkinServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AkinServer.class);

  private static final long LAST_SECONDS = 5;
  private static final long KEEP_ALIVE_SECONDS = 10;

  private final ServerOptions options;
  private final Server server;
  private final HealthStatusManager health;
  private final Streams streams;
  private final ExecutorService executor;

  private AkinServer(
      ServerOptions options,
      Server server,
      HealthStatusManager health,
      Streams streams,
      ExecutorService executor) {
    this.options = options;
    this.server = server;
    this.health = health;
    this.streams = streams;
    this.executor = executor;
  }

  /**
   * Starts to serve.
   *
   * @throws AkinException.InvalidArgument if the host has no address here
   * @throws AkinException.FailedPrecondition if the port is taken or not allowed
   */
  public static AkinServer start(Database database, ServerOptions options) {
    HealthStatusManager health = new HealthStatusManager();
    Streams streams = new Streams();
    ExecutorService executor =
        Executors.newFixedThreadPool(
            options.threads(), Thread.ofPlatform().name("akin-call-", 0).factory());
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(address(options), InsecureServerCredentials.create())
            .executor(executor)
            .maxInboundMessageSize(options.maxMessageBytes())
            .permitKeepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .addService(health.getHealthService())
            .addService(ProtoReflectionServiceV1.newInstance());
    Admission admission = new Admission(options.maxCalls());
    ErrorInterceptor errors = new ErrorInterceptor();
    Replies replies = new Replies(options.maxMessageBytes());
    List<BindableService> services =
        List.of(
            new CollectionEndpoint(database, replies),
            new RecordEndpoint(database, replies, streams),
            new SearchEndpoint(database, replies),
            new EmbeddingEndpoint(database, replies, options.modelsDirectory()),
            new BackupEndpoint(database, replies),
            new SnapshotEndpoint(database, replies),
            new SystemEndpoint(database, replies));
    for (BindableService service : services) {
      ServerServiceDefinition raw =
          ServerInterceptors.useMarshalledMessages(service.bindService(), new RawMessages());
      builder.addService(ServerInterceptors.intercept(raw, errors, admission));
      health.setStatus(raw.getServiceDescriptor().getName(), ServingStatus.SERVING);
    }
    try {
      Server server = builder.build().start();
      return new AkinServer(options, server, health, streams, executor);
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
  }

  /** The port it listens on. */
  public int port() {
    return server.getPort();
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
    } catch (InterruptedException e) {
      server.shutdownNow();
      interrupted = true;
    }
    executor.shutdown();
    try {
      if (!executor.awaitTermination(LAST_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("a call still runs after it was cancelled");
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static InetSocketAddress address(ServerOptions options) {
    try {
      return new InetSocketAddress(InetAddress.getByName(options.host()), options.port());
    } catch (UnknownHostException e) {
      throw new AkinException.InvalidArgument("host is unknown: '" + options.host() + "'", e);
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
