package dev.akin.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.akin.contract.LetterEmbedders;
import dev.akin.engine.EmbeddedDatabase;
import dev.akin.engine.EmbeddedOptions;
import dev.akin.proto.v1.SearchServiceGrpc;
import dev.akin.server.monitoring.MonitoringOptions;
import dev.akin.server.security.ApiKey;
import dev.akin.server.security.KeysFile;
import dev.akin.server.security.Rights;
import dev.akin.server.security.Role;
import dev.akin.server.security.SecurityOptions;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The API over plain HTTP, of a real database. */
@Timeout(120)
class GatewayTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String COLLECTIONS = "/akin.v1.CollectionService/";
  private static final String RECORDS = "/akin.v1.RecordService/";
  private static final String SEARCH = "/" + SearchServiceGrpc.SERVICE_NAME + "/Search";
  private static final String CREATE =
      "{\"name\": \"docs\", \"spec\": {\"vectors\": {\"default\": {\"embedder\": \"letters\"}}}}";

  @TempDir Path directory;

  private EmbeddedDatabase database;
  private AkinServer server;
  private int port;

  private void serve(ServerOptions options) {
    database = EmbeddedDatabase.open(directory.resolve("data"), EmbeddedOptions.DEFAULTS);
    server = AkinServer.start(database, options.monitoring(MonitoringOptions.DEFAULTS.httpPort(0)));
    port = server.httpPort().orElseThrow();
  }

  @AfterEach
  void close() {
    server.close();
    database.close();
  }

  private JsonNode ok(String path, String json, String... headers) throws Exception {
    HttpResponse<String> answer = Http.post(port, path, json, headers);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    return JSON.readTree(answer.body());
  }

  private void fails(int status, String code, String message, String path, String json)
      throws Exception {
    HttpResponse<String> answer = Http.post(port, path, json);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    JsonNode error = JSON.readTree(answer.body());
    assertThat(error.get("code").asText()).isEqualTo(code);
    assertThat(error.get("message").asText()).contains(message);
  }

  @Test
  void partsOfRecordsAreChanged() throws Exception {
    serve(Served.OPTIONS);
    ok(COLLECTIONS + "CreateCollection", CREATE);
    ok(
        RECORDS + "Upsert",
        "{\"collection\": \"docs\", \"records\": [{\"id\": {\"number\": 1}}, {\"id\": {\"number\":"
            + " 2}}]}");
    String update = RECORDS + "UpdatePayload";
    JsonNode result =
        ok(
                update,
                """
                {"collection": "docs", "ids": [{"number": 1}, {"number": 9}],
                 "merge": {"values": {"tag": {"text": "a"}}}}
                """)
            .get("result");
    assertThat(result.get("updated").asText()).isEqualTo("1");
    assertThat(result.get("refused").get(0).get("number").asText()).isEqualTo("9");
    JsonNode facets = ok(RECORDS + "Facet", "{\"collection\": \"docs\", \"field\": \"tag\"}");
    assertThat(facets.get("facets").toString())
        .isEqualTo("[{\"value\":{\"text\":\"a\"},\"count\":\"1\"}]");
    String both =
        "{\"collection\": \"docs\", \"ids\": [{\"number\": 1}], \"filter\": {\"all\": {}}, \"set\":"
            + " {}}";
    fails(400, "invalid_argument", "both set", update, both);
    String versions =
        "{\"collection\": \"docs\", \"ids\": [{\"number\": 1}], \"versions\": [1, 2], \"set\": {}}";
    fails(400, "invalid_argument", "as many as ids, 1: 2", update, versions);
    String twice =
        "{\"collection\": \"docs\", \"ids\": [{\"number\": 1}, {\"number\": 1}], \"versions\": [1,"
            + " 2], \"set\": {}}";
    fails(400, "invalid_argument", "ids[1] is there twice", update, twice);
    fails(400, "invalid_argument", "update is missing", update, "{\"collection\": \"docs\"}");
    fails(
        400,
        "invalid_argument",
        "order: field",
        RECORDS + "Scroll",
        "{\"collection\": \"docs\", \"order\": {}}");
  }

  @Test
  void everyCallTakesAndGivesJson() throws Exception {
    serve(Served.OPTIONS);
    ok(COLLECTIONS + "CreateCollection", CREATE);
    ok(
        RECORDS + "Upsert",
        """
        {"collection": "docs", "records": [
          {"id": {"number": 1}, "sources": {"default": {"text": "abc"}},
           "payload": {"lang": {"text": "en"}}},
          {"id": {"text": "two"}, "sources": {"default": {"text": "xyz"}}}]}
        """);
    JsonNode count = ok(RECORDS + "Count", "{\"collection\": \"docs\"}");
    assertThat(count.get("count").asText()).isEqualTo("2");
    JsonNode hits =
        ok(
                SEARCH,
                "{\"collection\": \"docs\", \"query\": {\"input\": {\"text\": \"ab\"}, \"k\": 1}}")
            .get("result")
            .get("hits");
    assertThat(hits).hasSize(1);
    assertThat(hits.get(0).get("record").get("id").get("number").asText()).isEqualTo("1");
    assertThat(hits.get(0).get("score").asDouble()).isCloseTo(Math.sqrt(2.0 / 3), within(1e-5));
    assertThat(hits.get(0).get("record").get("payload").get("lang").get("text").asText())
        .isEqualTo("en");
    HttpResponse<String> lines = Http.post(port, COLLECTIONS + "Optimize", "{\"name\": \"docs\"}");
    assertThat(lines.statusCode()).as(lines.body()).isEqualTo(200);
    assertThat(lines.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
    for (String line : lines.body().lines().toList()) {
      assertThat(JSON.readTree(line).has("error")).as(line).isFalse();
    }
    assertThat(
            Http.metric(port, "akin_search_seconds_count{collection=\"docs\",strategy=\"exact\"}"))
        .isEqualTo(1);
  }

  @Test
  void errorsHaveACodeAndAMessage() throws Exception {
    serve(Served.OPTIONS.maxMessageBytes(4096));
    fails(404, "not_found", "none", RECORDS + "Count", "{\"collection\": \"none\"}");
    fails(400, "invalid_argument", "akin.v1.CountRequest", RECORDS + "Count", "{\"colection\": 1}");
    fails(400, "invalid_argument", "akin.v1.CountRequest", RECORDS + "Count", "[");
    fails(429, "resource_exhausted", "4096 bytes", RECORDS + "Count", " ".repeat(5000));
    ok(COLLECTIONS + "CreateCollection", CREATE);
    fails(409, "already_exists", "docs", COLLECTIONS + "CreateCollection", CREATE);
    fails(404, "not_found", "none", COLLECTIONS + "Optimize", "{\"name\": \"none\"}");
    HttpResponse<String> late =
        Http.post(port, RECORDS + "Count", "{\"collection\": \"docs\"}", "Connect-Timeout-Ms", "0");
    assertThat(late.statusCode()).isEqualTo(400);
    assertThat(late.body()).contains("Connect-Timeout-Ms must be");
    HttpResponse<String> stream = Http.post(port, RECORDS + "UpsertStream", "{}");
    assertThat(stream.statusCode()).isEqualTo(404);
    assertThat(Http.get(port, RECORDS + "Count").statusCode()).isEqualTo(400);
    HttpResponse<String> text = Http.post(port, RECORDS + "Count", "{\"collection\": \"\\u00ff\"}");
    assertThat(text.statusCode()).isIn(400, 404);
  }

  @Test
  void keysAreAskedForAndAdministrationIsAudited() throws Exception {
    Path keys = directory.resolve("keys.yaml");
    Path audit = directory.resolve("audit.jsonl");
    List<ApiKey> all = new ArrayList<>();
    String admin = key(all, "boss", Role.ADMIN);
    String reader = key(all, "reader", Role.READ);
    KeysFile.write(keys, all);
    serve(Served.OPTIONS.security(SecurityOptions.NONE.keysFile(keys).auditLog(audit)));
    assertThat(Http.post(port, COLLECTIONS + "CreateCollection", CREATE).statusCode())
        .isEqualTo(401);
    HttpResponse<String> denied =
        Http.post(port, COLLECTIONS + "CreateCollection", CREATE, "Authorization", bearer(reader));
    assertThat(denied.statusCode()).isEqualTo(403);
    assertThat(denied.body()).contains("permission_denied", "reader");
    ok(COLLECTIONS + "CreateCollection", CREATE, "Authorization", bearer(admin));
    ok(RECORDS + "Count", "{\"collection\": \"docs\"}", "Authorization", bearer(reader));
    assertThat(Http.post(port, "/v1/embeddings", "{}").statusCode()).isEqualTo(401);
    assertThat(Http.get(port, "/v1/models").statusCode()).isEqualTo(401);
    assertThat(Files.readAllLines(audit))
        .anySatisfy(
            line ->
                assertThat(line).contains("\"boss\"", "/127.0.0.1:", "CreateCollection", "\"OK\""));
  }

  private static String key(List<ApiKey> all, String name, Role role) {
    String key = ApiKey.generate();
    all.add(new ApiKey(name, role, List.of(), ApiKey.hash(key), Instant.now()));
    return key;
  }

  private static String bearer(String key) {
    return "Bearer " + key;
  }

  @Test
  void theDocumentDescribesEveryCall() throws Exception {
    serve(Served.OPTIONS);
    JsonNode document = JSON.readTree(Http.get(port, "/openapi.json").body());
    assertThat(document.get("openapi").asText()).isEqualTo("3.1.0");
    List<String> paths = new ArrayList<>();
    document.get("paths").fieldNames().forEachRemaining(paths::add);
    assertThat(paths).contains(SEARCH, COLLECTIONS + "Optimize", RECORDS + "Upsert");
    for (String path : paths) {
      assertThat(Rights.lists(path.substring(1))).as(path).isTrue();
      int status = Http.post(port, path, "{\"no such field\": 1}").statusCode();
      assertThat(status).as(path).isEqualTo(400);
    }
    JsonNode schemas = document.get("components").get("schemas");
    List<JsonNode> references = document.findValues("$ref");
    assertThat(references).hasSizeGreaterThan(100);
    for (JsonNode reference : references) {
      String name = reference.asText().substring("#/components/schemas/".length());
      assertThat(schemas.has(name)).as(name).isTrue();
    }
    JsonNode query = schemas.get("akin.v1.Query").get("properties");
    assertThat(query.get("k").get("type").asText()).isEqualTo("integer");
    JsonNode vector = schemas.get("akin.v1.Vector").get("properties").get("values");
    assertThat(vector.get("items").get("format").asText()).isEqualTo("float");
    assertThat(schemas.get("akin.v1.Metric").get("enum")).isNotEmpty();
  }

  @Test
  void embeddingsHaveTheShapeOfOpenAi() throws Exception {
    serve(Served.OPTIONS);
    JsonNode models = JSON.readTree(Http.get(port, "/v1/models").body());
    assertThat(models.get("data").findValuesAsText("id")).contains(LetterEmbedders.LETTERS);
    JsonNode two =
        ok(
            "/v1/embeddings",
            "{\"model\": \"letters\", \"input\": [\"aab\", \"c\"], \"user\": \"x\"}");
    assertThat(two.get("object").asText()).isEqualTo("list");
    assertThat(two.get("model").asText()).isEqualTo("letters");
    assertThat(two.get("usage").get("total_tokens").isInt()).isTrue();
    assertThat(two.get("data")).hasSize(2);
    JsonNode first = two.get("data").get(0);
    assertThat(first.get("object").asText()).isEqualTo("embedding");
    assertThat(first.get("index").asInt()).isZero();
    assertThat(two.get("data").get(1).get("index").asInt()).isEqualTo(1);
    JsonNode floats = first.get("embedding");
    assertThat(floats).hasSize(26);
    assertThat(floats.get(0).asDouble()).isEqualTo(2 * floats.get(1).asDouble()).isPositive();
    String base64 =
        ok(
                "/v1/embeddings",
                "{\"model\": \"letters\", \"input\": \"aab\", \"encoding_format\": \"base64\"}")
            .get("data")
            .get(0)
            .get("embedding")
            .asText();
    ByteBuffer bytes =
        ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
    for (JsonNode value : floats) {
      assertThat(bytes.getFloat()).isEqualTo((float) value.asDouble());
    }
    JsonNode cut =
        ok("/v1/embeddings", "{\"model\": \"letters\", \"input\": \"aaabbbbz\", \"dimensions\": 2}")
            .get("data")
            .get(0)
            .get("embedding");
    assertThat(cut).hasSize(2);
    assertThat(cut.get(0).asDouble()).isCloseTo(0.6, within(1e-6));
    assertThat(cut.get(1).asDouble()).isCloseTo(0.8, within(1e-6));
  }

  @Test
  void wrongEmbeddingRequestsAreNamedInOpenAisShape() throws Exception {
    serve(Served.OPTIONS);
    String[][] wrong = {
      {"400", "the body must be JSON", "{"},
      {"400", "the body must be a JSON object", "[]"},
      {"400", "model is missing", "{\"input\": \"a\"}"},
      {"400", "input must have at least one text", "{\"model\": \"letters\"}"},
      {"400", "input must hold strings", "{\"model\": \"letters\", \"input\": [1]}"},
      {"400", "input must be a string or", "{\"model\": \"letters\", \"input\": 1}"},
      {"400", "encoding_format must be", "{\"encoding_format\": \"hex\"}"},
      {"400", "dimensions must be a whole", "{\"dimensions\": 0}"},
      {"400", "at most 26", "{\"model\": \"letters\", \"input\": \"a\", \"dimensions\": 27}"},
      {"404", "gpt", "{\"model\": \"gpt\", \"input\": \"a\"}"},
    };
    for (String[] each : wrong) {
      HttpResponse<String> answer = Http.post(port, "/v1/embeddings", each[2]);
      assertThat(answer.statusCode()).as(each[2]).isEqualTo(Integer.parseInt(each[0]));
      JsonNode error = JSON.readTree(answer.body()).get("error");
      assertThat(error.get("message").asText()).contains(each[1]);
      assertThat(error.get("type").asText()).isEqualTo("invalid_request_error");
    }
  }
}
