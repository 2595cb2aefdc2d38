package dev.akin.cli.format;

import com.fasterxml.jackson.core.JsonParser;
import dev.akin.api.AkinException;
import dev.akin.api.Value;
import java.io.IOException;
import java.util.regex.Pattern;

/**
 * What a column's name in a CSV file says of its cells: a {@link Column}, of which the type of a
 * payload's field may follow a colon: {@code year:int}.
 *
 * @param header as it stands in the file
 * @param column what a cell is
 * @param type of a payload's value
 */
record CsvColumn(String header, Column column, Type type) {
  /** How a cell becomes a payload's value. */
  enum Type {
    TEXT,
    INT,
    REAL,
    BOOL,
    JSON,
    /** As it looks: a number without leading zeros, true, false, or else a text. */
    GUESSED
  }

  private static final Pattern INT = Pattern.compile("-?(0|[1-9][0-9]{0,17})");
  private static final Pattern REAL =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+([eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)");

  /** The column of a header, {@code defaultVector} being the vector of the singular names. */
  static CsvColumn of(String header, String defaultVector) {
    Column column = Column.of(header, defaultVector);
    return column.role() == Column.Role.PAYLOAD
        ? field(header)
        : new CsvColumn(header, column, Type.TEXT);
  }

  private static CsvColumn field(String header) {
    int colon = header.lastIndexOf(':');
    Type type =
        switch (header.substring(colon + 1)) {
          case "text" -> Type.TEXT;
          case "int" -> Type.INT;
          case "real" -> Type.REAL;
          case "bool" -> Type.BOOL;
          case "json" -> Type.JSON;
          default -> Type.GUESSED;
        };
    boolean typed = colon > 0 && type != Type.GUESSED;
    return new CsvColumn(
        header,
        new Column(Column.Role.PAYLOAD, typed ? header.substring(0, colon) : header),
        typed ? type : Type.GUESSED);
  }

  /** The payload's value of a cell that is not empty. */
  Value value(String cell) throws IOException {
    try {
      return switch (type) {
        case TEXT -> new Value.Text(cell);
        case INT -> new Value.Int(Long.parseLong(cell));
        case REAL -> new Value.Real(Double.parseDouble(cell));
        case BOOL -> new Value.Bool(bool(cell));
        case JSON -> json(cell);
        case GUESSED -> guessed(cell);
      };
    } catch (NumberFormatException e) {
      throw wrong(type == Type.INT ? "a whole number of 64 bits" : "a number", cell);
    }
  }

  private boolean bool(String cell) {
    return switch (cell) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong("true or false", cell);
    };
  }

  private Value json(String cell) throws IOException {
    try (JsonParser json = RecordJson.FACTORY.createParser(cell)) {
      json.nextToken();
      Value value = ValueJson.read(json, column.name());
      if (json.nextToken() != null) {
        throw wrong("one JSON value", cell);
      }
      return value;
    }
  }

  private static Value guessed(String cell) {
    if (INT.matcher(cell).matches()) {
      return new Value.Int(Long.parseLong(cell));
    }
    if (REAL.matcher(cell).matches()) {
      return new Value.Real(Double.parseDouble(cell));
    }
    return cell.equals("true") || cell.equals("false")
        ? new Value.Bool(cell.equals("true"))
        : new Value.Text(cell);
  }

  private AkinException wrong(String right, String cell) {
    return new AkinException.InvalidArgument(
        "column '" + header + "' must be " + right + ": " + cell);
  }
}
