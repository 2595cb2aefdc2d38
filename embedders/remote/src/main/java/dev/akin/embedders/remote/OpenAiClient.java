package dev.akin.embedders.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.akin.api.AkinException;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks for the vectors of a few texts, again and again if that may help. Safe for any number of
 * threads; who opens it closes it.
 *
 * <p>Tried again, with exponential back-off and jitter, are 408, 429 and 5xx, answers that are torn
 * and connections that fail; what a server asks to wait (Retry-After) is waited. The key goes into
 * one header and nowhere else.
 */
final class OpenAiClient implements AutoCloseable {
  private static final Duration FIRST_WAIT = Duration.ofMillis(250);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);
  private static final double JITTER = 0.25;

  /** What says: wait as the back-off has it. */
  private static final Duration BACK_OFF = Duration.ofNanos(-1);

  private static final int MAX_ANSWER_BYTES = 512 << 20;
  private static final int SHOWN = 300;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final String name;
  private final RemoteModel model;
  private final String key;
  private final HttpClient http;

  OpenAiClient(String name, RemoteModel model, String key) {
    this.name = name;
    this.model = model;
    this.key = key;
    http = HttpClient.newBuilder().connectTimeout(model.timeout()).build();
  }

  /**
   * The vectors of texts.
   *
   * @param dimension that each must have; 0 takes what comes
   */
  List<float[]> embed(List<String> texts, int dimension) {
    byte[] body = body(texts);
    long deadline = System.nanoTime() + model.deadline().toNanos();
    RetryPolicy<List<float[]>> retries =
        RetryPolicy.<List<float[]>>builder()
            .handle(AttemptFailed.class)
            .withMaxRetries(model.maxRetries())
            .withBackoff(FIRST_WAIT, LONGEST_WAIT)
            .withJitter(JITTER)
            .withDelayFnOn(
                context ->
                    context.getLastException() instanceof AttemptFailed failed
                        ? failed.serversWait().map(OpenAiClient::jittered).orElse(BACK_OFF)
                        : BACK_OFF,
                AttemptFailed.class)
            .build();
    try {
      return Failsafe.with(retries).get(() -> attempt(body, texts.size(), dimension, deadline));
    } catch (FailsafeException e) {
      if (e.getCause() instanceof AttemptFailed failed) {
        throw failed.meaning();
      }
      if (e.getCause() instanceof InterruptedException) {
        Thread.currentThread().interrupt();
        throw new AkinException.Cancelled("embedding was cancelled: its thread was interrupted");
      }
      throw new AkinException.Internal("cannot ask model '" + name + "'", e.getCause());
    }
  }

  /** So much that the jitter leaves at least what the server asked for. */
  private static Duration jittered(Duration wait) {
    return Duration.ofNanos((long) (wait.toNanos() / (1 - JITTER)));
  }

  private byte[] body(List<String> texts) {
    ObjectNode request = MAPPER.createObjectNode();
    request.put("model", model.model());
    texts.forEach(request.putArray("input")::add);
    if (model.base64()) {
      request.put("encoding_format", "base64");
    }
    if (model.dimensions() > 0) {
      request.put("dimensions", model.dimensions());
    }
    try {
      return MAPPER.writeValueAsBytes(request);
    } catch (JsonProcessingException e) {
      throw new AkinException.InvalidArgument(
          "texts cannot be sent as JSON: " + e.getOriginalMessage());
    }
  }

  private List<float[]> attempt(byte[] body, int count, int dimension, long deadline)
      throws AttemptFailed, InterruptedException {
    Duration left = Duration.ofNanos(deadline - System.nanoTime());
    if (!left.isPositive()) {
      throw deadlineExceeded();
    }
    Duration timeout = left.compareTo(model.timeout()) < 0 ? left : model.timeout();
    HttpResponse<byte[]> response = send(body, timeout, deadline);
    int status = response.statusCode();
    if (status != 200) {
      throw refused(status, response, deadline);
    }
    JsonNode answer;
    try {
      answer = MAPPER.readTree(response.body());
    } catch (IOException e) {
      throw again(new AkinException.Unavailable(said("answered with torn JSON"), e), deadline);
    }
    try {
      return EmbeddingsResponse.read(answer, count, dimension);
    } catch (EmbeddingsResponse.Wrong e) {
      throw new AkinException.Internal(said("answered wrongly: " + e.getMessage()), e);
    }
  }

  private HttpResponse<byte[]> send(byte[] body, Duration timeout, long deadline)
      throws AttemptFailed, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(model.endpoint())
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (!key.isEmpty()) {
      request.header("Authorization", "Bearer " + key);
    }
    CompletableFuture<HttpResponse<byte[]>> response =
        http.sendAsync(
            request.build(),
            HttpResponse.BodyHandlers.limiting(
                HttpResponse.BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
    try {
      // The request's own timeout would end with the headers.
      return response.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      response.cancel(true);
      throw again(
          new AkinException.DeadlineExceeded(
              said("did not answer within " + timeout.toMillis() + " ms")),
          deadline);
    } catch (ExecutionException e) {
      throw again(
          new AkinException.Unavailable(said("cannot be reached: " + e.getCause()), e.getCause()),
          deadline);
    } catch (InterruptedException e) {
      response.cancel(true);
      throw e;
    }
  }

  /** What a status means: thrown at once, or returned if another attempt may help. */
  private AttemptFailed refused(int status, HttpResponse<byte[]> response, long deadline) {
    String message = said("answered " + status + ": " + excerpt(response.body()));
    switch (status) {
      case 400, 413, 422 -> throw new AkinException.InvalidArgument(message);
      case 401, 403 ->
          throw new AkinException.FailedPrecondition(
              said(
                  "answered "
                      + status
                      + ": "
                      + model
                          .keyVariable()
                          .map(variable -> "it does not take the key in " + variable)
                          .orElse("it wants a key, and api_key_env names none")));
      default -> {}
    }
    Optional<Duration> wait = retryAfter(response);
    if (status == 429) {
      return again(new AkinException.ResourceExhausted(message), wait, deadline);
    }
    if (status == 408 || status >= 500) {
      return again(new AkinException.Unavailable(message, null), wait, deadline);
    }
    throw new AkinException.FailedPrecondition(message);
  }

  private static AttemptFailed again(AkinException meaning, long deadline) {
    return again(meaning, Optional.empty(), deadline);
  }

  /** Throws at once if the deadline is over before another attempt could begin. */
  private static AttemptFailed again(
      AkinException meaning, Optional<Duration> wait, long deadline) {
    if (deadline - System.nanoTime() <= wait.orElse(Duration.ZERO).toNanos()) {
      throw meaning;
    }
    return new AttemptFailed(meaning, wait);
  }

  private AkinException.DeadlineExceeded deadlineExceeded() {
    return new AkinException.DeadlineExceeded(
        said(
            "did not answer within " + model.deadline().toSeconds() + " s, all attempts together"));
  }

  /** Seconds or a date, as HTTP has it. */
  private static Optional<Duration> retryAfter(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .flatMap(
            value -> {
              try {
                return Optional.of(Duration.ofSeconds(Long.parseLong(value.strip())));
              } catch (NumberFormatException e) {
                return date(value);
              }
            })
        .filter(wait -> !wait.isNegative());
  }

  private static Optional<Duration> date(String value) {
    try {
      Instant when =
          ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(
          Duration.ofMillis(Math.max(0, Instant.now().until(when, ChronoUnit.MILLIS))));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private String said(String what) {
    return "model '" + name + "' at " + model.endpoint() + " " + what;
  }

  /** The start of an answer, without the key, should it be in there. */
  private String excerpt(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    if (!key.isEmpty()) {
      text = text.replace(key, "***");
    }
    text = text.replaceAll("\\s+", " ").strip();
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
