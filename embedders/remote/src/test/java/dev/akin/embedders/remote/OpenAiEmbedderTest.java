package dev.akin.embedders.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.EmbedOptions;
import dev.akin.api.Input;
import dev.akin.api.LongText;
import dev.akin.embedders.Embedder;
import dev.akin.embedders.EmbedderOptions;
import dev.akin.embedders.EmbedderRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a server of our own that misbehaves on purpose. */
class OpenAiEmbedderTest {
  private static final String KEY = "sk-very-secret-0123456789";
  private static final Map<String, String> ENVIRONMENT = Map.of("TEST_KEY", KEY);

  @TempDir Path temp;
  private TestServer server;
  private Embedder embedder;

  @BeforeEach
  void start() throws IOException {
    server = new TestServer();
  }

  @AfterEach
  void stop() {
    if (embedder != null) {
      embedder.close();
    }
    server.close();
  }

  @Test
  void textsComeBackInOrderAndTheKeyInOneHeader() throws IOException {
    open("\"api_key_env\": \"TEST_KEY\", \"dimensions\": 3, \"batch_size\": 2");
    assertThat(server.requests).isEmpty();
    List<String> texts = List.of("one", "three", "", "\u4f60\u597d", "five");
    List<float[]> vectors = embed(texts);
    for (int i = 0; i < texts.size(); i++) {
      assertThat(vectors.get(i)).containsExactly(TestServer.vector(texts.get(i)));
    }
    assertThat(server.requests)
        .hasSize(3)
        .allSatisfy(
            request -> {
              assertThat(request.get("model").asText()).isEqualTo("tiny");
              assertThat(request.get("dimensions").asInt()).isEqualTo(3);
              assertThat(request.get("encoding_format").asText()).isEqualTo("base64");
              assertThat(request.toString()).doesNotContain(KEY);
            });
    assertThat(server.keys).containsOnly("Bearer " + KEY);
    assertThat(embedder.embed(List.of(), EmbedOptions.DOCUMENT)).isEmpty();
  }

  @Test
  void theDimensionIsAskedForWhereNothingSaysIt() throws IOException {
    open("\"encoding_format\": \"float\"");
    assertThat(embedder.info().dimension()).isEqualTo(3);
    assertThat(server.requests).hasSize(1);
    assertThat(server.requests.getFirst().has("dimensions")).isFalse();
    assertThat(server.requests.getFirst().has("encoding_format")).isFalse();
    assertThat(server.keys).containsOnly("null");
    assertThat(embed(List.of("abc")).getFirst()).containsExactly(3, 'a', 1);
  }

  @Test
  void aServerMayIgnoreTheEncoding() throws IOException {
    open("\"dimensions\": 3");
    server.next(
        (exchange, request) -> TestServer.send(exchange, 200, TestServer.good(request, false)));
    assertThat(embed(List.of("abc")).getFirst()).containsExactly(3, 'a', 1);
  }

  @Test
  void prefixesTellQueriesFromDocuments() throws IOException {
    open("\"dimensions\": 3, \"query_prefix\": \"query: \", \"document_prefix\": \"passage: \"");
    embed(List.of("x"));
    embedder.embed(List.of(Input.text("x")), EmbedOptions.QUERY);
    assertThat(server.requests)
        .extracting(request -> request.get("input").get(0).asText())
        .containsExactly("passage: x", "query: x");
  }

  @Test
  void whatMayPassIsTriedAgain() throws IOException {
    open("\"dimensions\": 3");
    server.next(
        TestServer.status(500, "oops"),
        TestServer.status(503, "busy"),
        (exchange, _) -> {
          exchange.getResponseHeaders().add("Retry-After", "0");
          TestServer.send(exchange, 429, "slow down");
        },
        TestServer.says("{\"data\": [{\"index\": 0, \"embedd"),
        (exchange, _) -> exchange.close());
    assertThat(embed(List.of("abc")).getFirst()).containsExactly(3, 'a', 1);
    assertThat(server.requests).hasSize(6);
  }

  @Test
  void theServersWaitIsWaited() throws IOException {
    open("\"dimensions\": 3");
    server.next(
        (exchange, _) -> {
          exchange.getResponseHeaders().add("Retry-After", "1");
          TestServer.send(exchange, 429, "slow down");
        });
    long start = System.nanoTime();
    embed(List.of("abc"));
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(1_000_000_000L);
    assertThat(server.requests).hasSize(2);
  }

