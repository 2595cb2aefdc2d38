package dev.akin.cli.format;

import dev.akin.api.AkinException;
import dev.akin.api.Expiry;
import dev.akin.api.Input;
import dev.akin.api.Record;
import dev.akin.api.Value;
import dev.akin.server.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** A row per record, under a row of names, as {@link CsvSource} reads it back equal. */
final class CsvSink implements RecordSink {
  private static final Column ID = Column.of("id", Record.DEFAULT_VECTOR);
  private static final Column EXPIRES_AT = Column.of("expires_at", Record.DEFAULT_VECTOR);

  private final CSVPrinter rows;
  private final Map<Column, Place> places = new LinkedHashMap<>();

  /** Where the cells of a column go, and what they are. */
  private record Place(String header, int index, CsvColumn.Type type) {}

  CsvSink(OutputStream out, char delimiter, TableColumns columns) throws IOException {
    if (!columns.images().isEmpty()) {
      throw new AkinException.InvalidArgument(
          "images do not fit into CSV; export .jsonl or .parquet");
    }
    add(ID);
    columns.texts().forEach(name -> add(new Column(Column.Role.TEXT, name)));
    columns.vectors().forEach(name -> add(new Column(Column.Role.VECTOR, name)));
    if (columns.expiries()) {
      add(EXPIRES_AT);
    }
    columns.fields().forEach(this::addField);
    this.rows =
        new CSVPrinter(
            new OutputStreamWriter(out, StandardCharsets.UTF_8),
            CSVFormat.RFC4180.builder().setDelimiter(delimiter).get());
    rows.printRecord(places.values().stream().map(Place::header));
  }

  private void add(Column column) {
    places.put(column, new Place(column.header(), places.size(), CsvColumn.Type.TEXT));
  }

  private void addField(String name, Set<TableColumns.FieldKind> kinds) {
    Column column = new Column(Column.Role.PAYLOAD, name);
    CsvColumn.Type type = type(kinds);
    String header = name + ":" + type.name().toLowerCase(Locale.ROOT);
    if (name.isEmpty()
        || !CsvColumn.of(header.strip(), Record.DEFAULT_VECTOR).column().equals(column)) {
      throw new AkinException.InvalidArgument(
          "payload field '" + name + "' cannot name a column of CSV; export .jsonl");
    }
    places.put(column, new Place(header, places.size(), type));
  }

  private static CsvColumn.Type type(Set<TableColumns.FieldKind> kinds) {
    if (kinds.size() > 1) {
      return CsvColumn.Type.JSON;
    }
    return switch (kinds.iterator().next()) {
      case TEXT -> CsvColumn.Type.TEXT;
      case INT -> CsvColumn.Type.INT;
      case REAL -> CsvColumn.Type.REAL;
      case BOOL -> CsvColumn.Type.BOOL;
      // An empty cell is a missing value.
      case EMPTY_TEXT, JSON -> CsvColumn.Type.JSON;
    };
  }

  @Override
  public void write(Record record) throws IOException {
    Row row = new Row(record);
    row.put(ID, IdText.format(record.id()));
    record
        .sources()
        .forEach((name, source) -> row.put(new Column(Column.Role.TEXT, name), row.text(source)));
    record
        .vectors()
        .forEach(
            (name, vector) ->
                row.put(
                    new Column(Column.Role.VECTOR, name),
                    Json.document(json -> RecordJson.writeVector(json, vector.values()))));
    if (record.expiry() != Expiry.DEFAULT) {
      row.put(EXPIRES_AT, RecordJson.expiresAt(record.expiry()));
    }
    record.payload().forEach(row::field);
    rows.printRecord((Object[]) row.cells);
  }

  /** The cells of one record. */
  private final class Row {
    private final Record record;
    private final String[] cells = new String[places.size()];

    Row(Record record) {
      this.record = record;
    }

    Place place(Column column) {
      Place place = places.get(column);
      if (place == null) {
        throw TableColumns.changed(record);
      }
      return place;
    }

    void put(Column column, String cell) {
      cells[place(column).index] = cell;
    }

    void field(String name, Value value) {
      Column column = new Column(Column.Role.PAYLOAD, name);
      CsvColumn.Type type = place(column).type;
      if (type != CsvColumn.Type.JSON && type != type(Set.of(TableColumns.kind(value)))) {
        throw TableColumns.changed(record);
      }
      put(
          column,
          type == CsvColumn.Type.TEXT
              ? ((Value.Text) value).value()
              : Json.document(json -> ValueJson.write(json, value)));
    }

    String text(Input source) {
      if (!(source instanceof Input.Text(String text))) {
        throw TableColumns.changed(record);
      }
      if (text.isEmpty()) {
        throw new AkinException.InvalidArgument(
            "record "
                + IdText.format(record.id())
                + ": in CSV an empty text is none; export .jsonl or .parquet");
      }
      return text;
    }
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
