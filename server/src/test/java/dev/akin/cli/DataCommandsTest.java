package dev.akin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.akin.api.Database;
import dev.akin.engine.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on a data directory. */
class DataCommandsTest extends CommandsContract {
  private static final String VECTORS =
      """
      4 2
      cat 1 0.5
      feline 0.9 0.6
      stock 0.1 1
      the 0.5 0.5
      """;

  @TempDir Path data;
  @TempDir Path backups;

  @Override
  List<String> where() {
    return List.of("--data", data.toString());
  }

  @Override
  List<String> backupsWhere() {
    return List.of("--data", data.toString(), "--backup-dir", backups.toString());
  }

  @Override
  Path backups() {
    return backups;
  }

  @Test
  void checkFindsNothingInWhatIsWholeAndNamesWhatIsNot() throws IOException {
    Path dir = data.resolve("data");
    Akin.run("collections", "create", "c", "--dimension", "2", "--data", dir.toString());
    Akin whole = Akin.run("check", "--data", dir.toString());
    assertThat(whole.err()).isEmpty();
    assertThat(whole.out()).startsWith("no damage in ").contains("1 collections, 0 records");
    assertThat(whole.code()).isZero();

    Files.writeString(dir.resolve("FORMAT"), "akin-dada 1\n");
    Akin damaged = Akin.run("check", "--json", "--data", dir.toString());
    assertThat(damaged.code()).isEqualTo(1);
    assertThat(damaged.json()).hasSize(2);
    assertThat(damaged.json().getFirst().get("file").asText())
        .isEqualTo(dir.resolve("FORMAT").toString());
    assertThat(damaged.json().getFirst().get("offset").asInt()).isZero();
    assertThat(damaged.json().getLast().get("ok").asBoolean()).isFalse();

    Files.writeString(dir.resolve("FORMAT"), "akin-data 1\n");
    try (Database _ = EmbeddedDatabase.open(dir)) {
      Akin busy = Akin.run("check", "--data", dir.toString());
      assertThat(busy.code()).isEqualTo(1);
      assertThat(busy.err()).contains("in use").hasLineCount(1);
    }
    Akin nowhere = Akin.run("check", "--data", data.resolve("nowhere").toString());
    assertThat(nowhere.code()).isEqualTo(1);
    assertThat(nowhere.err()).contains("no data directory").hasLineCount(1);
  }

  @Test
  void modelsAreAddedTestedAndRemoved(@TempDir Path files) throws IOException {
    Path vectors = Files.writeString(files.resolve("tiny.vec"), VECTORS);
    assertThat(ok("models", "add", "tiny", vectors.toString(), "--type", "words").out())
        .isEqualTo("added tiny (2, text, cosine)\n");
    fails(1, "exists already", "models", "add", "tiny", vectors.toString());
    fails(1, "no/such", "models", "add", "other", "no/such.vec");
    fails(1, "must be one of", "models", "add", "other", vectors.toString(), "--type", "gguf");
    assertThat(ok("models", "list").out()).contains("tiny").contains("no limit");
    assertThat(ok("models", "test", "tiny").out()).contains("cosine 1.0000");
    ok("collections", "create", "words", "--embedder", "tiny", "--dimension", "1");
    assertThat(ok("collections", "describe", "words", "--json").json().getFirst().toString())
        .contains("\"dimension\":1,\"embedder\":\"tiny\"");
    fails(1, "used by collection words", "models", "remove", "tiny");
    fails(1, "no vectors of tokens", "embed", "--model", "tiny", "--tokens", "cat");
    ok("collections", "drop", "words");
    assertThat(ok("models", "remove", "tiny").out()).isEqualTo("removed tiny\n");
    fails(1, "no model 'tiny'", "models", "test", "tiny");
    assertThat(vectors).exists();
  }

  @Test
  void hitsAreRerankedByACrossEncoder(@TempDir Path files) throws IOException {
    // A real one, with random weights; its scores are those of sentence-transformers.
    Path model = Path.of("../embedders/onnx/src/test/resources/models/cross-bert");
    JsonNode reference = new ObjectMapper().readTree(model.resolve("reference.json").toFile());
    String question = reference.get("questions").get(0).asText();
    StringBuilder lines = new StringBuilder();
    TreeMap<Double, Integer> best = new TreeMap<>(Comparator.reverseOrder());
    for (int i = 0; i < 5; i++) {
      String passage = reference.get("passages").get(i).asText();
      lines.append(
          String.format(
              "{\"id\": %d, \"vector\": [1], \"payload\": {\"t\": \"%s\"}}%n", i, passage));
      best.put(reference.get("scores").get(0).get(i).asDouble(), i);
    }
    assertThat(ok("models", "add", "judge", model.toString()).out())
        .isEqualTo("added judge (reranker)\n");
    assertThat(ok("models", "list", "--json").json())
        .filteredOn(it -> it.get("name").asText().equals("judge"))
        .singleElement()
        .satisfies(it -> assertThat(it.get("kind").asText()).isEqualTo("reranker"));
    ok("collections", "create", "docs", "--dimension", "1");
    ok("import", "docs", Files.writeString(files.resolve("docs.jsonl"), lines).toString());
    List<JsonNode> hits =
        ok(
                "search",
                "docs",
                "--vector=[1]",
                "-k3",
                "--rerank=judge",
                "--rerank-top=5",
                "--rerank-field=t",
                "--rerank-query=" + question,
                "--json")
            .json();
    List<Integer> order = best.values().stream().limit(3).toList();
    assertThat(hits).extracting(hit -> hit.get("id").asInt()).isEqualTo(order);
    assertThat(hits.getFirst().get("score").asDouble()).isCloseTo(best.firstKey(), within(1e-5));
    fails(1, "query of rerank must be given", "search", "docs", "--vector=[1]", "--rerank=judge");
    fails(2, "need --rerank", "search", "docs", "--vector=[1]", "--rerank-top=5");
    fails(1, "is a reranker", "collections", "create", "other", "--embedder", "judge");
    fails(1, "is a reranker", "models", "test", "judge");
    fails(1, "is a reranker", "embed", "--model", "judge", "text");
    assertThat(ok("models", "remove", "judge").out()).isEqualTo("removed judge\n");
  }

  @Test
  void aDirectoryThatIsNotThereIsNotMadeByLooking() {
    Path nowhere = data.resolve("nowhere");
    Akin akin = Akin.run("count", "points", "--data", nowhere.toString());
    assertThat(akin.code()).isEqualTo(1);
    assertThat(akin.err()).startsWith("akin: no data directory at " + nowhere).hasLineCount(1);
    assertThat(nowhere).doesNotExist();
  }
}
