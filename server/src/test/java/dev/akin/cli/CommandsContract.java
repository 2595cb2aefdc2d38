package dev.akin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.akin.embedders.emoji.EmojiPicture;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every client command does, wherever its database is. */
abstract class CommandsContract {
  private static final String UUID = "123e4567-e89b-12d3-a456-426614174000";

  @TempDir Path files;

  /** The option that says where the database is. */
  abstract List<String> where();

  /** The options that say where the database and its backups are. */
  abstract List<String> backupsWhere();

  /** The directory of the backups. */
  abstract Path backups();

  private Akin backup(String... args) {
    List<String> all = new ArrayList<>(List.of("backup"));
    all.addAll(List.of(args));
    all.addAll(backupsWhere());
    return Akin.run(all.toArray(String[]::new));
  }

  private static Akin well(Akin akin) {
    assertThat(akin.code()).as(akin.err()).isZero();
    return akin;
  }

  @Test
  void backupsAreMadeListedVerifiedRestoredAndPruned() throws IOException {
    createPoints();
    assertThat(well(backup("list")).err()).contains("no backups yet");
    assertThat(well(backup("create")).out()).startsWith("made backup 1 (").contains("points");
    JsonNode second = well(backup("create", "--json")).json().getFirst();
    assertThat(second.get("id").asInt()).isEqualTo(2);
    assertThat(second.get("collections").get(0).asText()).isEqualTo("points");
    assertThat(well(backup("list")).out().lines()).hasSize(4);
    assertThat(well(backup("list", "--json")).json()).hasSize(2);
    assertThat(well(backup("verify")).out()).contains("backup 2 is whole");

    ok("delete", "points", "7");
    Akin restored = well(backup("restore", "1", "--collection", "points", "--as", "old"));
    assertThat(restored.out()).contains("restored old (3 records) from backup 1");
    assertThat(ok("count", "old").out()).contains("3");
    assertThat(backup("restore", "--collection", "points").err()).contains("exists already");

    assertThat(well(backup("prune", "--keep", "1")).out()).contains("deleted 1");
    assertThat(backup("verify", "1").err()).contains("no backup 1").hasLineCount(1);
    Path target = files.resolve("restored");
    String dir = backups().toString();
    assertThat(
            well(Akin.run("backup", "restore", "--backup-dir", dir, "--to", target.toString()))
                .out())
        .contains("restored backup 2 to " + target);
    assertThat(well(Akin.run("count", "points", "--data", target.toString())).out()).contains("3");
    assertThat(well(Akin.run("backup", "verify", "--backup-dir", dir)).out()).contains("is whole");
    assertThat(Akin.run("backup", "create", "--backup-dir", dir).err()).contains("--data");
  }

  @Test
  void snapshotsAndClonesAreMade() throws IOException {
    createPoints();
    assertThat(ok("snapshots", "list").err()).contains("no snapshots yet");
    assertThat(ok("snapshots", "create", "before", "points").out()).contains("before");
    ok("delete", "points", "7");
    assertThat(ok("collections", "clone", "points", "copy").out()).contains("copy (2 records)");
    assertThat(ok("snapshots", "restore", "before", "old").out()).contains("old (3 records)");
    JsonNode listed = ok("snapshots", "list", "--json").json().getFirst();
    assertThat(listed.get("collection").asText()).isEqualTo("points");
    assertThat(ok("snapshots", "list").out()).contains("before");
    ok("snapshots", "drop", "before");
    fails(1, "no snapshot 'before'", "snapshots", "restore", "before", "older");
    fails(1, "exists already", "collections", "clone", "points", "copy");
  }

  private Akin run(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(where());
    return Akin.run(all.toArray(String[]::new));
  }

  final Akin ok(String... args) {
    Akin akin = run(args);
    assertThat(akin.code()).as(akin.err()).isZero();
    return akin;
  }

  /** A run that fails with one line. */
  final void fails(int code, String message, String... args) {
    Akin akin = run(args);
    assertThat(akin.err()).startsWith("akin: ").contains(message).hasLineCount(1);
    assertThat(akin.code()).isEqualTo(code);
  }

  private Path file(String name, String... lines) throws IOException {
    return Files.write(files.resolve(name), List.of(lines));
  }

  private void createPoints() throws IOException {
    ok("collections", "create", "points", "--dimension", "2", "--metric", "euclidean");
    Path points =
        file(
            "points.jsonl",
            "{\"id\": 7, \"vector\": [0, 0], \"payload\": {\"name\": \"origin\"}}",
            "{\"id\": \"7\", \"vector\": [3, 4], \"payload\": {\"name\": \"far\", \"n\": 1.0}}",
            "{\"id\": {\"uuid\": \"" + UUID + "\"}, \"vector\": [1, 0]}");
    ok("import", "points", points.toString());
  }

  @Test
  void collectionsAreCreatedListedDescribedAndDropped() throws IOException {
    assertThat(ok("collections", "list").err()).contains("no collections yet");
    assertThat(ok("collections", "list", "--json").out()).isEmpty();
    assertThat(
            ok(
                    "collections",
                    "create",
                    "a",
                    "--dimension",
                    "3",
                    "--metric",
                    "dot",
                    "--index",
                    "hnsw",
                    "--m",
                    "8",
                    "--ef-construction",
                    "50",
                    "--sync",
                    "os")
                .out())
        .contains("created a (default: 3, dot, hnsw)");
    JsonNode flat =
        ok("collections", "create", "b", "--dimension", "2", "--index", "flat", "--json")
            .json()
            .getFirst();
    assertThat(flat.at("/vectors/default/index/type").asText()).isEqualTo("flat");

    assertThat(ok("collections", "list").out().lines()).hasSize(4);
    List<JsonNode> listed = ok("collections", "list", "--json").json();
    assertThat(listed).extracting(info -> info.get("name").asText()).containsExactly("a", "b");

    JsonNode a = ok("collections", "describe", "a", "--json").json().getFirst();
    assertThat(a).isEqualTo(listed.getFirst());
    assertThat(a.get("count").asLong()).isZero();
    assertThat(a.get("sync").asText()).isEqualTo("os");
    JsonNode vector = a.at("/vectors/default");
    assertThat(vector.get("dimension").asInt()).isEqualTo(3);
    assertThat(vector.get("metric").asText()).isEqualTo("dot");
    assertThat(vector.at("/index/m").asInt()).isEqualTo(8);
    assertThat(vector.at("/index/ef_construction").asInt()).isEqualTo(50);
    assertThat(ok("collections", "describe", "a").out())
        .contains("a: 0 records, sync os")
        .contains("hnsw (m 8, ef_construction 50)");

    assertThat(ok("collections", "drop", "a").out())
        .isEqualTo("dropped a" + System.lineSeparator());
    assertThat(ok("collections", "drop", "b", "--json").json().getFirst().get("dropped").asText())
        .isEqualTo("b");
    assertThat(ok("collections", "list", "--json").out()).isEmpty();
  }

