package dev.akin.server;

import dev.akin.api.AkinException.InvalidArgument;
import dev.akin.server.monitoring.MonitoringOptions;
import dev.akin.server.security.SecurityOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a server listens and what it bears. Immutable.
 *
 * @param host name or address to listen on; not empty
 * @param port 0 to 65535; 0 takes any that is free
 * @param maxMessageBytes of one request or answer, 1 KiB to 2 GiB - 1
 * @param maxCalls in flight at once, streams included, 1 to 1,000,000; past them calls fail with
 *     RESOURCE_EXHAUSTED
 * @param maxInflightBytes of all requests and answers in flight, 1 KiB or more; past them calls
 *     fail with RESOURCE_EXHAUSTED
 * @param threads that run calls, 1 to 4096
 * @param grace how long calls in flight may go on when the server stops; 0 or longer
 * @param limits of one request
 * @param security who may connect
 * @param monitoring what it tells of itself
 * @param modelsDirectory the only place on the server that clients may add models from; empty lets
 *     them add none
 */
public record ServerOptions(
    String host,
    int port,
    int maxMessageBytes,
    int maxCalls,
    long maxInflightBytes,
    int threads,
    Duration grace,
    Limits limits,
    SecurityOptions security,
    MonitoringOptions monitoring,
    Optional<Path> modelsDirectory) {
  /**
   * 127.0.0.1:6430, 64 MiB, 1,024 calls, messages in flight of a quarter of the Java heap, 64
   * threads, 10 seconds, no keys, no HTTP port.
   */
  public static final ServerOptions DEFAULTS =
      new ServerOptions(
          "127.0.0.1",
          6430,
          64 << 20,
          1024,
          Math.max(64 << 20, Runtime.getRuntime().maxMemory() / 4),
          64,
          Duration.ofSeconds(10),
          Limits.DEFAULTS,
          SecurityOptions.NONE,
          MonitoringOptions.DEFAULTS,
          Optional.empty());

  /** Checks the ranges. */
  public ServerOptions {
    if (host.isBlank()) {
      throw new InvalidArgument("host must not be empty");
    }
    check("port", port, 0, 65_535);
    check("maxMessageBytes", maxMessageBytes, 1 << 10, Integer.MAX_VALUE);
    check("maxCalls", maxCalls, 1, 1_000_000);
    check("threads", threads, 1, 4096);
    if (maxInflightBytes < 1 << 10) {
      throw new InvalidArgument("maxInflightBytes must be 1024 or more: " + maxInflightBytes);
    }
    if (grace.isNegative()) {
      throw new InvalidArgument("grace must be 0 or longer: " + grace);
    }
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(security, "security");
    Objects.requireNonNull(monitoring, "monitoring");
    Objects.requireNonNull(modelsDirectory, "modelsDirectory");
  }

  /** Listening on another host. */
  public ServerOptions host(String host) {
    return with(draft -> draft.host = host);
  }

  /** Listening on another port. */
  public ServerOptions port(int port) {
    return with(draft -> draft.port = port);
  }

  /** With another limit of one message. */
  public ServerOptions maxMessageBytes(int maxMessageBytes) {
    return with(draft -> draft.maxMessageBytes = maxMessageBytes);
  }

  /** With another limit of calls in flight. */
  public ServerOptions maxCalls(int maxCalls) {
    return with(draft -> draft.maxCalls = maxCalls);
  }

  /** With another limit of bytes in flight. */
  public ServerOptions maxInflightBytes(long maxInflightBytes) {
    return with(draft -> draft.maxInflightBytes = maxInflightBytes);
  }

  /** With another number of threads. */
  public ServerOptions threads(int threads) {
    return with(draft -> draft.threads = threads);
  }

  /** With another time to stop in. */
  public ServerOptions grace(Duration grace) {
    return with(draft -> draft.grace = grace);
  }

  /** With other limits of one request. */
  public ServerOptions limits(Limits limits) {
    return with(draft -> draft.limits = limits);
  }

  /** With another rule of who may connect. */
  public ServerOptions security(SecurityOptions security) {
    return with(draft -> draft.security = security);
  }

  /** Telling other things of itself. */
  public ServerOptions monitoring(MonitoringOptions monitoring) {
    return with(draft -> draft.monitoring = monitoring);
  }

  /** With a directory that clients may add models from. */
  public ServerOptions modelsDirectory(Path directory) {
    return with(draft -> draft.modelsDirectory = Optional.of(directory));
  }

  private static void check(String field, int value, int from, int to) {
    if (value < from || value > to) {
      throw new InvalidArgument(field + " must be " + from + " to " + to + ": " + value);
    }
  }

  private ServerOptions with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.done();
  }

  /** The values of a copy that is to differ in one of them. */
  private static final class Draft {
    private String host;
    private int port;
    private int maxMessageBytes;
    private int maxCalls;
    private long maxInflightBytes;
    private int threads;
    private Duration grace;
    private Limits limits;
    private SecurityOptions security;
    private MonitoringOptions monitoring;
    private Optional<Path> modelsDirectory;

    Draft(ServerOptions options) {
      host = options.host;
      port = options.port;
      maxMessageBytes = options.maxMessageBytes;
      maxCalls = options.maxCalls;
      maxInflightBytes = options.maxInflightBytes;
      threads = options.threads;
      grace = options.grace;
      limits = options.limits;
      security = options.security;
      monitoring = options.monitoring;
      modelsDirectory = options.modelsDirectory;
    }

    ServerOptions done() {
      return new ServerOptions(
          host,
          port,
          maxMessageBytes,
          maxCalls,
          maxInflightBytes,
          threads,
          grace,
          limits,
          security,
          monitoring,
          modelsDirectory);
    }
  }
}
