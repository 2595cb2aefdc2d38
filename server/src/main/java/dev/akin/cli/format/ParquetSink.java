package dev.akin.cli.format;

import dev.akin.api.Expiry;
import dev.akin.api.Input;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.Value;
import dev.akin.server.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.UUID;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;

/** A row per record of a Parquet file, as {@link ParquetSource} reads it back equal. */
final class ParquetSink implements RecordSink {
  private final MessageType schema;
  private final ParquetWriter<Group> rows;

  ParquetSink(Path file, TableColumns columns) throws IOException {
    this.schema = ParquetSchema.of(columns);
    this.rows =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withConf(new PlainParquetConfiguration())
            .withType(schema)
            .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .build();
  }

  @Override
  public void write(Record record) throws IOException {
    Row row = new Row(record);
    row.id();
    record.sources().forEach(row::source);
    record.vectors().forEach((name, vector) -> row.vector(name, vector.values()));
    if (record.expiry() != Expiry.DEFAULT) {
      row.cells.add(
          row.column("expires_at"), Binary.fromString(RecordJson.expiresAt(record.expiry())));
    }
    record.payload().forEach(row::field);
    rows.write(row.cells);
  }

  /** The cells of one record. */
  private final class Row {
    private final Record record;
    private final Group cells = new SimpleGroup(schema);

    Row(Record record) {
      this.record = record;
    }

    private int column(String name) {
      if (!schema.containsField(name)) {
        throw TableColumns.changed(record);
      }
      return schema.getFieldIndex(name);
    }

    private PrimitiveType type(int column) {
      return schema.getType(column).asPrimitiveType();
    }

    private boolean isJson(int column) {
      return type(column).getLogicalTypeAnnotation()
          instanceof LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
    }

    private void expect(boolean fits) {
      if (!fits) {
        throw TableColumns.changed(record);
      }
    }

    void id() {
      int column = column("id");
      PrimitiveType.PrimitiveTypeName type = type(column).getPrimitiveTypeName();
      switch (record.id()) {
        case RecordId.Numeric(long number) -> {
          expect(type == PrimitiveType.PrimitiveTypeName.INT64);
          cells.add(column, number);
        }
        case RecordId.Uuid(UUID uuid) -> {
          expect(type == PrimitiveType.PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY);
          cells.add(
              column,
              Binary.fromConstantByteArray(
                  ByteBuffer.allocate(2 * Long.BYTES)
                      .putLong(uuid.getMostSignificantBits())
                      .putLong(uuid.getLeastSignificantBits())
                      .array()));
        }
        case RecordId.Text(String text) -> {
          expect(type == PrimitiveType.PrimitiveTypeName.BINARY);
          cells.add(column, Binary.fromString(text));
        }
      }
    }

    void source(String name, Input source) {
      switch (source) {
        case Input.Text(String text) ->
            cells.add(column(new Column(Column.Role.TEXT, name).header()), Binary.fromString(text));
        case Input.Image(byte[] bytes) ->
            cells.add(
                column(new Column(Column.Role.IMAGE, name).header()),
                Binary.fromConstantByteArray(bytes));
        case Input.Vector _ -> throw new IllegalArgumentException("a vector is no source");
      }
    }

    void vector(String name, float[] values) {
      Group list = cells.addGroup(column(new Column(Column.Role.VECTOR, name).header()));
      for (float value : values) {
        list.addGroup(0).add(0, value);
      }
    }

    void field(String name, Value value) {
      int column = column(name);
      if (isJson(column)) {
        cells.add(column, Binary.fromString(Json.document(json -> ValueJson.write(json, value))));
        return;
      }
      PrimitiveType.PrimitiveTypeName type = type(column).getPrimitiveTypeName();
      switch (value) {
        case Value.Text(String text) -> {
          expect(type == PrimitiveType.PrimitiveTypeName.BINARY);
          cells.add(column, Binary.fromString(text));
        }
        case Value.Int(long number) -> {
          expect(type == PrimitiveType.PrimitiveTypeName.INT64);
          cells.add(column, number);
        }
        case Value.Real(double number) -> {
          expect(type == PrimitiveType.PrimitiveTypeName.DOUBLE);
          cells.add(column, number);
        }
        case Value.Bool(boolean bool) -> {
          expect(type == PrimitiveType.PrimitiveTypeName.BOOLEAN);
          cells.add(column, bool);
        }
        case Value.Null _, Value.Array _, Value.Fields _ -> throw TableColumns.changed(record);
      }
    }
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