  @Test
  void invertedListsAreCreatedAndSearched() throws IOException {
    String[] create = {
      "collections",
      "create",
      "lists",
      "--dimension=2",
      "--index=ivf",
      "--nlist=4",
      "--quantizer=rabitq",
      "--bits=3",
      "--json"
    };
    JsonNode vector = ok(create).json().getFirst().at("/vectors/default");
    assertThat(vector.at("/index/type").asText()).isEqualTo("ivf");
    assertThat(vector.at("/index/nlist").asInt()).isEqualTo(4);
    assertThat(vector.at("/quantizer/type").asText()).isEqualTo("rabitq");
    assertThat(vector.at("/quantizer/bits").asInt()).isEqualTo(3);
    ok("search", "lists", "--vector", "[1, 2]", "--nprobe", "2");
    ok("search", "lists", "--vector", "[1, 2]", "--target-recall", "0.9");
    fails(1, "nprobe must be 1", "search", "lists", "--vector", "[1, 2]", "--nprobe", "0");
    fails(2, "ivf", "collections", "create", "b", "--dimension=3", "--nlist=4");
    fails(2, "rabitq", "collections", "create", "b", "--dimension=3", "--index=ivf", "--bits=2");
    fails(
        1,
        "bits must be 1 to 8: 9",
        "collections",
        "create",
        "b",
        "--dimension=3",
        "--index=ivf",
        "--quantizer=rabitq",
        "--bits=9");
    fails(1, "ivf", "collections", "create", "b", "--dimension=3", "--quantizer=rabitq");
  }

  @Test
  void aCollectionOfProductCodesAndOneOfBits() throws IOException {
    ok(
        "collections",
        "create",
        "codes",
        "--dimension=12",
        "--index=flat",
        "--quantizer=pq",
        "--subspaces=3",
        "--bits=8");
    JsonNode codes =
        ok("collections", "describe", "codes", "--json").json().getFirst().at("/vectors/default");
    assertThat(codes.at("/quantizer/type").asText()).isEqualTo("pq");
    assertThat(codes.at("/quantizer/num_subspaces").asInt()).isEqualTo(3);
    assertThat(codes.at("/quantizer/nbits").asInt()).isEqualTo(8);
    ok("collections", "create", "bits", "--dimension=12", "--metric=hamming");
    assertThat(ok("collections", "describe", "bits").out()).contains("hamming");
    fails(2, "pq", "collections", "create", "b", "--dimension=3", "--subspaces=3");
    fails(
        1,
        "numSubspaces",
        "collections",
        "create",
        "b",
        "--dimension=3",
        "--index=ivf",
        "--quantizer=pq",
        "--subspaces=4");
    fails(
        1,
        "hamming",
        "collections",
        "create",
        "b",
        "--dimension=3",
        "--metric=hamming",
        "--quantizer=sq8");
  }

  @Test
  void wrongCollectionsAreRefused() {
    ok("collections", "create", "a", "--dimension", "3");
    fails(1, "'a'", "collections", "create", "a", "--dimension", "3");
    fails(1, "dimension must be 1 to 65536: 0", "collections", "create", "b", "--dimension", "0");
    fails(1, "name must be", "collections", "create", "b/c", "--dimension", "3");
    fails(1, "no model 'gpt'", "collections", "create", "b", "--embedder", "gpt");
    fails(1, "m must be 2 to 256: 1", "collections", "create", "b", "--dimension", "3", "--m", "1");
    fails(2, "--embedder", "collections", "create", "b");
    fails(2, "--long-text", "collections", "create", "b", "--dimension=3", "--long-text=reject");
    fails(2, "--metric", "collections", "create", "b", "--dimension", "3", "--metric", "warped");
    fails(2, "hnsw", "collections", "create", "b", "--dimension=3", "--index=flat", "--m=4");
    fails(1, "no collection 'b'", "collections", "describe", "b");
    fails(1, "no collection 'b'", "collections", "drop", "b");
  }

  @Test
  void recordsAreImportedAndFound() throws IOException {
    createPoints();
    assertThat(ok("count", "points").out().strip()).isEqualTo("3");
    assertThat(ok("count", "points", "--json").json().getFirst().get("count").asInt()).isEqualTo(3);

    List<JsonNode> hits = ok("search", "points", "--vector", "[3, 3]", "--json").json();
    assertThat(hits)
        .extracting(hit -> hit.get("id").toString())
        .containsExactly("\"7\"", "{\"uuid\":\"" + UUID + "\"}", "7");
    assertThat(hits.getFirst().get("score").asDouble()).isEqualTo(-1);
    assertThat(hits.getFirst().get("distance").asDouble()).isEqualTo(1);
    assertThat(hits.getFirst().get("payload").toString()).isEqualTo("{\"name\":\"far\",\"n\":1.0}");
    assertThat(hits.getFirst().has("vector")).isFalse();

    Akin table = ok("search", "points", "--vector=[3, 3]", "-k", "2", "--exact", "-v");
    assertThat(table.out())
        .contains("score")
        .contains("-1.0000")
        .contains("\"7\"")
        .contains("uuid:" + UUID)
        .doesNotContain("origin");
    assertThat(table.err()).startsWith("exact: 3 distances, 0 hops; embed ").hasLineCount(1);
    List<JsonNode> withVectors =
        ok("search", "points", "--vector=[3,3]", "-k1", "--ef-search=50", "--vectors", "--json")
            .json();
    assertThat(withVectors).hasSize(1);
    assertThat(withVectors.getFirst().get("vector").toString()).isEqualTo("[3.0,4.0]");
    assertThat(ok("search", "points", "--vector=[3,3]", "-k1", "--slack=0.1", "--json").json())
        .hasSize(1);
  }

