package dev.akin.cli.format;

import dev.akin.api.Record;

/**
 * What a column of a table is to a record, by its name. {@code id}, {@code text}, {@code image},
 * {@code vector} and {@code expires_at} are those of a record, {@code texts.NAME}, {@code
 * images.NAME} and {@code vectors.NAME} those of a named vector; any other is a field of the
 * payload.
 *
 * @param role what a cell is
 * @param name of the vector or the payload's field; empty for the others
 */
record Column(Role role, String name) {
  /** What the cells of a column are. */
  enum Role {
    ID,
    TEXT,
    IMAGE,
    VECTOR,
    EXPIRES_AT,
    PAYLOAD
  }

  /** The column of a name, {@code defaultVector} being the vector of the singular names. */
  static Column of(String header, String defaultVector) {
    return switch (header) {
      case "id" -> new Column(Role.ID, "");
      case "text" -> new Column(Role.TEXT, defaultVector);
      case "image" -> new Column(Role.IMAGE, defaultVector);
      case "vector" -> new Column(Role.VECTOR, defaultVector);
      case "expires_at" -> new Column(Role.EXPIRES_AT, "");
      default -> named(header);
    };
  }

  private static Column named(String header) {
    int dot = header.indexOf('.');
    String rest = header.substring(dot + 1);
    return switch (header.substring(0, Math.max(dot, 0))) {
      case "texts" -> new Column(Role.TEXT, rest);
      case "images" -> new Column(Role.IMAGE, rest);
      case "vectors" -> new Column(Role.VECTOR, rest);
      default -> new Column(Role.PAYLOAD, header);
    };
  }

  /** What the column is called where {@link Record#DEFAULT_VECTOR} has the singular names. */
  String header() {
    return switch (role) {
      case ID -> "id";
      case TEXT -> ofVector("text", "texts");
      case IMAGE -> ofVector("image", "images");
      case VECTOR -> ofVector("vector", "vectors");
      case EXPIRES_AT -> "expires_at";
      case PAYLOAD -> name;
    };
  }

  private String ofVector(String singular, String plural) {
    return name.equals(Record.DEFAULT_VECTOR) ? singular : plural + "." + name;
  }
}
