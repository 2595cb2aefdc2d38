package dev.akin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.akin.api.Database;
import dev.akin.engine.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
  void aDirectoryThatIsNotThereIsNotMadeByLooking() {
    Path nowhere = data.resolve("nowhere");
    Akin akin = Akin.run("count", "points", "--data", nowhere.toString());
    assertThat(akin.code()).isEqualTo(1);
    assertThat(akin.err()).startsWith("akin: no data directory at " + nowhere).hasLineCount(1);
    assertThat(nowhere).doesNotExist();
  }
}