  @Test
  void aWaitBeyondTheDeadlineIsNotBegun() throws IOException {
    open("\"dimensions\": 3, \"deadline_seconds\": 5");
    server.next(
        (exchange, _) -> {
          exchange.getResponseHeaders().add("Retry-After", "3600");
          TestServer.send(exchange, 429, "slow down");
        });
    assertThatThrownBy(() -> embed(List.of("abc")))
        .isInstanceOf(AkinException.ResourceExhausted.class)
        .hasMessageContaining("429")
        .hasMessageContaining("slow down");
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void attemptsEnd() throws IOException {
    open("\"dimensions\": 3, \"max_retries\": 1");
    server.next(TestServer.status(502, "bad gateway"), TestServer.status(500, "oops"));
    assertThatThrownBy(() -> embed(List.of("abc")))
        .isInstanceOf(AkinException.Unavailable.class)
        .hasMessageContaining("500")
        .hasMessageContaining("oops");
    assertThat(server.requests).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 422, 301})
  void whatCannotPassIsNotTriedAgainAndTheKeyIsNotTold(int status) throws IOException {
    open("\"dimensions\": 3, \"api_key_env\": \"TEST_KEY\"");
    server.next(
        (exchange, _) -> {
          exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/elsewhere");
          TestServer.send(exchange, status, "{\"error\": \"wrong key " + KEY + "\"}");
        });
    assertThatThrownBy(() -> embed(List.of("abc")))
        .isInstanceOfAny(
            AkinException.InvalidArgument.class, AkinException.FailedPrecondition.class)
        .hasMessageContaining(Integer.toString(status))
        .hasMessageNotContaining(KEY);
    assertThat(server.requests).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"data\": []}",
        "{\"data\": [{\"index\": 0, \"embedding\": [1, 2, 3]}]}",
        "{\"data\": [{\"index\": 0, \"embedding\": [1, 2]}, {\"index\": 1, \"embedding\": [1,"
            + " 2]}]}",
        "{\"data\": [{\"index\": 0, \"embedding\": [1, 2, 3]}, {\"index\": 0, \"embedding\": [1, 2,"
            + " 3]}]}",
        "{\"data\": [{\"index\": 0, \"embedding\": [1, 2, 3]}, {\"index\": 7, \"embedding\": [1, 2,"
            + " 3]}]}",
        "{\"data\": [{\"index\": 0, \"embedding\": [1, 2, 3]}, {\"index\": 1, \"embedding\": [1, 2,"
            + " null]}]}",
        "{\"data\": [{\"index\": 0, \"embedding\": [1, 2, 3]}, {\"index\": 1, \"embedding\": [1, 2,"
            + " 1e999]}]}",
        "{\"data\": [{\"index\": 0, \"embedding\": [1, 2, 3]}, {\"index\": 1, \"embedding\":"
            + " \"AAAA\"}]}",
        "{\"data\": [{\"index\": 0, \"embedding\": [1, 2, 3]}, {\"index\": 1, \"embedding\":"
            + " \"AADAfwAAgD8AAIA/\"}]}",
        "{\"data\": [{\"index\": 0, \"embedding\": [1, 2, 3]}, {\"index\": 1}]}"
      })
  void aWrongAnswerIsNotTaken(String answer) throws IOException {
    open("\"dimensions\": 3");
    server.next(TestServer.says(answer));
    assertThatThrownBy(() -> embed(List.of("abc", "d")))
        .isInstanceOf(AkinException.Internal.class)
        .hasMessageContaining("answered wrongly");
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void anotherOrderIsPutRight() throws IOException {
    open("\"dimensions\": 3");
    server.next(
        (exchange, request) ->
            TestServer.send(
                exchange,
                200,
                TestServer.document(
                    List.of(
                        TestServer.entry(1, TestServer.vector("bb"), false),
                        TestServer.entry(0, TestServer.vector("a"), true)))));
    List<float[]> vectors = embed(List.of("a", "bb"));
    assertThat(vectors.get(0)).containsExactly(TestServer.vector("a"));
    assertThat(vectors.get(1)).containsExactly(TestServer.vector("bb"));
  }

  @Test
  void aServerThatSleepsOrTricklesIsGivenUp() throws IOException {
    open("\"dimensions\": 3, \"timeout_seconds\": 1, \"max_retries\": 1");
    CountDownLatch end = new CountDownLatch(1);
    server.next(
        (_, _) -> await(end),
        (exchange, _) -> {
          // Headers at once, the body never: the time is for both.
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          await(end);
        });
    assertThatThrownBy(() -> embed(List.of("abc")))
        .isInstanceOf(AkinException.DeadlineExceeded.class)
        .hasMessageContaining("1000 ms");
    assertThat(server.requests).hasSize(2);
    end.countDown();
  }

  @Test
  void anInterruptCancelsWhatIsUnderWay() throws Exception {
    open("\"dimensions\": 3, \"batch_size\": 1");
    CountDownLatch end = new CountDownLatch(1);
    server.next((_, _) -> await(end), (_, _) -> await(end));
    List<Throwable> thrown = Collections.synchronizedList(new ArrayList<>());
    Thread caller =
        new Thread(
            () -> {
              try {
                embed(List.of("a", "b"));
              } catch (AkinException e) {
                thrown.add(e);
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
              }
            });
    caller.start();
    while (server.requests.size() < 2) {
      Thread.sleep(1);
    }
    caller.interrupt();
    caller.join();
    assertThat(thrown).singleElement().isInstanceOf(AkinException.Cancelled.class);
    end.countDown();
  }

  @Test
  void queriesDoNotWaitForDocumentsAndDocumentsAreBounded() throws Exception {
    open("\"dimensions\": 3, \"batch_size\": 1, \"concurrency\": 2");
    CountDownLatch end = new CountDownLatch(1);
    server.next((_, _) -> await(end), (_, _) -> await(end));
    Thread documents =
        new Thread(
            () -> {
              try {
                embed(Collections.nCopies(6, "document"));
              } catch (AkinException e) {
                // The two that were held back end without an answer, and are tried again.
                throw new IllegalStateException(e);
              }
            });
    documents.start();
    while (server.requests.size() < 2) {
      Thread.sleep(1);
    }
    assertThat(embedder.embed(List.of(Input.text("query")), EmbedOptions.QUERY).getFirst())
        .containsExactly(TestServer.vector("query"));
    assertThat(server.mostAtOnce.get()).isEqualTo(3);
    end.countDown();
    documents.join();
    assertThat(server.mostAtOnce.get()).isEqualTo(3);
  }

  @Test
  void aKeyThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> open("\"api_key_env\": \"NO_SUCH_KEY\""))
        .isInstanceOf(AkinException.FailedPrecondition.class)
        .hasMessageContaining("NO_SUCH_KEY");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"api_key\": \"sk-123\"",
        "\"base_url\": \"ftp://a/v1\"",
        "\"base_url\": \"https://user:password@a/v1\"",
        "\"batch_size\": 0",
        "\"batch_size\": \"many\"",
        "\"encoding_format\": \"int8\"",
        "\"model\": \"\""
      })
  void aWrongDescriptionIsRefused(String field) {
    String name = field.substring(1, field.indexOf('"', 1));
    assertThatThrownBy(() -> open(field))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining(name)
        .hasMessageNotContaining("sk-123")
        .hasMessageNotContaining("password@");
    assertThat(server.requests).isEmpty();
  }

  @Test
  void whatOnlyTheServerCouldCountIsNotAveraged() throws IOException {
    open("\"dimensions\": 3");
    assertThatThrownBy(
            () ->
                embedder.embed(
                    List.of(Input.text("a")), EmbedOptions.DOCUMENT.longText(LongText.AVERAGE)))
        .isInstanceOf(AkinException.InvalidArgument.class);
    embedder.close();
    embedder.close();
    assertThatThrownBy(() -> embed(List.of("a")))
        .isInstanceOf(AkinException.FailedPrecondition.class);
  }

  private void open(String fields) throws IOException {
    Path file = temp.resolve("model.json");
    StringBuilder json = new StringBuilder("{\"type\": \"openai\"");
    if (!fields.contains("\"base_url\"")) {
      json.append(", \"base_url\": \"").append(server.baseUrl()).append('"');
    }
    if (!fields.contains("\"model\"")) {
      json.append(", \"model\": \"tiny\"");
    }
    Files.writeString(file, json + ", " + fields + "}");
    embedder =
        new EmbedderRegistry(List.of(new OpenAiProvider(ENVIRONMENT::get)))
            .open("remote", file, EmbedderOptions.DEFAULTS);
  }

  private List<float[]> embed(List<String> texts) {
    return embedder.embed(texts.stream().map(Input::text).toList(), EmbedOptions.DOCUMENT);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