  @Test
  void aSearchIsExplained() throws IOException {
    createPoints();
    String[] search = {"search", "points", "--vector=[3, 3]", "-k2", "--filter=n > 0", "--explain"};
    assertThat(ok(search).out())
        .contains("plan: exact, ")
        .contains("  filter n > 0: ")
        .contains(" records read for n; ")
        .contains("  search vector default, hnsw, exact scan of matches, k 2, ");
    String[] json = Arrays.copyOf(search, search.length + 1);
    json[search.length] = "--json";
    JsonNode plan = ok(json).json().getLast().get("plan");
    assertThat(plan.get("filters").get(0).get("fields").toString()).isEqualTo("[\"n\"]");
    assertThat(plan.get("searches").get(0).get("method").asText()).isEqualTo("filtered_scan");
  }

  @Test
  void hitsAreGroupedByAField() throws IOException {
    ok("collections", "create", "parts", "--dimension", "1");
    Path lines = files.resolve("parts.jsonl");
    Files.writeString(
        lines,
        """
        {"id": 1, "vector": [1], "payload": {"book": "a"}}
        {"id": 2, "vector": [1], "payload": {"book": 7}}
        {"id": 3, "vector": [1]}
        {"id": 4, "vector": [1], "payload": {"book": "a"}}
        """);
    ok("import", "parts", lines.toString());
    String[] search = {"search", "parts", "--vector=[1]", "--group-by=book", "--group-size=2"};
    Akin table = ok(search);
    assertThat(table.out()).contains("group").contains(" a ").contains(" 7 ");
    String[] json = Arrays.copyOf(search, search.length + 1);
    json[search.length] = "--json";
    assertThat(ok(json).json())
        .extracting(hit -> hit.get("group").toString() + hit.get("id"))
        .containsExactly("\"a\"1", "\"a\"4", "72");
    assertThat(ok("search", "parts", "--vector=[1]", "--group-by=none").err())
        .contains("no record that is found has");
    fails(
        1,
        "size of groupBy must be",
        "search",
        "parts",
        "--vector=[1]",
        "--group-by=b",
        "--group-size=0");
  }

  @Test
  void wordsAreIndexedAndFound() throws IOException {
    createPoints();
    assertThat(ok("collections", "text-index", "points", "name", "--analyzer", "english").out())
        .contains("building the full-text index of points");
    assertThat(ok("search", "points", "far", "--full-text", "--json").json())
        .extracting(hit -> hit.get("payload").get("name").asText())
        .containsExactly("far");
    assertThat(ok("collections", "describe", "points").out()).contains("full text: name (english");
    JsonNode described = ok("collections", "describe", "points", "--json").json().getFirst();
    assertThat(described.get("full_text").get("analyzer").asText()).isEqualTo("english");
    fails(1, "klingon", "collections", "text-index", "points", "name", "--analyzer", "klingon");
    fails(1, "embedder", "search", "points", "far", "--hybrid");
    fails(2, "take a TEXT", "search", "points", "--vector", "[1, 2]", "--hybrid");
    Path texts = Files.writeString(files.resolve("texts"), "far\norigin\n");
    List<JsonNode> answers =
        ok("search", "points", "--batch", texts.toString(), "--full-text", "--json").json();
    assertThat(answers)
        .extracting(answer -> answer.get("query").asText() + answer.get("hits").size())
        .containsExactly("far1", "origin1");
    assertThat(ok("search", "points", "--like", "7", "--json").json())
        .extracting(hit -> hit.get("id").toString())
        .containsExactly("{\"uuid\":\"" + UUID + "\"}", "\"7\"");
    ok("collections", "text-index", "points", "--drop");
    fails(1, "no full-text index", "search", "points", "far", "--full-text");
  }

  @Test
  void sparseVectorsAreIndexedAndFound() throws IOException {
    ok("collections", "create", "terms", "--dimension", "2");
    Path lines = files.resolve("terms.jsonl");
    Files.writeString(
        lines,
        """
        {"id": 1, "vector": [1, 0], "payload": {"s": {"rain": 1, "snow": 0.5}}}
        {"id": 2, "vector": [0, 1], "payload": {"s": {"rain": 2}}}
        {"id": 3, "vector": [0, 1], "payload": {"s": {"hail": 2}}}
        """);
    ok("import", "terms", lines.toString());
    String query = "s={\"rain\": 2, \"snow\": 8}";
    for (boolean indexed : List.of(false, true)) {
      Akin found = ok("search", "terms", "--sparse", query, "--json", "-v");
      assertThat(found.json())
          .extracting(hit -> hit.get("id") + " " + hit.get("score"))
          .containsExactly("1 6.0", "2 4.0");
      assertThat(found.err()).contains(indexed ? "sparse:" : "sparse+scan:");
      assertThat(ok("search", "terms", "--sparse", query, "--explain").out())
          .contains("sparse vectors in s, " + (indexed ? "by index" : "payloads read"));
      ok("collections", "index", "terms", "s", "--type", "sparse");
    }
    fails(2, "--sparse must be like", "search", "terms", "--sparse", "{}");
    fails(1, "weight of term 'a' must be", "search", "terms", "--sparse", "s={\"a\": \"b\"}");
    fails(1, "sparse vector must be a JSON object", "search", "terms", "--sparse", "s=[1]");
    fails(2, "goes together with TEXT", "search", "terms", "--sparse", query, "--like", "1");
    fails(1, "embedder", "search", "terms", "snow", "--sparse", query);
  }

