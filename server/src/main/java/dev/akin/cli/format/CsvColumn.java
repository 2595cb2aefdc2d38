package dev.akin.cli.format;

import com.fasterxml.jackson.core.JsonParser;
import dev.akin.api.AkinException;
import dev.akin.api.Value;
import java.io.IOException;
import java.util.regex.Pattern;

/**
 * What a column's name in a CSV file says of its cells. {@code id}, {@code text}, {@code image} and
 * {@code vector} are those of a record, {@code texts.NAME}, {@code images.NAME} and {@code
 * vectors.NAME} those of a named vector; any other is a field of the payload, whose type may follow
 * a colon: {@code year:int}.
 *
 * @param header as it stands in the file
 * @param role what a cell is
 * @param name of the vector or the payload's field
 * @param type of a payload's value
 */
record CsvColumn(String header, Role role, String name, Type type) {
  /** What the cells of a column are. */
  enum Role {
    ID,
    TEXT,
    IMAGE,
    VECTOR,
    PAYLOAD
  }

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
    return switch (header) {
      case "id" -> new CsvColumn(header, Role.ID, "", Type.TEXT);
      case "text" -> new CsvColumn(header, Role.TEXT, defaultVector, Type.TEXT);
      case "image" -> new CsvColumn(header, Role.IMAGE, defaultVector, Type.TEXT);
      case "vector" -> new CsvColumn(header, Role.VECTOR, defaultVector, Type.JSON);
      default -> named(header);
    };
  }

  private static CsvColumn named(String header) {
    int dot = header.indexOf('.');
    String rest = header.substring(dot + 1);
    return switch (header.substring(0, Math.max(dot, 0))) {
      case "texts" -> new CsvColumn(header, Role.TEXT, rest, Type.TEXT);
      case "images" -> new CsvColumn(header, Role.IMAGE, rest, Type.TEXT);
      case "vectors" -> new CsvColumn(header, Role.VECTOR, rest, Type.JSON);
      default -> field(header);
    };
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
        Role.PAYLOAD,
        typed ? header.substring(0, colon) : header,
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
      Value value = ValueJson.read(json, name);
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
