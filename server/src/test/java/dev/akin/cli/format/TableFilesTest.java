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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is exported as a table or as vectors is imported equal. */
class TableFilesTest {
  private static final long SEED = Long.getLong("test.seed", 11);

  @TempDir private Path folder;

  private Path write(String name, List<Record> records) throws IOException {
    Path file = folder.resolve(name);
    TableColumns columns = new TableColumns();
    records.forEach(columns::add);
    try (RecordSink sink = Format.of(file).create(file, columns, "default")) {
      for (Record record : records) {
        sink.write(record);
      }
    }
    return file;
  }

  private static List<Record> read(Path file) throws IOException {
    List<Record> records = new ArrayList<>();
    try (RecordSource source = Format.of(file).open(file, "default", 0, "train")) {
      for (Optional<Record> next = source.next(); next.isPresent(); next = source.next()) {
        records.add(next.get());
      }
    }
    return records;
  }

  private static List<Record> records(TableColumns.IdKind ids, boolean images) {
    Random random = new Random(SEED);
    List<Record> records = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      Record any = RandomRecords.next(random);
      Map<String, Input> sources = new LinkedHashMap<>(any.sources());
      sources
          .values()
          .removeIf(
              source -> source instanceof Input.Image ? !images : source.equals(Input.text("")));
      Map<String, Value> payload = new LinkedHashMap<>(any.payload());
      payload.keySet().removeIf(name -> name.isBlank() || !name.equals(name.strip()));
      Record record =
          new Record(
              switch (ids) {
                case NUMBER -> RecordId.of(random.nextLong());
                case UUID -> RecordId.of(new UUID(random.nextLong(), random.nextLong()));
                case TEXT -> RecordId.of("7".repeat(1 + random.nextInt(9)) + i % 2);
              },
              0,
              sources,
              any.vectors(),
              payload,
              switch (random.nextInt(3)) {
                case 0 -> Expiry.DEFAULT;
                case 1 -> Expiry.NEVER;
                default -> Expiry.at(Instant.ofEpochMilli(random.nextLong(1L << 45)));
              });
      record =
          record
              .put("text field", "a \"b\", c\n\td" + i)
              .put("sometimes empty", i % 3 == 0 ? "" : "x")
              .put("int", random.nextLong())
              .put("real", random.nextGaussian())
              .put("mixed", i % 2 == 0 ? (Object) i : i / 2.0)
              .put("list", List.of(i, "x"));
      records.add(i % 2 == 0 ? record.put("bool", i % 4 == 0) : record.put("nothing", null));
    }
    return records;
  }

  @ParameterizedTest
  @EnumSource(TableColumns.IdKind.class)
  void whatIsWrittenAsParquetReadsBackEqual(TableColumns.IdKind ids) throws IOException {
    List<Record> records = records(ids, true);
    assertThat(read(write("a.parquet", records))).isEqualTo(records);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.csv", "a.tsv"})
  void whatIsWrittenAsCsvReadsBackEqual(String name) throws IOException {
    List<Record> records = new ArrayList<>();
    for (TableColumns.IdKind ids : TableColumns.IdKind.values()) {
      records.addAll(records(ids, false));
    }
    assertThat(read(write(name, records))).isEqualTo(records);
  }

  @Test
  void typesOfFieldsAreInTheHeaderOfCsv() throws IOException {
    Record record = Record.of(1).vector(1, 2).with("b", Input.vector(3)).put("n", 1).put("t", "07");
    assertThat(Files.readString(write("a.csv", List.of(record))))
        .isEqualTo("id,vectors.b,vector,n:int,t:text\r\n1,[3.0],\"[1.0,2.0]\",1,07\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.fvecs", "a.npy"})
  void vectorsAreWrittenAlone(String name) throws IOException {
    Random random = new Random(SEED);
    List<Record> records = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      records.add(
          Record.of(i).vector((float) random.nextGaussian(), i, (float) random.nextGaussian()));
    }
    Path file = write(name, records);
    assertThat(read(file)).isEqualTo(records);
    if (name.endsWith(".npy")) {
      // NumPy maps the values only if they begin at a multiple of 64.
      assertThat(Files.size(file)).isEqualTo(128 + 3 * 4 * 1000);
      assertThat(new String(Files.readAllBytes(file), 10, 118, StandardCharsets.ISO_8859_1))
          .startsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (1000, 3), }")
          .endsWith(" \n");
    }
    assertThatThrownBy(() -> write(name, List.of(Record.of(5))))
        .hasMessageContaining("record 5 has no vector 'default'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.csv", "a.parquet"})
  void whatFitsIntoNoTableIsRefused(String name) {
    assertRefused(name, "payload field 'texts.a'", Record.of(1).put("texts.a", 1));
    assertRefused(name, "payload field ''", Record.of(1).put("", 1));
  }

  @Test
  void whatFitsIntoOneKindOfTableOnlyIsRefusedByTheOther() throws IOException {
    assertRefused("a.csv", "images do not fit", Record.of(1).image(new byte[] {1}));
    assertRefused("a.csv", "record 1: in CSV an empty text", Record.of(1).text(""));
    assertRefused("a.csv", "payload field ' a'", Record.of(1).put(" a", 1));
    assertRefused("a.parquet", "ids are of several kinds", Record.of(1), Record.of("a"));
    assertThat(read(write("b.parquet", List.of(Record.of(1).text("").put(" a", 1)))))
        .isEqualTo(List.of(Record.of(1).text("").put(" a", 1)));
    assertRefused("a.bvecs", "exported as JSONL", Record.of(1).vector(1));
    assertThat(folder.resolve("a.bvecs")).doesNotExist();
  }

  @Test
  void whatChangesMeanwhileIsNoticed() throws IOException {
    Record was = Record.of(1).put("n", 1);
    TableColumns columns = new TableColumns();
    columns.add(was);
    for (String name : List.of("a.csv", "a.parquet")) {
      for (Record is : List.of(was.put("m", 1), was.vector(1), was.text("x"), was.put("n", null))) {
        Path file = folder.resolve(name);
        try (RecordSink sink = Format.of(file).create(file, columns, "default")) {
          sink.write(was);
          assertThatThrownBy(() -> sink.write(is))
              .isInstanceOf(AkinException.FailedPrecondition.class)
              .hasMessageContaining("record 1 was changed while it was exported");
        }
      }
    }
  }

  private void assertRefused(String name, String message, Record... records) {
    assertThatThrownBy(() -> write(name, List.of(records)))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining(message);
  }
}
