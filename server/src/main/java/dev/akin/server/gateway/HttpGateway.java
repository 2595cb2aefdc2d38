package dev.akin.server.gateway;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.akin.server.http.HttpListener;
import dev.akin.server.http.Route;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.ProtoServiceDescriptorSupplier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Leads from an HTTP port to the gRPC services of this process. Safe for any number of threads;
 * whoever opens it stops and closes it.
 */
public final class HttpGateway implements AutoCloseable {
  private final HttpListener http;
  private final Server server;
  private final LocalCalls calls;
  private final List<Route> routes;

  private HttpGateway(HttpListener http, Server server, LocalCalls calls, List<Route> routes) {
    this.http = http;
    this.server = server;
    this.calls = calls;
    this.routes = routes;
  }

  /**
   * Begins to answer on the port.
   *
   * @param services with all that stands before them
   * @param executor runs their calls
   * @param maxBytes of a request
   */
  public static HttpGateway open(
      HttpListener http, List<ServerServiceDefinition> services, Executor executor, int maxBytes) {
    String name = InProcessServerBuilder.generateName();
    Server server =
        InProcessServerBuilder.forName(name).executor(executor).addServices(services).build();
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    LocalCalls calls = new LocalCalls(name);
    List<Route> routes = new ArrayList<>(new OpenAiGateway(calls, maxBytes).routes());
    routes.addAll(
        new JsonGateway(calls, maxBytes)
            .routes(services.stream().map(HttpGateway::descriptor).toList()));
    http.add(routes);
    return new HttpGateway(http, server, calls, routes);
  }

  private static ServiceDescriptor descriptor(ServerServiceDefinition service) {
    Object schema = service.getServiceDescriptor().getSchemaDescriptor();
    return ((ProtoServiceDescriptorSupplier) schema).getServiceDescriptor();
  }

  /** Takes no more requests; those in flight go on. Idempotent. */
  public void stop() {
    http.remove(routes);
    server.shutdown();
  }

  /** Waits so long for the calls in flight after a stop; returns whether they have ended. */
  public boolean awaitTermination(long nanos) throws InterruptedException {
    return server.awaitTermination(nanos, TimeUnit.NANOSECONDS);
  }

  /** Cancels what is still in flight. Idempotent. */
  @Override
  public void close() {
    stop();
    server.shutdownNow();
    calls.close();
  }
}
