package dev.akin.server;

import dev.akin.api.AkinException.InvalidArgument;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How a server listens and what it bears. Immutable.
 *
 * @param host name or address to listen on; not empty
 * @param port 0 to 65535; 0 takes any that is free
 * @param maxMessageBytes of one request or answer, 1 KiB to 2 GiB - 1
 * @param maxCalls in flight at once, streams included, 1 or more; past them calls fail with
 *     RESOURCE_EXHAUSTED
 * @param threads that run calls, 1 to 4096
 * @param grace how long calls in flight may go on when the server stops; 0 or longer
 * @param modelsDirectory the only place on the server that clients may add models from; empty lets
 *     them add none
 */
public record ServerOptions(
    String host,
    int port,
    int maxMessageBytes,
    int maxCalls,
    int threads,
    Duration grace,
    Optional<Path> modelsDirectory) {
  /** 127.0.0.1:6430, 64 MiB, 1,024 calls, 64 threads, 10 seconds. */
  public static final ServerOptions DEFAULTS =
      new ServerOptions(
          "127.0.0.1", 6430, 64 << 20, 1024, 64, Duration.ofSeconds(10), Optional.empty());

  /** Checks the ranges. */
  public ServerOptions {
    if (host.isBlank()) {
      throw new InvalidArgument("host must not be empty");
    }
    check("port", port, 0, 65_535);
    check("maxMessageBytes", maxMessageBytes, 1 << 10, Integer.MAX_VALUE);
    check("maxCalls", maxCalls, 1, Integer.MAX_VALUE);
    check("threads", threads, 1, 4096);
    if (grace.isNegative()) {
      throw new InvalidArgument("grace must be 0 or longer: " + grace);
    }
  }

  /** Listening on another host. */
  public ServerOptions host(String host) {
    return new ServerOptions(
        host, port, maxMessageBytes, maxCalls, threads, grace, modelsDirectory);
  }

  /** Listening on another port. */
  public ServerOptions port(int port) {
    return new ServerOptions(
        host, port, maxMessageBytes, maxCalls, threads, grace, modelsDirectory);
  }

  /** With another limit of one message. */
  public ServerOptions maxMessageBytes(int maxMessageBytes) {
    return new ServerOptions(
        host, port, maxMessageBytes, maxCalls, threads, grace, modelsDirectory);
  }

  /** With another limit of calls in flight. */
  public ServerOptions maxCalls(int maxCalls) {
    return new ServerOptions(
        host, port, maxMessageBytes, maxCalls, threads, grace, modelsDirectory);
  }

  /** With another number of threads. */
  public ServerOptions threads(int threads) {
    return new ServerOptions(
        host, port, maxMessageBytes, maxCalls, threads, grace, modelsDirectory);
  }

  /** With another time to stop in. */
  public ServerOptions grace(Duration grace) {
    return new ServerOptions(
        host, port, maxMessageBytes, maxCalls, threads, grace, modelsDirectory);
  }

  /** With a directory that clients may add models from. */
  public ServerOptions modelsDirectory(Path directory) {
    return new ServerOptions(
        host, port, maxMessageBytes, maxCalls, threads, grace, Optional.of(directory));
  }

  private static void check(String field, int value, int from, int to) {
    if (value < from || value > to) {
      throw new InvalidArgument(field + " must be " + from + " to " + to + ": " + value);
    }
  }
}
