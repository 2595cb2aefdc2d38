package dev.akin.cli.format;

import dev.akin.api.AkinException;
import dev.akin.api.Expiry;
import dev.akin.api.Input;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/**
 * A record per row of a Parquet file; what a column is to it says its name, see {@link Column}. A
 * vector is a list of numbers; an image is its bytes, a struct that has them as {@code bytes} (as
 * Hugging Face's datasets do), or a path. A record without an id takes its place in the file,
 * counted from {@code firstId}, as its number.
 */
final class ParquetSource implements RecordSource {
  private final String name;
  private final Path imageFolder;
  private final ParquetFileReader file;
  private final MessageType schema;
  private final MessageColumnIO columnIo;
  private final List<Column> columns = new ArrayList<>();
  private final long firstId;
  private org.apache.parquet.io.RecordReader<Group> rows;
  private long rowsLeft;
  private long read;

  ParquetSource(Path path, long firstId) throws IOException {
    this.name = path.toString();
    this.imageFolder = path.toAbsolutePath().getParent();
    this.firstId = firstId;
    try {
      this.file =
          ParquetFileReader.open(
              new LocalInputFile(path),
              ParquetReadOptions.builder(new PlainParquetConfiguration())
                  .withCodecFactory(new ParquetCodecs())
                  .build());
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // A damaged file shows in whatever the library trips over.
      throw unreadable(e);
    }
    this.schema = file.getFooter().getFileMetaData().getSchema();
    this.columnIo = new ColumnIOFactory().getColumnIO(schema);
    for (Type type : schema.getFields()) {
      columns.add(Column.of(type.getName(), Record.DEFAULT_VECTOR));
    }
  }

  private IOException unreadable(Exception e) {
    return new IOException(name + ": is no Parquet file that can be read: " + e.getMessage(), e);
  }

  @Override
  public Optional<Record> next() throws IOException {
    Optional<Group> row = nextRow();
    if (row.isEmpty()) {
      return Optional.empty();
    }
    read++;
    return Optional.of(Located.read(this, () -> record(row.get())));
  }

  private Optional<Group> nextRow() throws IOException {
    try {
      while (rowsLeft == 0) {
        PageReadStore pages = file.readNextRowGroup();
        if (pages == null) {
          return Optional.empty();
        }
        rowsLeft = pages.getRowCount();
        rows = columnIo.getRecordReader(pages, new GroupRecordConverter(schema));
      }
      rowsLeft--;
      return Optional.of(rows.read());
    } catch (IOException | RuntimeException e) {
      throw unreadable(e);
    }
  }

  private Record record(Group row) throws IOException {
    RecordId id = RecordId.of(firstId + read - 1);
    Map<String, Input> sources = new LinkedHashMap<>();
    Map<String, Input.Vector> vectors = new LinkedHashMap<>();
    Map<String, Value> payload = new LinkedHashMap<>();
    Expiry expiry = Expiry.DEFAULT;
    for (int i = 0; i < columns.size(); i++) {
      if (row.getFieldRepetitionCount(i) == 0) {
        continue;
      }
      Column column = columns.get(i);
      switch (column.role()) {
        case ID -> id = id(row, i);
        case TEXT -> RecordReader.source(sources, column.name(), new Input.Text(text(row, i)));
        case IMAGE -> {
          Optional<Input> image = image(row, i);
          if (image.isPresent()) {
            RecordReader.source(sources, column.name(), image.get());
          }
        }
        case VECTOR -> vectors.put(column.name(), new Input.Vector(vector(row, i)));
        case EXPIRES_AT -> expiry = RecordReader.expiresAt(text(row, i));
        case PAYLOAD ->
            ParquetValues.field(row, i).ifPresent(value -> payload.put(column.name(), value));
      }
    }
    return new Record(id, 0, sources, vectors, payload, expiry);
  }

  private RecordId id(Group row, int i) throws IOException {
    Type type = schema.getType(i);
    if (type.getLogicalTypeAnnotation()
        instanceof LogicalTypeAnnotation.UUIDLogicalTypeAnnotation) {
      return RecordId.of(ParquetValues.uuid(row.getBinary(i, 0)));
    }
    if (isUnsignedLong(type)) {
      return RecordId.of(row.getLong(i, 0));
    }
    return switch (ParquetValues.field(row, i).orElse(Value.Null.INSTANCE)) {
      case Value.Int(long number) when number >= 0 -> RecordId.of(number);
      case Value.Text(String text) -> RecordId.of(text);
      case Value value ->
          throw new AkinException.InvalidArgument(
              "id must be a text, a whole number from 0 or a UUID: " + value.toJava());
    };
  }

  private static boolean isUnsignedLong(Type type) {
    return type.isPrimitive()
        && type.asPrimitiveType().getPrimitiveTypeName() == PrimitiveType.PrimitiveTypeName.INT64
        && type.getLogicalTypeAnnotation()
            instanceof LogicalTypeAnnotation.IntLogicalTypeAnnotation integer
        && !integer.isSigned();
  }

  private String text(Group row, int i) throws IOException {
    return switch (ParquetValues.field(row, i).orElse(Value.Null.INSTANCE)) {
      case Value.Text(String text) -> text;
      case Value _ -> throw wrong(i, "must hold texts");
    };
  }

  private Optional<Input> image(Group row, int i) throws IOException {
    Type type = schema.getType(i);
    if (!type.isPrimitive()) {
      GroupType struct = type.asGroupType();
      Group image = row.getGroup(i, 0);
      if (!struct.containsField("bytes") || !isBinary(struct.getType("bytes"))) {
        throw wrong(i, "must hold images: bytes, or a struct that has them as 'bytes'");
      }
      return image.getFieldRepetitionCount("bytes") == 0
          ? Optional.empty()
          : Optional.of(new Input.Image(image.getBinary("bytes", 0).getBytes()));
    }
    if (!isBinary(type)) {
      throw wrong(i, "must hold images: bytes or paths");
    }
    Binary cell = row.getBinary(i, 0);
    return Optional.of(
        new Input.Image(
            type.getLogicalTypeAnnotation() == null
                ? cell.getBytes()
                : Files.readAllBytes(imageFolder.resolve(ParquetValues.text(type, cell)))));
  }

  private static boolean isBinary(Type type) {
    return type.isPrimitive()
        && type.asPrimitiveType().getPrimitiveTypeName() == PrimitiveType.PrimitiveTypeName.BINARY;
  }

  private float[] vector(Group row, int i) throws IOException {
    if (!(ParquetValues.field(row, i).orElseThrow() instanceof Value.Array(List<Value> values))) {
      throw wrong(i, "must hold lists of numbers");
    }
    float[] vector = new float[values.size()];
    for (int d = 0; d < vector.length; d++) {
      vector[d] =
          switch (values.get(d)) {
            case Value.Real(double number) -> (float) number;
            case Value.Int(long number) -> number;
            case Value _ -> throw wrong(i, "must hold lists of numbers, none of them null or NaN");
          };
    }
    return vector;
  }

  private AkinException wrong(int column, String what) {
    return new AkinException.InvalidArgument(
        "column '" + schema.getFieldName(column) + "' " + what);
  }

  @Override
  public String place() {
    return name + ": row " + (read - 1);
  }

  @Override
  public long done() {
    return read;
  }

  @Override
  public long total() {
    return file.getRecordCount();
  }

  @Override
  public boolean countsBytes() {
    return false;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
