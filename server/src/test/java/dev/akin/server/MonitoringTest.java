package dev.akin.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.filter.Filters;
import dev.akin.client.RemoteDatabase;
import dev.akin.contract.LetterEmbedders;
import dev.akin.engine.EmbeddedDatabase;
import dev.akin.engine.EmbeddedOptions;
import dev.akin.server.monitoring.MonitoringOptions;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What can be seen of a server from outside, over a real database. */
@Timeout(120)
class MonitoringTest {
  @TempDir Path directory;

  @Test
  void metricsTellWhatTheServerDoes() throws Exception {
    MonitoringOptions monitoring = MonitoringOptions.DEFAULTS.httpPort(0);
    try (StartingServer starting = starting(monitoring);
        EmbeddedDatabase database = open(starting);
        AkinServer server = starting.serve(database);
        RemoteDatabase client = RemoteDatabase.connect("127.0.0.1:" + server.port())) {
      fill(client);
      Collection docs = client.collection("docs");
      docs.search(Query.text("abc").filter(Filters.eq("n", 1)));
      docs.search(Query.text("abc"));
      assertThatThrownBy(() -> client.collection("none"))
          .isInstanceOf(AkinException.NotFound.class);

      int port = server.httpPort().orElseThrow();
      assertThat(
              Http.metric(
                  port, "akin_search_seconds_count{collection=\"docs\",strategy=\"exact\"}"))
          .isEqualTo(2);
      assertThat(
              Http.metric(
                  port,
                  "akin_search_seconds_bucket{collection=\"docs\",strategy=\"exact\",le=\"10.0\"}"))
          .isEqualTo(2);
      assertThat(
              Http.metric(port, "akin_stage_seconds_count{collection=\"docs\",stage=\"filter\"}"))
          .isEqualTo(1);
      assertThat(
              Http.metric(
                  port,
                  "akin_grpc_call_seconds_count{code=\"NOT_FOUND\",method=\"akin.v1.CollectionService/GetCollection\"}"))
          .isEqualTo(1);
      assertThat(Http.metric(port, "akin_records{collection=\"docs\",state=\"live\"}"))
          .isEqualTo(3);
      assertThat(Http.metric(port, "akin_records{collection=\"docs\",state=\"dead\"}"))
          .isEqualTo(1);
      assertThat(Http.metric(port, "akin_embed_inputs_max")).isEqualTo(3);
      assertThat(
              Http.metric(port, "akin_index_memory_bytes{collection=\"docs\",vector=\"default\"}"))
          .isPositive();
      assertThat(Http.metric(port, "rocksdb_bytes_written_total")).isPositive();
      assertThat(Http.metric(port, "rocksdb_cur_size_all_mem_tables")).isPositive();
      assertThat(Http.get(port, "/metrics").body())
          .contains(
              "akin_tail_records{collection=\"docs\",vector=\"default\"}",
              "akin_commit_queue_writes{collection=\"docs\"}",
              "akin_call_queue ",
              "akin_calls_inflight ",
              "akin_inflight_bytes ",
              "akin_model_queue_batches{model=\"letters\"}",
              "akin_memory_used_bytes ",
              "jvm_memory_used_bytes{area=\"heap\"",
              "process_resident_memory_bytes ");
      client.dropCollection("docs");
      assertThat(Http.get(port, "/metrics").body()).doesNotContain("akin_records{");
    }
  }

  @Test
  void probesFollowTheLifeOfTheServer() throws Exception {
    int port;
    try (StartingServer starting = starting(MonitoringOptions.DEFAULTS.httpPort(0))) {
      port = starting.httpPort().orElseThrow();
      assertThat(Http.get(port, "/healthz").statusCode()).isEqualTo(200);
      assertThat(Http.get(port, "/readyz").statusCode()).isEqualTo(503);
      assertThat(Http.get(port, "/readyz").body()).contains("being opened");
      try (EmbeddedDatabase database = open(starting)) {
        try (AkinServer server = starting.serve(database)) {
          assertThat(server.port()).isPositive();
          assertThat(Http.get(port, "/readyz").statusCode()).isEqualTo(200);
          assertThat(Http.get(port, "/nothing").statusCode()).isEqualTo(404);
          assertThat(Http.get(port, "/metrics/more").statusCode()).isEqualTo(404);
        }
        assertThat(Http.get(port, "/readyz").statusCode()).isEqualTo(503);
        assertThat(Http.get(port, "/healthz").statusCode()).isEqualTo(200);
      }
      assertThat(Http.get(port, "/metrics").body()).doesNotContain("rocksdb_");
    }
    assertThatThrownBy(() -> Http.get(port, "/healthz")).isInstanceOf(java.io.IOException.class);
  }

