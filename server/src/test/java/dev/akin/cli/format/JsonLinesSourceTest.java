package dev.akin.cli.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.Input;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.Value;
import dev.akin.server.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonLinesSourceTest {
  @TempDir Path folder;

  private List<Record> read(String lines) throws IOException {
    return read(lines.getBytes(StandardCharsets.UTF_8));
  }

  private List<Record> read(byte[] bytes) throws IOException {
    List<Record> records = new ArrayList<>();
    try (RecordSource source =
        new JsonLinesSource(
            new ByteArrayInputStream(bytes), "docs.jsonl", bytes.length, folder, 100)) {
      for (Optional<Record> next = source.next(); next.isPresent(); next = source.next()) {
        records.add(next.get());
      }
      assertThat(source.done()).isEqualTo(source.total()).isEqualTo(bytes.length);
    }
    return records;
  }

  @Test
  void readsEveryField() throws IOException {
    Files.write(folder.resolve("cat.png"), new byte[] {1, 2, 3});
    List<Record> records =
        read(
            """
            {"id": 18446744073709551615, "text": "größe", "payload": {"n": 1, "x": 1.0, "a": [null, true, "s", {"b": {}}]}}
            {"id": {"uuid": "123e4567-e89b-12d3-a456-426614174000"}, "image": "cat.png", "vector": [1, -0.5, 1e-3]}
            {"id": "7", "image": {"base64": "AQID"}, "texts": {"title": "t"}, "vectors": {"other": [2]}, "payload": null}
            """);
    assertThat(records)
        .containsExactly(
            Record.of(-1L)
                .text("größe")
                .put("n", 1)
                .put("x", 1.0)
                .put(
                    "a",
                    new Value.Array(
                        List.of(
                            Value.Null.INSTANCE,
                            new Value.Bool(true),
                            new Value.Text("s"),
                            new Value.Fields(Map.of("b", new Value.Fields(Map.of())))))),
            Record.of(RecordId.of(UUID.fromString("123e4567-e89b-12d3-a456-426614174000")))
                .image(new byte[] {1, 2, 3})
                .vector(1, -0.5f, 1e-3f),
            Record.of("7")
                .image(new byte[] {1, 2, 3})
                .with("title", Input.text("t"))
                .with("other", Input.vector(2)));
  }

  @Test
  void recordsWithoutIdTakeTheirPlaceAndEmptyLinesDoNotCount() throws IOException {
    assertThat(read("{}\r\n\r\n{\"id\":\"a\"}\n   \n{}"))
        .extracting(Record::id)
        .containsExactly(RecordId.of(100), RecordId.of("a"), RecordId.of(102));
  }

  @Test
  void linesLongerThanTheBufferAreRead() throws IOException {
    String text = "x".repeat(300_000);
    List<Record> records = read("{}\n{\"text\":\"" + text + "\"}\n{}\n");
    assertThat(records).hasSize(3);
    assertThat(records.get(1).sources().get("default")).isEqualTo(Input.text(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[1] | a record must be a JSON object",
        "{\"id\": -1} | id must be 0 to 18446744073709551615: -1",
        "{\"id\": 18446744073709551616} | id must be 0 to 18446744073709551615",
        "{\"id\": 1.5} | id must be a string, a whole number",
        "{\"id\": \"\"} | id must not be empty",
        "{\"id\": {\"uuid\": \"1-2-3-4-5\"}} | id is no UUID",
        "{\"id\": {\"uuid\": 3}} | id must be a string",
        "{\"text\": 3} | text must be a string",
        "{\"txt\": \"a\"} | unknown field 'txt'; a record has id, text",
        "{\"text\": \"a\", \"text\": \"b\"} | Duplicate field 'text'",
        "{\"text\": \"a\", \"image\": {\"base64\": \"AQID\"}} | vector 'default' has two sources",
        "{\"vector\": \"a\"} | vector must be an array of numbers",
        "{\"vector\": [1, \"a\"]} | vector must hold numbers only: value 1 is a",
        "{\"vector\": [1, null]} | vector must hold numbers only: value 1 is null",
        "{\"vector\": []} | vector must not be empty",
        "{\"vector\": [1e300]} | vector must be finite",
        "{\"vectors\": [1]} | vectors must be an object",
        "{\"vectors\": {\"a\": 1}} | vectors.a must be an array of numbers",
        "{\"image\": \"dog.png\"} | image: no such file",
        "{\"image\": 1} | image must be a path or",
        "{\"payload\": [1]} | payload must be an object",
        "{\"payload\": {\"a\": {\"b\": 9223372036854775808}}} | payload.a.b must fit in 64 bits",
        "{\"payload\": {\"a\": 1e999}} | payload number must be finite",
        "{\"a\": 1} | unknown field 'a'",
        "{\"id\": 1} {\"id\": 2} | one record per line",
        "{\"id\": 1 | Unexpected end-of-input",
        "{'id': 1} | Unexpected character",
        "hello | Unrecognized token 'hello'",
      })
  void wrongLinesAreNamed(String line, String message) {
    assertThatThrownBy(() -> read("{}\n\n" + line + "\n{}\n"))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageStartingWith("docs.jsonl:3: ")
        .hasMessageContaining(message);
  }

  @Test
  void bytesThatAreNoUtf8AreNamed() {
    byte[] line = HexFormat.of().parseHex("7b226964223a22ff227d");
    assertThatThrownBy(() -> read(line))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageStartingWith("docs.jsonl:1: ");
  }

  @Test
  void whatIsWrittenIsReadBackEqual() throws IOException {
    long seed = Long.getLong("test.seed", System.nanoTime());
    Random random = new Random(seed);
    List<Record> records = new ArrayList<>();
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 500; i++) {
      Record record = RandomRecords.next(random);
      records.add(record);
      lines.append(Json.object(json -> RecordJson.writeFields(json, record))).append('\n');
    }
    assertThat(read(lines.toString())).as("seed %d", seed).isEqualTo(records);
  }
}
