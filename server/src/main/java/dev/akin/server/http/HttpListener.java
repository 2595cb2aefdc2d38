package dev.akin.server.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.akin.api.AkinException;
import dev.akin.server.json.Json;
import dev.akin.server.security.Authentication;
import dev.akin.server.security.Caller;
import dev.akin.server.security.Tls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JDK's HTTP server with routes, keys and certificates. A connection is served by a virtual
 * thread of its own; there are at most {@value #MAX_CONNECTIONS}, and one that takes longer than
 * {@value #MAX_SECONDS} seconds for a request or an answer is closed. Who starts it closes it.
 */
public final class HttpListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);
  private static final int MAX_CONNECTIONS = 256;
  private static final int MAX_SECONDS = 60;

  /** What has its answer gets it onto the wire in this time. */
  private static final int LAST_SECONDS = 5;

  private static final String CALLER = "akin.caller";

  static {
    // The JDK's server takes its limits from these alone, for the whole process.
    limit("jdk.httpserver.maxConnections", MAX_CONNECTIONS);
    limit("sun.net.httpserver.maxReqTime", MAX_SECONDS);
    limit("sun.net.httpserver.maxRspTime", MAX_SECONDS);
  }

  private final HttpServer server;
  private final ExecutorService executor;
  private final Authentication authentication;
  private final Optional<Tls> tls;
  private final Semaphore inFlight = new Semaphore(MAX_CONNECTIONS);
  private volatile List<Route> routes;

  private HttpListener(
      HttpServer server, Authentication authentication, Optional<Tls> tls, List<Route> routes) {
    this.server = server;
    this.authentication = authentication;
    this.tls = tls;
    this.routes = List.copyOf(routes);
    this.executor =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("akin-http-", 0).factory());
  }

  private static void limit(String property, int value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, Integer.toString(value));
    }
  }

  /**
   * Starts to serve.
   *
   * @param tls certificates; empty for plain text
   * @throws AkinException.FailedPrecondition if the port is taken or not allowed
   */
  public static HttpListener start(
      InetSocketAddress address,
      Authentication authentication,
      Optional<Tls> tls,
      List<Route> routes) {
    try {
      HttpServer server =
          tls.isPresent() ? secure(address, tls.get()) : HttpServer.create(address, 0);
      HttpListener listener = new HttpListener(server, authentication, tls, routes);
      server.createContext("/", listener::handle);
      server.setExecutor(listener.executor);
      server.start();
      return listener;
    } catch (IOException e) {
      throw new AkinException.FailedPrecondition(
          "cannot listen for HTTP on "
              + address.getHostString()
              + ":"
              + address.getPort()
              + ": "
              + e.getMessage()
              + "; another server may be running, or take another port (--http-port)",
          e);
    }
  }

  private static HttpsServer secure(InetSocketAddress address, Tls tls) throws IOException {
    HttpsServer server = HttpsServer.create(address, 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(tls.context()) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters ssl = getSSLContext().getDefaultSSLParameters();
            // Probes come without a certificate; whatever else is asked needs one.
            ssl.setWantClientAuth(tls.asksClients());
            parameters.setSSLParameters(ssl);
          }
        });
    return server;
  }

  /** Serves these from now on, too. */
  public synchronized void add(List<Route> more) {
    List<Route> all = new ArrayList<>(routes);
    all.addAll(more);
    routes = List.copyOf(all);
  }

  /** Serves none of these any more. */
  public synchronized void remove(List<Route> gone) {
    List<Route> left = new ArrayList<>(routes);
    left.removeAll(gone);
    routes = List.copyOf(left);
  }

  /** The port it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Who asks, within a handler of a route that needs a key. */
  public static Caller caller(HttpExchange exchange) {
    return (Caller) exchange.getAttribute(CALLER);
  }

  /** Answers with a text. */
  public static void answer(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head || bytes.length == 0 ? -1 : bytes.length);
    if (!head) {
      exchange.getResponseBody().write(bytes);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    inFlight.acquireUninterruptibly();
    try {
      answer(exchange);
    } finally {
      inFlight.release();
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      try {
        Route route = route(exchange);
        exchange.setAttribute(CALLER, admit(exchange, route.access()));
        route.handler().handle(exchange);
      } catch (AkinException e) {
        if (e instanceof AkinException.Unauthenticated) {
          exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
        }
        error(exchange, HttpStatuses.of(e), e.getMessage());
      } catch (RuntimeException e) {
        String reference = UUID.randomUUID().toString().substring(0, 8);
        LOG.error("{} failed, reference {}", exchange.getRequestURI().getPath(), reference, e);
        error(
            exchange, 500, "internal error; the server's log has it under reference " + reference);
      }
    }
  }

  private Route route(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    String asked = exchange.getRequestMethod();
    String method = asked.equals("HEAD") ? "GET" : asked;
    List<String> methods = new ArrayList<>();
    for (Route route : routes) {
      if (route.path().equals(path)) {
        if (route.method().equals(method)) {
          return route;
        }
        methods.add(route.method());
      }
    }
    if (methods.isEmpty()) {
      throw new AkinException.NotFound(
          "nothing is here; there is "
              + String.join(
                  ", ",
                  routes.stream()
                      .filter(route -> route.method().equals("GET"))
                      .map(Route::path)
                      .toList()));
    }
    throw new AkinException.InvalidArgument(
        "method must be " + String.join(" or ", methods) + ": " + asked);
  }

  private Caller admit(HttpExchange exchange, Route.Access access) {
    if (access == Route.Access.OPEN) {
      return Caller.ANYONE;
    }
    checkCertificate(exchange);
    Caller caller =
        authentication.authenticate(exchange.getRequestHeaders().getFirst("Authorization"));
    if (access == Route.Access.UNLIMITED_KEY && caller.isLimited()) {
      throw new AkinException.PermissionDenied(
          "key '" + caller.name() + "' is limited to some collections, and this shows all");
    }
    return caller;
  }

  private void checkCertificate(HttpExchange exchange) {
    if (tls.isEmpty() || !tls.get().asksClients()) {
      return;
    }
    try {
      var _ = ((HttpsExchange) exchange).getSSLSession().getPeerCertificates();
    } catch (SSLPeerUnverifiedException e) {
      throw new AkinException.Unauthenticated("a client certificate is needed");
    }
  }

  private static void error(HttpExchange exchange, int status, String message) throws IOException {
    String json = Json.object(it -> it.writeStringField("error", message));
    answer(exchange, status, "application/json", json + "\n");
  }

  /**
   * Stops when the answers that are being written have been, or after {@value #LAST_SECONDS}
   * seconds. Have the calls end before. Idempotent.
   */
  @Override
  public void close() {
    try {
      if (inFlight.tryAcquire(MAX_CONNECTIONS, LAST_SECONDS, TimeUnit.SECONDS)) {
        inFlight.release(MAX_CONNECTIONS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.stop(0);
    executor.shutdownNow();
  }
}
