package dev.akin.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks an HTTP port. */
final class Http {
  private Http() {}

  static HttpResponse<String> get(int port, String path, String... headers) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return send(client, "http://127.0.0.1:" + port + path, headers);
    }
  }

  static HttpResponse<String> post(int port, String path, String json, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), BodyHandlers.ofString());
    }
  }

  static HttpResponse<String> send(HttpClient client, String url, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  /** The value of a metric, named with its labels as Prometheus prints them. */
  static double metric(int port, String series) throws Exception {
    String text = get(port, "/metrics").body();
    Matcher line = Pattern.compile("(?m)^" + Pattern.quote(series) + " (\\S+)$").matcher(text);
    if (!line.find()) {
      throw new AssertionError("no " + series + " in\n" + text);
    }
    return Double.parseDouble(line.group(1));
  }
}
