package dev.akin.cli.format;

import dev.akin.api.AkinException;
import dev.akin.api.Record;
import java.util.Set;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/** The schema of a Parquet file that holds records. */
final class ParquetSchema {
  private static final int UUID_BYTES = 16;

  private ParquetSchema() {}

  /**
   * The schema for some records.
   *
   * @throws AkinException.InvalidArgument if there is none
   */
  static MessageType of(TableColumns columns) {
    Types.MessageTypeBuilder schema = Types.buildMessage();
    schema.addField(id(columns.ids()));
    for (String name : columns.texts()) {
      schema.addField(text(new Column(Column.Role.TEXT, name).header()));
    }
    for (String name : columns.images()) {
      schema.addField(
          Types.optional(PrimitiveTypeName.BINARY)
              .named(new Column(Column.Role.IMAGE, name).header()));
    }
    for (String name : columns.vectors()) {
      schema.addField(
          Types.optionalList()
              .requiredElement(PrimitiveTypeName.FLOAT)
              .named(new Column(Column.Role.VECTOR, name).header()));
    }
    if (columns.expiries()) {
      schema.addField(text("expires_at"));
    }
    columns.fields().forEach((name, kinds) -> schema.addField(field(name, kinds)));
    return schema.named("record");
  }

  private static Type id(Set<TableColumns.IdKind> kinds) {
    if (kinds.size() > 1) {
      throw new AkinException.InvalidArgument(
          "ids are of several kinds "
              + kinds
              + ", a column of Parquet has one type; export .jsonl or .csv");
    }
    return switch (kinds.isEmpty() ? TableColumns.IdKind.NUMBER : kinds.iterator().next()) {
      case NUMBER ->
          Types.required(PrimitiveTypeName.INT64)
              .as(LogicalTypeAnnotation.intType(Long.SIZE, false))
              .named("id");
      case UUID ->
          Types.required(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY)
              .length(UUID_BYTES)
              .as(LogicalTypeAnnotation.uuidType())
              .named("id");
      case TEXT ->
          Types.required(PrimitiveTypeName.BINARY)
              .as(LogicalTypeAnnotation.stringType())
              .named("id");
    };
  }

  private static Type text(String header) {
    return Types.optional(PrimitiveTypeName.BINARY)
        .as(LogicalTypeAnnotation.stringType())
        .named(header);
  }

  private static Type field(String name, Set<TableColumns.FieldKind> kinds) {
    Column column = new Column(Column.Role.PAYLOAD, name);
    if (name.isEmpty() || !Column.of(name, Record.DEFAULT_VECTOR).equals(column)) {
      throw new AkinException.InvalidArgument(
          "payload field '" + name + "' cannot name a column of Parquet; export .jsonl");
    }
    boolean texts =
        kinds.stream()
            .allMatch(
                kind ->
                    kind == TableColumns.FieldKind.TEXT
                        || kind == TableColumns.FieldKind.EMPTY_TEXT);
    if (texts) {
      return text(name);
    }
    return kinds.size() > 1 ? json(name) : primitive(name, kinds.iterator().next());
  }

  private static Type primitive(String name, TableColumns.FieldKind kind) {
    return switch (kind) {
      case INT -> Types.optional(PrimitiveTypeName.INT64).named(name);
      case REAL -> Types.optional(PrimitiveTypeName.DOUBLE).named(name);
      case BOOL -> Types.optional(PrimitiveTypeName.BOOLEAN).named(name);
      case TEXT, EMPTY_TEXT -> text(name);
      case JSON -> json(name);
    };
  }

  private static Type json(String name) {
    return Types.optional(PrimitiveTypeName.BINARY)
        .as(LogicalTypeAnnotation.jsonType())
        .named(name);
  }
}
