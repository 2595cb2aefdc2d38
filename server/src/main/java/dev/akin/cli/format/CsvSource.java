package dev.akin.cli.format;

import com.fasterxml.jackson.core.JsonParser;
import dev.akin.api.AkinException;
import dev.akin.api.Expiry;
import dev.akin.api.Input;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.Value;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.io.input.BOMInputStream;

/**
 * A record per row of a CSV or TSV file (RFC 4180, UTF-8, names of the columns in the first row,
 * see {@link CsvColumn}). An empty cell is a missing field; a record without an id takes its place
 * in the file, counted from {@code firstId}, as its number.
 */
final class CsvSource implements RecordSource {
  private final String name;
  private final long size;
  private final Path imageFolder;
  private final CSVParser parser;
  private final Iterator<CSVRecord> rows;
  private final List<CsvColumn> columns = new ArrayList<>();
  private final FloatBuffer floats = new FloatBuffer();
  private long nextId;
  private long line = 1;
  private long done;

  CsvSource(InputStream in, char delimiter, String name, long size, Path imageFolder, long firstId)
      throws IOException {
    this.name = name;
    this.size = size;
    this.imageFolder = imageFolder;
    this.nextId = firstId;
    InputStream unmarked = BOMInputStream.builder().setInputStream(in).get();
    Reader text = new InputStreamReader(unmarked, StandardCharsets.UTF_8.newDecoder());
    CSVFormat format =
        CSVFormat.RFC4180.builder().setDelimiter(delimiter).setIgnoreEmptyLines(true).get();
    this.parser =
        CSVParser.builder()
            .setReader(text)
            .setFormat(format)
            .setCharset(StandardCharsets.UTF_8)
            .setTrackBytes(true)
            .get();
    this.rows = parser.iterator();
    readColumns();
  }

  private void readColumns() throws IOException {
    Optional<CSVRecord> header = nextRow();
    if (header.isEmpty()) {
      throw new AkinException.InvalidArgument(name + ": the first line must name the columns");
    }
    for (String title : header.get()) {
      String trimmed = title.strip();
      CsvColumn column = CsvColumn.of(trimmed, Record.DEFAULT_VECTOR);
      if (trimmed.isEmpty() || isNameless(column.column())) {
        throw new AkinException.InvalidArgument(
            place() + ": column " + (columns.size() + 1) + " has no name");
      }
      for (CsvColumn other : columns) {
        if (other.column().equals(column.column())) {
          throw new AkinException.InvalidArgument(
              place() + ": columns '" + other.header() + "' and '" + trimmed + "' are the same");
        }
      }
      columns.add(column);
    }
  }

  private static boolean isNameless(Column column) {
    return switch (column.role()) {
      case ID, EXPIRES_AT -> false;
      case TEXT, IMAGE, VECTOR, PAYLOAD -> column.name().isEmpty();
    };
  }

  @Override
  public Optional<Record> next() throws IOException {
    Optional<CSVRecord> row = nextRow();
    if (row.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(Located.read(this, () -> record(row.get())));
  }

  private Optional<CSVRecord> nextRow() throws IOException {
    line = parser.getCurrentLineNumber() + 1;
    try {
      if (!rows.hasNext()) {
        done = size;
        return Optional.empty();
      }
      CSVRecord row = rows.next();
      done = row.getBytePosition();
      return Optional.of(row);
    } catch (UncheckedIOException e) {
      switch (e.getCause()) {
        case CharacterCodingException _ ->
            throw new AkinException.InvalidArgument(place() + " or after: is not UTF-8", e);
        case CSVException wrong ->
            throw new AkinException.InvalidArgument(place() + ": " + wrong.getMessage(), e);
        default -> throw e.getCause();
      }
    }
  }

  private Record record(CSVRecord row) throws IOException {
    if (row.size() != columns.size()) {
      throw new AkinException.InvalidArgument(
          "has " + row.size() + " values, the first line names " + columns.size() + " columns");
    }
    RecordId id = null;
    Map<String, Input> sources = new LinkedHashMap<>();
    Map<String, Input.Vector> vectors = new LinkedHashMap<>();
    Map<String, Value> payload = new LinkedHashMap<>();
    Expiry expiry = Expiry.DEFAULT;
    for (int i = 0; i < row.size(); i++) {
      String cell = row.get(i);
      CsvColumn column = columns.get(i);
      if (cell.isEmpty()) {
        continue;
      }
      String field = column.column().name();
      switch (column.column().role()) {
        case ID -> id = IdText.parse(cell);
        case TEXT -> RecordReader.source(sources, field, new Input.Text(cell));
        case IMAGE -> RecordReader.source(sources, field, image(cell));
        case VECTOR -> vectors.put(field, vector(cell, column));
        case EXPIRES_AT -> expiry = RecordReader.expiresAt(cell);
        case PAYLOAD -> payload.put(field, column.value(cell));
      }
    }
    if (id == null) {
      id = RecordId.of(nextId);
    }
    Record record = new Record(id, 0, sources, vectors, payload, expiry);
    nextId++;
    return record;
  }

  private Input.Image image(String path) throws IOException {
    return new Input.Image(Files.readAllBytes(imageFolder.resolve(path)));
  }

  private Input.Vector vector(String cell, CsvColumn column) throws IOException {
    try (JsonParser json = RecordJson.FACTORY.createParser(cell)) {
      json.nextToken();
      return new Input.Vector(floats.read(json, column.header()));
    }
  }

  @Override
  public String place() {
    return name + ":" + line;
  }

  @Override
  public long done() {
    return done;
  }

  @Override
  public long total() {
    return size;
  }

  @Override
  public boolean countsBytes() {
    return true;
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