  @Test
  void wrongSearchesAreRefused() throws IOException {
    createPoints();
    fails(1, "no collection 'nowhere'", "search", "nowhere", "text");
    fails(1, "dimension", "search", "points", "--vector", "[1, 2, 3]");
    fails(1, "vector must be a JSON array", "search", "points", "--vector", "[1, 2");
    fails(1, "vector must hold numbers only", "search", "points", "--vector", "[1, \"a\"]");
    fails(1, "embedder", "search", "points", "some text");
    fails(1, "none.png: no such file", "search", "points", "--image", "none.png");
    fails(1, "k must be 1 to 10000: 0", "search", "points", "--vector", "[1, 2]", "-k", "0");
    fails(1, "efSearch must be 1", "search", "points", "--vector", "[1, 2]", "--ef-search", "0");
    fails(
        1,
        "targetRecall must be above 0 and below 1: 1.0",
        "search",
        "points",
        "--vector",
        "[1, 2]",
        "--target-recall",
        "1");
    fails(1, "timeout must be above", "search", "points", "--vector", "[1, 2]", "--timeout", "0");
    fails(1, "'other'", "search", "points", "--vector", "[1, 2]", "--using", "other");
    fails(2, "give one of TEXT", "search", "points");
    fails(2, "--batch takes the place", "search", "points", "text", "--batch", "none");
    fails(1, "record 77", "search", "points", "--like", "77");
    fails(2, "give one of TEXT", "search", "points", "text", "--vector", "[1, 2]");
    fails(2, "-k", "search", "points", "text", "-k", "ten");
    fails(1, "slack must be 0", "search", "points", "--vector", "[1, 2]", "--slack=-1");
    fails(2, "mutually exclusive", "search", "points", "text", "--exact", "--ef-search", "9");
  }

  @Test
  void recordsAreShownAndDeleted() throws IOException {
    createPoints();
    List<JsonNode> found = ok("get", "points", "\"7\"", "7", "--json").json();
    assertThat(found)
        .extracting(record -> record.get("id").toString())
        .containsExactly("\"7\"", "7");
    assertThat(found.getFirst().get("version").asLong()).isPositive();
    assertThat(found.getFirst().has("vector")).isFalse();
    assertThat(
            ok("get", "points", "uuid:" + UUID, "--json", "--vectors")
                .json()
                .getFirst()
                .get("vector")
                .toString())
        .isEqualTo("[1.0,0.0]");
    assertThat(ok("get", "points", "7").out()).contains("origin").contains("payload");

    Akin missing = run("get", "points", "7", "8", "nine");
    assertThat(missing.code()).isEqualTo(1);
    assertThat(missing.out()).contains("origin");
    assertThat(missing.err()).contains("akin: not found in collection 'points': 8, nine");

    assertThat(ok("delete", "points", "7", "7", "8").out().strip()).isEqualTo("deleted 1 of 2");
    assertThat(ok("delete", "points", "\"7\"", "--json").json().getFirst().get("deleted").asInt())
        .isEqualTo(1);
    assertThat(ok("count", "points").out().strip()).isEqualTo("1");
    assertThat(run("get", "points", "7").code()).isEqualTo(1);
    fails(2, "give either ids or --filter", "delete", "points");
    fails(1, "no collection 'nowhere'", "delete", "nowhere", "7");
  }

  @Test
  void payloadIsChanged() throws IOException {
    createPoints();
    assertThat(ok("payload", "merge", "points", "{\"n\": 5, \"tags\": [null]}", "7", "\"7\"").out())
        .contains("updated 2 of 2");
    JsonNode far = ok("get", "points", "\"7\"", "--json").json().getFirst();
    assertThat(far.get("payload").toString())
        .isEqualTo("{\"name\":\"far\",\"n\":5,\"tags\":[null]}");
    assertThat(
            ok("payload", "delete", "points", "--field", "tags", "--field", "n", "7", "--json")
                .out()
                .strip())
        .isEqualTo("{\"updated\":1}");
    assertThat(ok("payload", "set", "points", "{\"x\": 1.5}", "--filter", "n = 5").out())
        .contains("updated 1");
    assertThat(ok("count", "points", "--filter", "x = 1.5").out().strip()).isEqualTo("1");

    long version = far.get("version").asLong();
    fails(
        1,
        "not found with version " + version,
        "payload",
        "set",
        "points",
        "{}",
        "\"7\"",
        "--if-version",
        Long.toString(version));
    Akin partly = run("payload", "set", "points", "{}", "7", "8", "nine");
    assertThat(partly.code()).isEqualTo(1);
    assertThat(partly.out()).contains("updated 1 of 3");
    assertThat(partly.err()).contains("akin: not found in collection 'points': 8, nine");
    assertThat(ok("get", "points", "7", "--json").json().getFirst().has("payload")).isFalse();

    fails(2, "give either ids or --filter", "payload", "set", "points", "{}");
    fails(2, "of one id", "payload", "set", "points", "{}", "7", "8", "--if-version", "1");
    fails(2, "--field", "payload", "delete", "points", "7");
    fails(1, "JSON object", "payload", "merge", "points", "[1]", "7");
    fails(1, "JSON object", "payload", "merge", "points", "{", "7");
    fails(1, "after its end", "payload", "merge", "points", "{} {}", "7");
    fails(1, "no collection 'nowhere'", "payload", "merge", "nowhere", "{}", "7");
  }

  @Test
  void recordsAreScrolledInAnOrder() throws IOException {
    createPoints();
    Akin first =
        ok("scroll", "points", "--order-by", "name", "--descending", "--limit", "2", "--json");
    assertThat(first.json())
        .extracting(record -> record.get("id").toString())
        .containsExactly("7", "\"7\"");
    String cursor = first.err().strip().replace("more: --cursor ", "");
    Akin second = ok("scroll", "points", "--order-by", "name", "--descending", "--cursor", cursor);
    assertThat(second.out()).contains(UUID).doesNotContain("origin");
    assertThat(second.err()).isEmpty();
    assertThat(ok("scroll", "points", "--filter", "n = 1", "--json").json()).hasSize(1);
    fails(1, "name a field", "scroll", "points", "--descending");
    fails(1, "cursor", "scroll", "points", "--cursor", cursor);
  }

  @Test
  void valuesAreCounted() throws IOException {
    createPoints();
    ok("payload", "merge", "points", "{\"tag\": [\"b\", \"a\"]}", "7", "\"7\"");
    ok("payload", "merge", "points", "{\"tag\": [\"b\", 1.0]}", "uuid:" + UUID);
    Akin scanned = ok("facet", "points", "tag", "--json");
    assertThat(scanned.out().lines())
        .containsExactly(
            "{\"value\":\"b\",\"count\":3}",
            "{\"value\":\"a\",\"count\":2}",
            "{\"value\":1,\"count\":1}");
    assertThat(scanned.err()).contains("3 records were read");
    ok("collections", "index", "points", "name", "--type", "keyword");
    Akin named =
        ok("facet", "points", "name", "--limit", "1", "--filter", "name starts with \"o\"");
    assertThat(named.out()).contains("\"origin\"").doesNotContain("far");
    assertThat(ok("facet", "points", "tag", "--limit", "1").err()).contains("2 more values");
    fails(1, "limit must be 1 to", "facet", "points", "tag", "--limit", "0");
    fails(1, "no collection 'nowhere'", "facet", "nowhere", "tag");
  }

