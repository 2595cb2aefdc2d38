package dev.akin.cli.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.Expiry;
import dev.akin.api.Input;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.Value;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Of files that pyarrow wrote; src/test/scripts/parquet.py made them. */
class ParquetSourceTest {
  @TempDir private Path folder;

  private Path file(String name) throws IOException {
    Path file = folder.resolve(name);
    try (InputStream in = ParquetSourceTest.class.getResourceAsStream("parquet/" + name)) {
      Files.copy(in, file);
    }
    return file;
  }

  private static List<Record> read(Path file) throws IOException {
    List<Record> records = new ArrayList<>();
    try (RecordSource source = Format.of(file).open(file, "v", 5, "train")) {
      for (Optional<Record> next = source.next(); next.isPresent(); next = source.next()) {
        records.add(next.get());
      }
      assertThat(source.done()).isEqualTo(source.total()).isEqualTo(records.size());
    }
    return records;
  }

  @ParameterizedTest
  @ValueSource(strings = {"snappy", "zstd", "gzip", "lz4", "none"})
  void columnsOfEveryTypeAreRead(String codec) throws IOException {
    List<Record> records = read(file("table-" + codec + ".parquet"));
    assertThat(records)
        .extracting(Record::id)
        .containsExactly(RecordId.of("a"), RecordId.of("7"), RecordId.of("ü"));
    Record first = records.getFirst();
    assertThat(first.sources())
        .isEqualTo(Map.of("default", Input.text("one"), "cover", Input.image(new byte[] {1, 2})));
    assertThat(first.vectors())
        .isEqualTo(Map.of("default", Input.vector(0.5f, 1), "half", Input.vector(1.5f)));
    assertThat(first.expiry()).isEqualTo(Expiry.DEFAULT);
    assertThat(first.payload())
        .isEqualTo(
            payload(
                "int",
                1,
                "unsigned",
                1,
                "float",
                0.5,
                "half",
                0.25,
                "bool",
                true,
                "word",
                "x",
                "date",
                "2026-02-28",
                "time",
                "01:02:03",
                "instant",
                "2026-02-28T12:00:00Z",
                "local",
                "2026-02-28T12:30:15",
                "price",
                12.5,
                "tags",
                Arrays.asList("a", null),
                "nested",
                Map.of("x", 1, "deep", Arrays.asList(Map.of("y", "z"), null)),
                "map",
                Map.of("k", 1)));
    assertThat(records.get(1).expiry()).isEqualTo(Expiry.NEVER);
    assertThat(records.get(1).sources()).isEmpty();
    assertThat(records.get(1).payload())
        .isEqualTo(
            payload(
                "int",
                -2,
                "unsigned",
                (1L << 32) - 1,
                "half",
                -1.0,
                "bool",
                false,
                "word",
                "y",
                "date",
                "1969-12-31",
                "time",
                "00:00:00.000005",
                "instant",
                "1969-12-31T23:59:59.250Z",
                "price",
                -0.01,
                "tags",
                List.of(),
                "nested",
                Map.of(),
                "map",
                Map.of()));
    assertThat(records.get(2).expiry()).isEqualTo(Expiry.at(Instant.parse("2027-01-31T12:00:00Z")));
    assertThat(records.get(2).payload()).isEqualTo(payload("word", "x"));
    assertThat(records.get(2).sources()).isEqualTo(Map.of("default", Input.text("")));
  }

  private static Map<String, Value> payload(Object... fields) {
    Record record = Record.of(1);
    for (int i = 0; i < fields.length; i += 2) {
      record = record.put((String) fields[i], fields[i + 1]);
    }
    return record.payload();
  }

  @Test
  void timesOf96BitsAreRead() throws IOException {
    assertThat(read(file("int96.parquet")).getFirst().payload())
        .isEqualTo(payload("local", "2026-02-28T12:30:15Z"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          blob     | row 0: column 'blob' holds bytes
          number   | row 0: column 'text' must hold texts
          null     | row 0: column 'vector' must hold lists of numbers, none of them null
          negative | row 0: id must be a text, a whole number from 0
          """)
  void whatDoesNotFitIsRefusedByRowAndColumn(String name, String message) throws IOException {
    Path file = file(name + ".parquet");
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining(file + ": " + message);
  }

  @Test
  void anotherCompressionIsNamed() throws IOException {
    Path file = file("brotli.parquet");
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("pages compressed with BROTLI; write it with ZSTD");
  }

  @Test
  void tornFilesAreRefused() throws IOException {
    byte[] whole = Files.readAllBytes(file("table-zstd.parquet"));
    for (int length : List.of(0, 3, 4, 100, whole.length / 2, whole.length - 1)) {
      Path torn = folder.resolve("torn.parquet");
      Files.write(torn, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> read(torn))
          .as("%d bytes", length)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("torn.parquet: is no Parquet file that can be read");
    }
    for (int at = 4; at < whole.length; at += 97) {
      byte[] bytes = whole.clone();
      bytes[at] ^= 0x15;
      Path flipped = folder.resolve("flipped.parquet");
      Files.write(flipped, bytes);
      try {
        read(flipped);
      } catch (IOException | AkinException e) {
        assertThat(e).as("byte %d", at).hasMessageContaining("flipped.parquet: ");
      }
    }
  }
}
