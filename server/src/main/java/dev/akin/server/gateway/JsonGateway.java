package dev.akin.server.gateway;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import com.sun.net.httpserver.HttpExchange;
import dev.akin.api.AkinException;
import dev.akin.proto.ErrorMessages;
import dev.akin.server.http.HttpListener;
import dev.akin.server.http.HttpStatuses;
import dev.akin.server.http.Route;
import dev.akin.server.http.Route.Access;
import dev.akin.server.json.Json;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/**
 * Every call of the gRPC services as {@code POST /SERVICE/METHOD} with a message in protobuf's JSON
 * form (protobuf.dev/programming-guides/json), as the Connect protocol has it for calls of one
 * message and one answer (connectrpc.com/docs/protocol). A call with a stream of answers writes a
 * line of JSON for each; one with a stream of messages is for gRPC only.
 */
final class JsonGateway {
  private static final Metadata.Key<String> RETRY_AFTER =
      Metadata.Key.of("retry-after", Metadata.ASCII_STRING_MARSHALLER);

  /** Whatever is there is written, zeros too: whoever reads it should not have to know. */
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().alwaysPrintFieldsWithNoPresence().omittingInsignificantWhitespace();

  private final LocalCalls calls;
  private final int maxBytes;

  /**
   * A gateway.
   *
   * @param maxBytes of a request
   */
  JsonGateway(LocalCalls calls, int maxBytes) {
    this.calls = calls;
    this.maxBytes = maxBytes;
  }

  /** A route for each call of the services, and one for the document that describes them. */
  List<Route> routes(List<ServiceDescriptor> services) {
    List<Route> routes = new ArrayList<>();
    for (ServiceDescriptor service : services) {
      for (MethodDescriptor method : service.getMethods()) {
        if (!method.isClientStreaming()) {
          routes.add(
              new Route(
                  "POST",
                  "/" + name(method),
                  Access.KEY,
                  exchange -> answer(exchange, () -> handle(exchange, method))));
        }
      }
    }
    routes.add(
        new Route(
            "GET",
            "/openapi.json",
            Access.OPEN,
            exchange ->
                HttpListener.answer(
                    exchange, 200, "application/json", OpenApi.document(services))));
    return routes;
  }

  /** The name of a call, such as {@code akin.v1.SearchService/Search}. */
  static String name(MethodDescriptor method) {
    return method.getService().getFullName() + "/" + method.getName();
  }

  private static void answer(HttpExchange exchange, Handling handling) throws IOException {
    try {
      handling.run();
    } catch (StatusRuntimeException e) {
      error(exchange, e.getStatus(), e.getTrailers());
    } catch (AkinException e) {
      error(exchange, ErrorMessages.toStatus(e), null);
    }
  }

  private void handle(HttpExchange exchange, MethodDescriptor method) throws IOException {
    byte[] request = parse(RequestBody.read(exchange, maxBytes), method.getInputType());
    if (method.isServerStreaming()) {
      lines(exchange, method, calls.stream(exchange, name(method), request));
      return;
    }
    byte[] answer = calls.call(exchange, name(method), request);
    HttpListener.answer(
        exchange, 200, "application/json", print(answer, method.getOutputType()) + "\n");
  }

  private static void lines(
      HttpExchange exchange, MethodDescriptor method, Iterator<byte[]> answers) throws IOException {
    // The first may be an error, which still has a status of its own.
    boolean any = answers.hasNext();
    exchange.getResponseHeaders().set("Content-Type", "application/x-ndjson");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      try {
        while (any) {
          line(out, print(answers.next(), method.getOutputType()));
          any = answers.hasNext();
        }
      } catch (StatusRuntimeException e) {
        line(out, "{\"error\":" + json(e.getStatus()) + "}");
      }
    }
  }

  private static void line(OutputStream out, String json) throws IOException {
    out.write((json + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static byte[] parse(String json, Descriptor type) {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
    try {
      JsonFormat.parser().merge(json.isBlank() ? "{}" : json, message);
    } catch (InvalidProtocolBufferException e) {
      throw new AkinException.InvalidArgument(
          "the body is no " + type.getFullName() + ": " + e.getMessage(), e);
    }
    return message.build().toByteArray();
  }

  private static String print(byte[] message, Descriptor type)
      throws InvalidProtocolBufferException {
    return PRINTER.print(DynamicMessage.parseFrom(type, message));
  }

  private static void error(HttpExchange exchange, Status status, Metadata trailers)
      throws IOException {
    String retryAfter = trailers == null ? null : trailers.get(RETRY_AFTER);
    if (retryAfter != null) {
      exchange.getResponseHeaders().set("Retry-After", retryAfter);
    }
    HttpListener.answer(
        exchange,
        HttpStatuses.of(ErrorMessages.toApi(status)),
        "application/json",
        json(status) + "\n");
  }

  private static String json(Status status) {
    String code =
        status.getCode() == Status.Code.CANCELLED
            ? "canceled"
            : status.getCode().name().toLowerCase(Locale.ROOT);
    return Json.object(
        json -> {
          json.writeStringField("code", code);
          json.writeStringField(
              "message", String.valueOf(ErrorMessages.toApi(status).getMessage()));
        });
  }

  /** Work that may fail with the status of a call. */
  private interface Handling {
    void run() throws IOException;
  }
}