  @Test
  void recordsAreDeletedByFilterOrOnlyCounted() throws IOException {
    createPoints();
    String named = "--filter=name in [\"origin\", \"far\"]";
    assertThat(ok("delete", "points", named, "--dry-run").out().strip())
        .isEqualTo("would delete 2");
    assertThat(ok("delete", "points", "7", "8", "--dry-run").out().strip())
        .isEqualTo("would delete 1 of 2");
    JsonNode dry = ok("delete", "points", named, "--dry-run", "--json").json().getFirst();
    assertThat(dry.toString()).isEqualTo("{\"would_delete\":2}");
    assertThat(ok("count", "points").out().strip()).isEqualTo("3");

    fails(2, "give either ids or --filter", "delete", "points", "7", named);
    fails(1, "column", "delete", "points", "--filter", "name in");
    fails(1, "no collection 'nowhere'", "delete", "nowhere", named);
    assertThat(ok("count", "points").out().strip()).isEqualTo("3");

    assertThat(ok("delete", "points", "--filter", "n = 1").out().strip()).isEqualTo("deleted 1");
    assertThat(ok("delete", "points", named, "--json").json().getFirst().toString())
        .isEqualTo("{\"deleted\":1}");
    assertThat(ok("delete", "points", named).out().strip()).isEqualTo("deleted 0");
    assertThat(ok("get", "points", "uuid:" + UUID).out()).contains(UUID);
    assertThat(ok("count", "points").out().strip()).isEqualTo("1");
  }

  @Test
  void whatIsExportedImportsEqual() throws IOException {
    createPoints();
    Path export = files.resolve("export.jsonl");
    assertThat(ok("export", "points", export.toString()).out()).contains("exported 3 records");
    assertThat(files.resolve("export.jsonl.partial")).doesNotExist();
    ok("collections", "create", "copy", "--dimension", "2", "--metric", "euclidean");
    JsonNode imported = ok("import", "copy", export.toString(), "--json").json().getFirst();
    assertThat(imported.get("inserted").asInt()).isEqualTo(3);
    assertThat(imported.get("updated").asInt()).isZero();
    assertThat(ok("export", "copy", "-").out()).isEqualTo(Files.readString(export));
    assertThat(ok("import", "copy", export.toString()).out()).contains("0 new, 3 replaced");
    assertThat(ok("export", "copy", "-", "--no-vectors").out()).doesNotContain("vector");
    fails(1, "no/such/place", "export", "copy", "no/such/place.jsonl");
  }

  @Test
  void whatIsExportedAsATableImportsEqual() throws IOException {
    createPoints();
    String lines = ok("export", "points", "-").out();
    assertThat(ok("export", "points", "-", "--format", "csv").out())
        .startsWith("id,vector,")
        .contains("\"[");
    for (String name : List.of("table.csv", "table.tsv")) {
      Path file = files.resolve(name);
      assertThat(ok("export", "points", file.toString()).out()).contains("exported 3 records");
      ok("collections", "create", "copy", "--dimension", "2", "--metric", "euclidean");
      ok("import", "copy", file.toString());
      assertThat(ok("export", "copy", "-").out()).isEqualTo(lines);
      ok("collections", "drop", "copy");
    }
    Path parquet = files.resolve("table.parquet");
    fails(1, "ids are of several kinds", "export", "points", parquet.toString());
    assertThat(files).isDirectoryNotContaining("glob:**parquet*");
    ok("delete", "points", "7");
    ok("delete", "points", "uuid:" + UUID);
    ok("export", "points", parquet.toString());
    ok("collections", "create", "copy", "--dimension", "2", "--metric", "euclidean");
    ok("import", "copy", parquet.toString());
    assertThat(ok("export", "copy", "-").out()).isEqualTo(ok("export", "points", "-").out());
    Path matrix = files.resolve("matrix.npy");
    assertThat(ok("export", "points", matrix.toString(), "--json").json().getFirst().toString())
        .isEqualTo("{\"exported\":1}");
    assertThat(ok("import", "copy", matrix.toString(), "--first-id", "90").out()).contains("1 new");
    fails(1, "no vector 'other'", "export", "points", matrix.toString(), "--vector-name", "other");
    fails(1, "standard output takes JSONL", "export", "points", "-", "--format", "npy");
    fails(1, "not as HDF5", "export", "points", files.resolve("a.h5").toString());
    fails(1, "PARQUET must come from a file", "import", "copy", "-", "--format", "parquet");
  }

