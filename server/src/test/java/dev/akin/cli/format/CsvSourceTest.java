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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvSourceTest {
  @TempDir Path folder;

  private List<Record> read(String name, byte[] bytes) throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, bytes);
    List<Record> records = new ArrayList<>();
    try (RecordSource source = Format.of(file).open(file, "default", 5, "train")) {
      for (Optional<Record> next = source.next(); next.isPresent(); next = source.next()) {
        records.add(next.get());
      }
      assertThat(source.done()).isEqualTo(source.total()).isEqualTo(bytes.length);
    }
    return records;
  }

  private List<Record> read(String name, String text) throws IOException {
    return read(name, text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readsEveryKindOfColumn() throws IOException {
    Files.write(folder.resolve("cat.png"), new byte[] {1, 2});
    String csv =
        """
        \uFEFFid,text,vectors.v,images.i,lang,year,zip:text,tags:json,price:real,sold:bool,n:int\r
        7,"The ""cat"",
        sat","[1.5,-2]",cat.png,en,2024,01234,"[""a"",1]",3,true,-4\r
        """;
    Record record =
        new Record(
            RecordId.of(7),
            0,
            Map.of(
                "default", new Input.Text("The \"cat\",\nsat"),
                "i", new Input.Image(new byte[] {1, 2})),
            Map.of("v", new Input.Vector(new float[] {1.5f, -2})),
            Map.of(
                "lang", new Value.Text("en"),
                "year", new Value.Int(2024),
                "zip", new Value.Text("01234"),
                "tags", new Value.Array(List.of(new Value.Text("a"), new Value.Int(1))),
                "price", new Value.Real(3),
                "sold", new Value.Bool(true),
                "n", new Value.Int(-4)),
            Expiry.DEFAULT);
    assertThat(read("a.csv", csv)).containsExactly(record);
    String tabs = "id\ttext\n7\tcomma, and ü😀\n";
    assertThat(read("a.tsv", tabs))
        .containsExactly(
            new Record(
                RecordId.of(7),
                0,
                Map.of("default", new Input.Text("comma, and ü😀")),
                Map.of(),
                Map.of(),
                Expiry.DEFAULT));
  }

  @Test
  void emptyCellsAreMissingAndRowsWithoutIdTakeTheirPlace() throws IOException {
    List<Record> records = read("a.csv", "id,lang\n,en\n\nx,\n,de");
    assertThat(records)
        .extracting(Record::id)
        .containsExactly(RecordId.of(5), RecordId.of("x"), RecordId.of(7));
    assertThat(records)
        .extracting(Record::payload)
        .containsExactly(
            Map.of("lang", new Value.Text("en")), Map.of(), Map.of("lang", new Value.Text("de")));
  }

  @ParameterizedTest
  @CsvSource({
    "2024, Int",
    "-0.5, Real",
    "1e3, Real",
    "0, Int",
    "007, Text",
    "1., Text",
    "+1, Text",
    "true, Bool",
    "TRUE, Text",
    "12345678901234567890, Text",
    "1a, Text",
    "NaN, Text"
  })
  void typesAreGuessed(String cell, String kind) throws IOException {
    Value value = read("a.csv", "x\n" + cell + "\n").getFirst().payload().get("x");
    assertThat(value.getClass().getSimpleName()).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|a.csv: the first line must name the columns",
        "'a,,b\n1,2,3'|a.csv:1: column 2 has no name",
        "'a,texts.\n1,2'|a.csv:1: column 2 has no name",
        "'a,a:int\n1,2'|a.csv:1: columns 'a' and 'a:int' are the same",
        "'text,texts.default\n1,2'|a.csv:1: columns 'text' and 'texts.default' are the same",
        "'a,b\n1,2\n1'|a.csv:3: has 1 values, the first line names 2 columns",
        "'a:int\n1\n1.5'|a.csv:3: column 'a:int' must be a whole number of 64 bits: 1.5",
        "'a:real\nx'|a.csv:2: column 'a:real' must be a number: x",
        "'a:bool\n1'|a.csv:2: column 'a:bool' must be true or false: 1",
        "'a:json\n{'|a.csv:2: ",
        "'a:json\n1 2'|a.csv:2: column 'a:json' must be one JSON value: 1 2",
        "'vector\n1'|a.csv:2: vector must be an array of numbers",
        "'vector\n[1'|a.csv:2: ",
        "'image\nno.png'|a.csv:2: image: no such file: ",
        "'text,image\nx,a.csv'|a.csv:2: vector 'default' has two sources",
        "'a\n\"x'|a.csv:2: ",
      })
  void wrongFilesAreRefusedWithTheLine(String csv, String message) {
    assertThatThrownBy(() -> read("a.csv", csv == null ? "" : csv))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining(message);
  }

  @Test
  void bytesThatAreNoUtf8AreRefused() {
    assertThatThrownBy(() -> read("a.csv", new byte[] {'a', '\n', (byte) 0xff, '\n'}))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("is not UTF-8");
  }
}
