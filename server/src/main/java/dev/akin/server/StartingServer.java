package dev.akin.server;

import dev.akin.api.AkinException;
import dev.akin.api.Database;
import dev.akin.engine.StageListener;
import dev.akin.engine.StatsSource;
import dev.akin.server.http.HttpListener;
import dev.akin.server.http.Route;
import dev.akin.server.http.Route.Access;
import dev.akin.server.monitoring.Monitoring;
import dev.akin.server.security.AuditLog;
import dev.akin.server.security.Authentication;
import dev.akin.server.security.Tls;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A server that does not serve a database yet: its keys and certificates are read, it is watched,
 * and its HTTP port, if it has one, says that it lives and is not ready. Opening a database may
 * take long. Who opens it closes it, last of all.
 */
public final class StartingServer implements AutoCloseable {
  private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final ServerOptions options;
  private final InetAddress address;
  private final Authentication authentication;
  private final AuditLog audit;
  private final Monitoring monitoring;
  private final Optional<Tls> tls;
  private final Optional<HttpListener> http;
  private volatile String state = "the database is being opened";

  private StartingServer(ServerOptions options) {
    this.options = options;
    this.address = options.security().checkHost(options.host());
    this.authentication =
        options.security().keysFile().map(Authentication::byKeys).orElseGet(Authentication::none);
    this.audit = new AuditLog(options.security().auditLog());
    this.tls = options.security().tls().map(Tls::new);
    this.monitoring = new Monitoring(options.monitoring());
    try {
      OptionalInt port = options.monitoring().httpPort();
      this.http =
          port.isPresent()
              ? Optional.of(
                  HttpListener.start(
                      new InetSocketAddress(address, port.getAsInt()),
                      authentication,
                      tls,
                      routes()))
              : Optional.empty();
    } catch (RuntimeException e) {
      monitoring.close();
      tls.ifPresent(Tls::close);
      throw e;
    }
  }

  /**
   * Reads keys and certificates and opens the HTTP port.
   *
   * @throws AkinException.InvalidArgument if the host has no address, or a file is wrong
   * @throws AkinException.FailedPrecondition if the HTTP port is taken or not allowed, or others
   *     could reach a server that asks for no keys
   */
  public static StartingServer open(ServerOptions options) {
    return new StartingServer(options);
  }

  /** To be told of the stages of calls by the database that will be served. */
  public StageListener stages() {
    return monitoring;
  }

  /** The HTTP port, if there is one. */
  public OptionalInt httpPort() {
    return http.map(it -> OptionalInt.of(it.port())).orElseGet(OptionalInt::empty);
  }

  /**
   * Begins to serve. Whoever calls this closes the server, then the database, then this.
   *
   * @throws AkinException.FailedPrecondition if the port is taken or not allowed
   */
  public AkinServer serve(Database database) {
    return serve(database, () -> {});
  }

  AkinServer serve(Database database, Runnable last) {
    if (database instanceof StatsSource source) {
      monitoring.watch(source);
    }
    AkinServer server = new AkinServer(this, database, last);
    state = "";
    return server;
  }

  /** From now on it is not ready. */
  void stopping() {
    state = "the server is stopping";
  }

  /** The HTTP port, if there is one, for routes that need the database. */
  Optional<HttpListener> http() {
    return http;
  }

  ServerOptions options() {
    return options;
  }

  InetAddress address() {
    return address;
  }

  Authentication authentication() {
    return authentication;
  }

  AuditLog audit() {
    return audit;
  }

  Monitoring monitoring() {
    return monitoring;
  }

  Optional<Tls> tls() {
    return tls;
  }

  private List<Route> routes() {
    return List.of(
        new Route(
            "GET",
            "/healthz",
            Access.OPEN,
            exchange -> HttpListener.answer(exchange, 200, "text/plain", "ok\n")),
        new Route(
            "GET",
            "/readyz",
            Access.OPEN,
            exchange -> {
              String why = state;
              HttpListener.answer(
                  exchange,
                  why.isEmpty() ? 200 : 503,
                  "text/plain",
                  why.isEmpty() ? "ok\n" : why + "\n");
            }),
        new Route(
            "GET",
            "/metrics",
            Access.UNLIMITED_KEY,
            exchange ->
                HttpListener.answer(exchange, 200, METRICS_TYPE, monitoring.metrics().scrape())));
  }

  /** Closes the HTTP port and sends what is left to be sent. Idempotent. */
  @Override
  public void close() {
    http.ifPresent(HttpListener::close);
    monitoring.close();
    tls.ifPresent(Tls::close);
  }
}