  @Test
  void recordsExpireAsTheCommandLineTheFileOrTheCollectionSays() throws IOException {
    ok("collections", "create", "a", "--dimension", "1", "--ttl", "36h");
    assertThat(ok("collections", "describe", "a").out()).contains("sync always, ttl 36h");
    assertThat(ok("collections", "describe", "a", "--json").json().getFirst().get("ttl").asText())
        .isEqualTo("36h");
    Path records =
        file(
            "a.jsonl",
            "{\"id\": 1}",
            "{\"id\": 2, \"expires_at\": \"9000-01-01T01:00:00+01:00\"}",
            "{\"id\": 3, \"expires_at\": \"never\"}",
            "{\"id\": 4, \"ttl\": \"1d\"}",
            "{\"id\": 5, \"expires_at\": \"2000-01-01T00:00:00Z\"}");
    assertThat(ok("import", "a", records.toString()).out()).contains("imported 5 records");
    assertThat(ok("count", "a").out()).contains("4");
    Path export = files.resolve("export.jsonl");
    ok("export", "a", export.toString());
    List<String> lines = Files.readAllLines(export);
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0)).startsWith("{\"id\":1,\"expires_at\":\"2");
    assertThat(lines.get(1)).isEqualTo("{\"id\":2,\"expires_at\":\"9000-01-01T00:00:00Z\"}");
    assertThat(lines.get(2)).isEqualTo("{\"id\":3,\"expires_at\":\"never\"}");
    ok("collections", "create", "b", "--dimension", "1", "--ttl", "1s");
    ok("import", "b", export.toString());
    assertThat(ok("export", "b", "-").out()).isEqualTo(Files.readString(export));
    assertThat(ok("get", "b", "2").out()).contains("9000-01-01T00:00:00Z");

    ok("collections", "create", "c", "--dimension", "1");
    ok("import", "c", records.toString(), "--ttl", "3d");
    assertThat(ok("export", "c", "-").json().getFirst().get("expires_at").asText())
        .isGreaterThan(Instant.now().plus(Duration.ofDays(2)).toString());
    assertThat(ok("export", "c", "-").json().get(2).get("expires_at")).isNull();

    fails(2, "a number with ms, s, m, h or d", "import", "c", records.toString(), "--ttl", "soon");
    fails(
        1,
        "1 millisecond to 36500 days",
        "collections",
        "create",
        "d",
        "--dimension",
        "1",
        "--ttl",
        "0s");
    Path wrong = file("wrong.jsonl", "{\"id\": 1, \"expires_at\": \"tomorrow\"}");
    fails(1, "expires_at must be like", "import", "c", wrong.toString());
    assertThat(ok("collections", "describe", "c").out()).doesNotContain("ttl");
  }

  @Test
  void textsAreEmbeddedStoredAndFound() throws IOException {
    ok("collections", "create", "docs", "--embedder", "minilm");
    Path docs =
        file(
            "docs.jsonl",
            "{\"id\": \"cat\", \"text\": \"The cat sat on the mat.\"}",
            "{\"id\": \"bank\", \"text\": \"Interest rates rose again.\"}");
    ok("import", "docs", docs.toString());
    Akin table = ok("search", "docs", "a feline at rest", "-k1");
    assertThat(table.out()).contains("The cat sat on the mat.").doesNotContain("Interest");
    JsonNode hit = ok("search", "docs", "money", "-k1", "--json").json().getFirst();
    assertThat(hit.get("id").asText()).isEqualTo("bank");
    assertThat(hit.get("text").asText()).isEqualTo("Interest rates rose again.");
    assertThat(ok("get", "docs", "cat").out()).contains("The cat sat on the mat.");

    assertThat(ok("models", "list").out()).contains("minilm").contains("384").contains("text");
    assertThat(ok("models", "list", "--json").json())
        .filteredOn(model -> model.get("name").asText().equals("minilm"))
        .singleElement()
        .satisfies(model -> assertThat(model.get("dimension").asInt()).isEqualTo(384));

    List<JsonNode> vectors = ok("embed", "--model", "minilm", "one", "two").json();
    assertThat(vectors).hasSize(2).allMatch(vector -> vector.size() == 384);
    JsonNode embedded =
        ok("embed", "--model", "minilm", "--json", "--query", "--no-normalize", "one")
            .json()
            .getFirst();
    assertThat(embedded.get("text").asText()).isEqualTo("one");
    assertThat(embedded.get("vector")).hasSize(384);
    List<JsonNode> tokens = ok("embed", "--model", "minilm", "--tokens", "one two").json();
    assertThat(tokens).extracting(token -> token.get("token").asText()).contains("one", "two");
    assertThat(tokens.getFirst().get("vector")).hasSize(384);
    assertThat(ok("models", "test", "minilm").out()).contains("384").contains("cosine 1.0000");
    fails(1, "no model 'gpt'", "models", "test", "gpt");
    fails(1, "used by collection docs", "models", "remove", "minilm");
    fails(1, "no model 'gpt'", "embed", "--model", "gpt", "one");
    fails(1, "./gpt: no such file", "embed", "--model", "./gpt", "one");
    fails(2, "--model", "embed", "one");
  }

  @Test
  void documentsArePutAskedAndDeleted() throws IOException {
    ok("collections", "create", "docs", "--embedder", "minilm");
    Path folder = Files.createDirectories(files.resolve("texts/pets"));
    Files.writeString(
        folder.resolve("cat.md"),
        "# Cats\n\nThe cat sat on the mat. It slept there for hours and dreamt of mice.");
    Files.writeString(folder.resolve("note.bin"), "not a text");
    Path bank = file("bank.txt", "Interest rates rose again. Banks are happy about it.");
    String texts = folder.getParent().toString();
    assertThat(
            ok("documents", "put", "docs", texts, bank.toString(), "--max-characters", "50").out())
        .contains("put 2 documents, 4 passages");
    Akin answer = ok("ask", "docs", "where did the cat sleep?", "--tokens", "20");
    assertThat(answer.out())
        .contains("[1] pets/cat.md, characters")
        .contains("cat")
        .doesNotContain("Interest");
    JsonNode passage = ok("ask", "docs", "interest rates", "--json").json().getFirst();
    assertThat(passage.get("document").asText()).isEqualTo("bank.txt");
    assertThat(passage.get("start").asInt()).isZero();
    assertThat(passage.get("text").asText()).startsWith("Interest rates rose");
    assertThat(ok("documents", "delete", "docs", "bank.txt", "none").out())
        .contains("deleted 1 of 2");
    assertThat(ok("ask", "docs", "money", "--json").out()).doesNotContain("bank.txt");
    assertThat(ok("ask", "docs", "money", "--tokens", "1").err()).contains("no passage");
    Files.write(files.resolve("latin.txt"), new byte[] {'M', (byte) 0xfc, 'l', 'l'});
    fails(
        1,
        "latin.txt: is not UTF-8",
        "documents",
        "put",
        "docs",
        files.resolve("latin.txt").toString());
    fails(
        1, "would both be document", "documents", "put", "docs", bank.toString(), bank.toString());
  }

  @Test
  void wrongLinesAreNamedAndWhatCameBeforeIsCounted() throws IOException {
    createPoints();
    Path wrong = file("wrong.jsonl", "{\"vector\": [1, 1]}", "", "{\"vector\": [1, 1, 1]}");
    fails(
        1,
        wrong + ":3: dimension mismatch: vector 'default' of collection 'points' has 2",
        "import",
        "points",
        wrong.toString());
    Path text = file("text.jsonl", "{\"text\": \"a\"}");
    fails(1, text + ":1: vector 'default'", "import", "points", text.toString());
    Path named = file("named.jsonl", "{\"vectors\": {\"title\": [1]}}");
    fails(1, "has no vector 'title'", "import", "points", named.toString());
    fails(1, "none.jsonl: no such file", "import", "points", "none.jsonl");
    fails(1, "name must end in", "import", "points", file("a.txt", "1,2").toString());
    fails(1, "is a directory", "import", "points", files.toString(), "--format", "jsonl");
  }

  @Test
  void rowsOfCsvAreRecords() throws IOException {
    createPoints();
    Path csv = file("a.csv", "id,vector,lang,zip:text", "7,\"[1, 2]\",en,01", ",\"[2, 1]\",,");
    assertThat(ok("import", "points", csv.toString()).out()).startsWith("imported 2 records");
    JsonNode seven = ok("get", "points", "7", "--json").json().getFirst();
    assertThat(seven.get("payload").get("zip").asText()).isEqualTo("01");
    fails(
        1,
        "column 'lang:int' must be a whole number of 64 bits: en",
        "import",
        "points",
        file("b.csv", "vector,lang:int", "\"[1, 2]\",en").toString());
  }

  @Test
  void onlyNewOrOnlyExistingRecordsAreTaken() throws IOException {
    createPoints();
    ok("import", "points", file("a.jsonl", "{\"id\": 1, \"vector\": [1, 1]}").toString());
    Path more =
        file(
            "b.jsonl",
            "{\"id\": 1, \"vector\": [2, 2], \"payload\": {\"n\": 2}}",
            "{\"id\": 2, \"vector\": [2, 2], \"payload\": {\"n\": 2}}");
    assertThat(ok("import", "points", more.toString(), "--only", "new").out())
        .contains("imported 1 records", "1 new, 0 replaced, 1 left out");
    assertThat(ok("get", "points", "1", "--json").json().getFirst().has("payload")).isFalse();
    ok("delete", "points", "2");
    JsonNode result =
        ok("import", "points", more.toString(), "--only", "existing", "--json").json().getFirst();
    assertThat(result.get("updated").asInt()).isEqualTo(1);
    assertThat(result.get("refused").asInt()).isEqualTo(1);
    assertThat(ok("count", "points").out().strip()).isEqualTo("4");
  }

  @Test
  void standardInputIsRead() throws IOException {
    ok("collections", "create", "points", "--dimension", "2");
    InputStream stdin = System.in;
    try {
      System.setIn(
          new ByteArrayInputStream(
              "{\"vector\": [1, 1]}\n{\"vector\": [2, 1]}".getBytes(StandardCharsets.UTF_8)));
      ok("import", "points", "-", "--first-id", "40");
    } finally {
      System.setIn(stdin);
    }
    assertThat(ok("get", "points", "40", "41", "--json").json()).hasSize(2);
  }

  @Test
  void numPyRowsFillTheVectorNamed() throws IOException {
    ok("collections", "create", "rows", "--dimension", "3", "--vector-name", "v");
    Path rows = files.resolve("rows.npy");
    try (InputStream npy = CommandsContract.class.getResourceAsStream("format/float32.npy")) {
      Files.copy(npy, rows);
    }
    ok("import", "rows", rows.toString(), "--vector-name", "v");
    JsonNode hit =
        ok("search", "rows", "--vector", "[1, 2, 4]", "--using", "v", "-k1", "--vectors", "--json")
            .json()
            .getFirst();
    assertThat(hit.at("/vectors/v").toString()).isEqualTo("[0.0,0.25,0.5]");
    assertThat(hit.get("id").asInt()).isZero();
  }

  @Test
  void searchesAndCountsTakeFilters() throws IOException {
    createPoints();
    assertThat(ok("count", "points", "--filter", "name exists").out().strip()).isEqualTo("2");
    assertThat(ok("count", "points", "--estimate").out().strip()).isEqualTo("3");
    assertThat(ok("count", "points", "--estimate", "--filter", "name exists").out().strip())
        .isEqualTo("about 1 (0 to 3)");
    assertThat(ok("count", "points", "--estimate", "--filter", "n = 1", "--json").out().strip())
        .isEqualTo("{\"count\":1,\"at_least\":0,\"at_most\":3}");
    assertThat(ok("count", "points", "--filter", "not n = 1").out().strip()).isEqualTo("2");
    List<JsonNode> hits =
        ok("search", "points", "--vector=[0, 0]", "--filter", "name = 'far'", "--json").json();
    assertThat(hits).hasSize(1);
    assertThat(hits.getFirst().get("id").asText()).isEqualTo("7");
    Akin none = ok("search", "points", "--vector=[0, 0]", "--filter", "n > 1", "-v");
    assertThat(none.err())
        .contains("no record of collection 'points' matches the filter")
        .contains("filter matched 0, scanned 3");
    fails(
        1,
        "filter, column 4: expected a text in quotes, a number, true or false, found the end",
        "count",
        "points",
        "--filter",
        "n >");
  }

  @Test
  void payloadIndexesAreCreatedDescribedAndDropped() throws IOException {
    createPoints();
    assertThat(ok("collections", "index", "points", "n", "--type", "number").out())
        .contains("building a number index on n");
    assertThat(ok("collections", "describe", "points").out())
        .contains("payload indexes: n (number");
    JsonNode described = ok("collections", "describe", "points", "--json").json().getFirst();
    assertThat(described.at("/payload_indexes/n/type").asText()).isEqualTo("number");
    assertThat(ok("count", "points", "--filter", "n = 1").out().strip()).isEqualTo("1");
    fails(2, "--type", "collections", "index", "points", "n");
    fails(1, "drop it first", "collections", "index", "points", "n", "--type", "bool");
    JsonNode dropped =
        ok("collections", "index", "points", "n", "--drop", "--json").json().getFirst();
    assertThat(dropped.get("dropped").asText()).isEqualTo("n");
    fails(1, "no payload index", "collections", "index", "points", "n", "--drop");
  }

  @Test
  void aDirectoryOfImagesIsImportedAndSearched() throws IOException {
    Path folder = Files.createDirectories(files.resolve("images/food")).getParent();
    for (EmojiPicture picture : EmojiPicture.all()) {
      switch (picture.name()) {
        case "crescent moon" -> Files.write(folder.resolve("food/a.webp"), picture.image());
        case "guitar" -> Files.write(folder.resolve("b.WEBP"), picture.image());
        case "cactus" -> Files.write(files.resolve("cactus.webp"), picture.image());
        default -> {}
      }
    }
    Files.writeString(folder.resolve("notes.txt"), "not an image");
    ok("collections", "create", "pictures", "--embedder", "emoji");
    assertThat(ok("import", "pictures", folder.toString()).out()).startsWith("imported 2 records");
    assertThat(id(ok("search", "pictures", "crescent moon", "--json"))).isEqualTo("food/a.webp");
    assertThat(
            id(ok("search", "pictures", "--image", folder.resolve("b.WEBP").toString(), "--json")))
        .isEqualTo("b.WEBP");

    fails(1, "no images in this directory", "import", "pictures", empty());
    fails(
        1,
        "is not a directory of images",
        "import",
        "pictures",
        folder.resolve("b.WEBP").toString(),
        "--format",
        "images");
    Files.write(folder.resolve("c.png"), new byte[] {1, 2, 3});
    fails(1, "image must be PNG, JPEG, WebP, GIF or BMP", "import", "pictures", folder.toString());
  }

  private String empty() throws IOException {
    return Files.createDirectories(files.resolve("empty")).toString();
  }

  private static String id(Akin akin) throws IOException {
    return akin.json().getFirst().get("id").asText();
  }

  @Test
  void aCollectionIsOptimized() throws IOException {
    createPoints();
    assertThat(ok("optimize", "points").out()).contains("no record of points is dead");
    ok("delete", "points", "7");
    // A data directory is opened by each command anew, which drops what is dead of so few records.
    int dead = where().contains("--data") ? 0 : 1;
    assertThat(ok("collections", "describe", "points").out())
        .contains("2 records", dead == 0 ? "" : "1 dead ones");
    JsonNode result =
        ok("optimize", "points", "--threads", "1", "--force", "--json").json().getFirst();
    assertThat(result.get("rebuilt").asBoolean()).isTrue();
    assertThat(result.get("records").asInt()).isEqualTo(2);
    assertThat(result.get("removed").asInt()).isEqualTo(dead);
    assertThat(ok("optimize", "points", "--force").out())
        .contains("optimized points: 2 records, 0 dead ones gone");
    assertThat(ok("collections", "describe", "points").out()).doesNotContain("dead");
    fails(1, "threads must be 0 to 1024", "optimize", "points", "--threads", "-1");
    fails(1, "nope", "optimize", "nope");
  }

  @Test
  void anIndexIsAlteredAndVectorsAreAddedAndDropped() throws IOException {
    createPoints();
    assertThat(ok("alter", "points", "--index", "ivf", "--nlist", "1", "--quantizer", "sq8").out())
        .contains("altered points: 3 records, in", "now default: 2, euclidean, ivf+sq8");
    assertThat(ok("alter", "points", "--quantizer", "rabitq", "--bits", "4").out())
        .contains("ivf+rabitq4");
    JsonNode result =
        ok("alter", "points", "--index", "hnsw", "--m", "8", "--quantizer", "none", "--json")
            .json()
            .getFirst();
    assertThat(result.get("records").asInt()).isEqualTo(3);
    assertThat(ok("alter", "points", "--ef-construction", "50").out()).contains("hnsw");
    assertThat(ok("collections", "describe", "points").out()).contains("m 8, ef_construction 50");
    assertThat(ok("alter", "points", "--add", "shape", "--dimension", "3", "--metric", "dot").out())
        .contains("shape: 3, dot, hnsw");
    assertThat(ok("alter", "points", "--drop", "shape").out()).doesNotContain("shape: 3");
    assertThat(ok("alter", "points", "--cancel").out()).contains("nothing of points");
    fails(2, "Missing option", "alter", "points");
    fails(2, "akin reembed", "alter", "points", "--metric", "dot");
    fails(2, "--nlist is for", "alter", "points", "--nlist", "3");
    fails(1, "no vector 'nope'", "alter", "points", "--vector", "nope", "--index", "flat");
    fails(1, "no embedder", "reembed", "points", "--model", "letters");
    fails(2, "--model", "reembed", "points");
  }

  @Test
  void aCollectionIsEmbeddedAgainByAnotherModel() throws IOException {
    ok("collections", "create", "texts", "--embedder", "letters");
    Path file = files.resolve("texts.jsonl");
    Files.writeString(file, "{\"id\": 1, \"text\": \"ab\"}\n{\"id\": 2, \"text\": \"yz\"}\n");
    ok("import", "texts", file.toString());
    fails(1, "no model 'nope'", "reembed", "texts", "--model", "nope");
    assertThat(ok("reembed", "texts", "--model", "pairs", "--metric", "dot").out())
        .contains("altered texts: 2 records, 2 embedded, in", "now default: 51, pairs, dot, hnsw");
    assertThat(ok("search", "texts", "yz", "-k", "1", "--json").json().getFirst().get("id").asInt())
        .isEqualTo(2);
    JsonNode added =
        ok("alter", "texts", "--add", "old", "--embedder", "letters", "--from", "default", "--json")
            .json()
            .getFirst();
    assertThat(added.get("embedded").asInt()).isEqualTo(2);
    assertThat(ok("search", "texts", "a", "-k", "1", "--using", "old").out()).contains("ab");
    Files.writeString(file, "{\"id\": 3, \"vector\": " + vector51() + "}\n");
    ok("import", "texts", file.toString());
    fails(1, "1 of the 3 records", "reembed", "texts", "--model", "letters");
    assertThat(ok("reembed", "texts", "--model", "letters", "--skip-missing").out())
        .contains("2 embedded, 1 without a source left out");
    assertThat(ok("reembed", "texts", "--cancel").out()).contains("nothing of texts");
  }

  private static String vector51() {
    return Collections.nCopies(51, "1").toString();
  }

  @Test
  void aliasesAreSetListedAndDropped() throws IOException {
    createPoints();
    assertThat(ok("alias", "list").err()).contains("no aliases yet");
    assertThat(ok("alias", "set", "live", "points").out()).contains("live leads to points");
    assertThat(ok("alias", "list").out()).contains("live", "points");
    assertThat(ok("alias", "list", "--json").json().getFirst().get("collection").asText())
        .isEqualTo("points");
    assertThat(ok("count", "live").out()).contains("3");
    fails(1, "is an alias", "collections", "drop", "live");
    assertThat(ok("alias", "drop", "live").out()).contains("dropped alias live");
    fails(1, "live", "count", "live");
  }
}
