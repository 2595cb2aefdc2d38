package dev.akin.embedders.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server that speaks the OpenAI embeddings API, and misbehaves as told: each request takes the
 * next misdeed, if there is one. A text's vector is its length, its first character and 1.
 */
final class TestServer implements AutoCloseable {
  /** Answers a request in its own way. */
  interface Misdeed {
    void commit(HttpExchange exchange, JsonNode request) throws IOException;
  }

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Deque<Misdeed> misdeeds = new ArrayDeque<>();
  final List<JsonNode> requests = Collections.synchronizedList(new ArrayList<>());
  final List<String> keys = Collections.synchronizedList(new ArrayList<>());
  final AtomicInteger atOnce = new AtomicInteger();
  final AtomicInteger mostAtOnce = new AtomicInteger();

  TestServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/v1/embeddings", this::answer);
    server.start();
  }

  String baseUrl() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  synchronized void next(Misdeed... deeds) {
    misdeeds.addAll(List.of(deeds));
  }

  private synchronized Misdeed take() {
    return misdeeds.poll();
  }

  private void answer(HttpExchange exchange) throws IOException {
    mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
    try (exchange) {
      JsonNode request = MAPPER.readTree(exchange.getRequestBody());
      requests.add(request);
      keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
      Misdeed misdeed = take();
      if (misdeed != null) {
        misdeed.commit(exchange, request);
      } else {
        send(exchange, 200, good(request, true));
      }
    } finally {
      atOnce.decrementAndGet();
    }
  }

  /** A right answer, in base64 where asked for unless that is not to be. */
  static String good(JsonNode request, boolean mayBeBase64) {
    boolean base64 =
        mayBeBase64 && request.path("encoding_format").asText("float").equals("base64");
    List<String> data = new ArrayList<>();
    for (JsonNode text : request.path("input")) {
      data.add(entry(data.size(), vector(text.asText()), base64));
    }
    return document(data);
  }

  static String document(List<String> data) {
    return "{\"object\": \"list\", \"data\": [" + String.join(", ", data) + "]}";
  }

  static float[] vector(String text) {
    return new float[] {text.length(), text.isEmpty() ? 0 : text.charAt(0), 1};
  }

  static String entry(int index, float[] vector, boolean base64) {
    String embedding;
    if (base64) {
      ByteBuffer bytes =
          ByteBuffer.allocate(Float.BYTES * vector.length).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(vector);
      embedding = '"' + Base64.getEncoder().encodeToString(bytes.array()) + '"';
    } else {
      embedding = Arrays.toString(vector);
    }
    return "{\"object\": \"embedding\", \"index\": "
        + index
        + ", \"embedding\": "
        + embedding
        + "}";
  }

  static Misdeed status(int status, String body) {
    return (exchange, _) -> send(exchange, status, body);
  }

  static Misdeed says(String body) {
    return status(200, body);
  }

  static void send(HttpExchange exchange, int status, String body) {
    try {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