  @Test
  void aSlowQueryIsLoggedWithItsPlan() throws Exception {
    List<String> lines = new CopyOnWriteArrayList<>();
    Handler capture = new Capture(lines);
    Logger log = Logger.getLogger("dev.akin.slow");
    log.addHandler(capture);
    MonitoringOptions all = MonitoringOptions.DEFAULTS.slowQuery(Duration.ZERO);
    try (StartingServer starting = starting(all);
        EmbeddedDatabase database = open(starting);
        AkinServer server = starting.serve(database);
        RemoteDatabase client = RemoteDatabase.connect("127.0.0.1:" + server.port())) {
      fill(client);
      client
          .collection("docs")
          .search(Query.text("secret words").k(2).efSearch(50).filter(Filters.eq("n", 1)));
    } finally {
      log.removeHandler(capture);
    }
    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst())
        .contains("slow query")
        .contains(
            "key=anyone", "collection=docs", "k=2 ", "params=ef_search:50", "filter=\"n = 1\"")
        .contains("strategy=exact", "matched=1")
        .contains("total_ms=", "embed_ms=", "filter_ms=", "index_ms=", "fetch_ms=")
        .doesNotContain("secret words");
  }

  @Test
  void tracesHaveASpanPerStage() throws Exception {
    List<String> received = new ArrayList<>();
    HttpServer collector =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/v1/traces",
        exchange -> {
          try (exchange) {
            boolean zipped =
                "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            (zipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody())
                .transferTo(bytes);
            synchronized (received) {
              received.add(bytes.toString(StandardCharsets.ISO_8859_1));
            }
            exchange.sendResponseHeaders(200, -1);
          }
        });
    collector.start();
    MonitoringOptions traced =
        MonitoringOptions.DEFAULTS.otlpEndpoint(
            "http://127.0.0.1:" + collector.getAddress().getPort());
    try (StartingServer starting = starting(traced);
        EmbeddedDatabase database = open(starting);
        AkinServer server = starting.serve(database);
        RemoteDatabase client = RemoteDatabase.connect("127.0.0.1:" + server.port())) {
      fill(client);
      client.collection("docs").search(Query.text("abc").filter(Filters.eq("n", 1)));
    } finally {
      collector.stop(0);
    }
    synchronized (received) {
      String all = String.join("", received);
      assertThat(all)
          .contains("akin.v1.SearchService/Search", "akin.v1.RecordService/Upsert")
          .contains("embed", "filter", "index", "fetch", "commit");
    }
  }

  private StartingServer starting(MonitoringOptions monitoring) {
    return StartingServer.open(Served.OPTIONS.monitoring(monitoring));
  }

  private EmbeddedDatabase open(StartingServer starting) {
    return EmbeddedDatabase.open(
        directory, EmbeddedOptions.DEFAULTS.withListener(starting.stages()));
  }

  /** Three live records, one of them replaced once. */
  private static void fill(RemoteDatabase client) {
    Collection docs =
        client.createCollection("docs", CollectionSpec.ofEmbedder(LetterEmbedders.LETTERS));
    docs.upsert(
        Record.of(1).text("abc").put("n", 1),
        Record.of(2).text("bcd").put("n", 2),
        Record.of(3).text("cde").put("n", 3));
    docs.upsert(Record.of(3).text("def").put("n", 3));
  }

  /** Keeps what is logged. */
  private static final class Capture extends Handler {
    private final List<String> lines;

    Capture(List<String> lines) {
      this.lines = lines;
    }

    @Override
    public void publish(LogRecord record) {
      lines.add(record.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
