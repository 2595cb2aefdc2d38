package dev.akin.cli.format;

import com.fasterxml.jackson.core.JsonParser;
import dev.akin.api.AkinException;
import dev.akin.api.Value;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.JulianFields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/**
 * The values of Parquet's types (github.com/apache/parquet-format, LogicalTypes.md) as those of a
 * payload: lists as arrays, structs and maps as objects, dates and times as ISO-8601 texts, UUIDs
 * as texts. Nulls and NaN are missing in a struct and null in a list.
 */
final class ParquetValues {
  private ParquetValues() {}

  /**
   * The value of a field, empty if it is null or NaN.
   *
   * @param group the struct that has it
   * @param field its place there
   * @throws AkinException.InvalidArgument for a type that a payload cannot hold, naming the column
   */
  static Optional<Value> field(Group group, int field) throws IOException {
    Type type = group.getType().getType(field);
    int count = group.getFieldRepetitionCount(field);
    if (type.isRepetition(Type.Repetition.REPEATED)) {
      return Optional.of(new Value.Array(elements(group, field)));
    }
    return count == 0 ? Optional.empty() : value(group, field, 0);
  }

  private static List<Value> elements(Group group, int field) throws IOException {
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < group.getFieldRepetitionCount(field); i++) {
      values.add(value(group, field, i).orElse(Value.Null.INSTANCE));
    }
    return values;
  }

  private static Optional<Value> value(Group group, int field, int index) throws IOException {
    Type type = group.getType().getType(field);
    if (type.isPrimitive()) {
      return primitive(type.asPrimitiveType(), group, field, index);
    }
    Group inner = group.getGroup(field, index);
    return Optional.of(
        switch (type.getLogicalTypeAnnotation()) {
          case LogicalTypeAnnotation.ListLogicalTypeAnnotation _ -> new Value.Array(list(inner));
          case LogicalTypeAnnotation.MapLogicalTypeAnnotation _ -> map(inner);
          case LogicalTypeAnnotation.MapKeyValueTypeAnnotation _ -> map(inner);
          case null, default -> struct(inner);
        });
  }

  private static Value struct(Group group) throws IOException {
    Map<String, Value> fields = new LinkedHashMap<>();
    for (int i = 0; i < group.getType().getFieldCount(); i++) {
      String name = group.getType().getFieldName(i);
      field(group, i).ifPresent(value -> fields.put(name, value));
    }
    return new Value.Fields(fields);
  }

  /** The elements of a group that is annotated as a list. */
  private static List<Value> list(Group list) throws IOException {
    if (isElement(list.getType())) {
      return elements(list, 0);
    }
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < list.getFieldRepetitionCount(0); i++) {
      values.add(field(list.getGroup(0, i), 0).orElse(Value.Null.INSTANCE));
    }
    return values;
  }

  /**
   * Whether what is repeated in a list is its element, as old writers have it, and not a group
   * around that; the rules of LogicalTypes.md.
   */
  static boolean isElement(GroupType list) {
    Type repeated = list.getType(0);
    return repeated.isPrimitive()
        || repeated.asGroupType().getFieldCount() > 1
        || repeated.getName().equals("array")
        || repeated.getName().equals(list.getName() + "_tuple");
  }

  private static Value map(Group map) throws IOException {
    Map<String, Value> fields = new LinkedHashMap<>();
    for (int i = 0; i < map.getFieldRepetitionCount(0); i++) {
      Group entry = map.getGroup(0, i);
      Value key = field(entry, 0).orElse(new Value.Text(""));
      String name = key instanceof Value.Text(String text) ? text : key.toJava().toString();
      if (entry.getType().getFieldCount() > 1) {
        field(entry, 1).ifPresent(value -> fields.put(name, value));
      }
    }
    return new Value.Fields(fields);
  }

  private static Optional<Value> primitive(PrimitiveType type, Group group, int field, int index)
      throws IOException {
    LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
    return switch (type.getPrimitiveTypeName()) {
      case BOOLEAN -> Optional.of(new Value.Bool(group.getBoolean(field, index)));
      case INT32 -> Optional.of(integer(type, group.getInteger(field, index)));
      case INT64 -> Optional.of(integer(type, group.getLong(field, index)));
      case FLOAT -> real(group.getFloat(field, index));
      case DOUBLE -> real(group.getDouble(field, index));
      case INT96 -> Optional.of(timeOf96Bits(group.getInt96(field, index)));
      case BINARY, FIXED_LEN_BYTE_ARRAY -> {
        Binary bytes = group.getBinary(field, index);
        yield annotation instanceof LogicalTypeAnnotation.Float16LogicalTypeAnnotation
            ? real(Float.float16ToFloat(littleEndian(bytes).getShort()))
            : Optional.of(bytes(type, bytes));
      }
    };
  }

  private static Optional<Value> real(double number) {
    return Double.isNaN(number) ? Optional.empty() : Optional.of(new Value.Real(number));
  }

  private static Value integer(PrimitiveType type, long number) {
    return switch (type.getLogicalTypeAnnotation()) {
      case LogicalTypeAnnotation.DateLogicalTypeAnnotation _ ->
          new Value.Text(LocalDate.ofEpochDay(number).toString());
      case LogicalTypeAnnotation.TimeLogicalTypeAnnotation time ->
          new Value.Text(
              LocalTime.ofNanoOfDay(number * unit(time.getUnit()).getDuration().toNanos())
                  .toString());
      case LogicalTypeAnnotation.TimestampLogicalTypeAnnotation time -> {
        Instant instant = Instant.EPOCH.plus(number, unit(time.getUnit()));
        yield new Value.Text(
            time.isAdjustedToUTC()
                ? instant.toString()
                : instant.atOffset(ZoneOffset.UTC).toLocalDateTime().toString());
      }
      case LogicalTypeAnnotation.DecimalLogicalTypeAnnotation decimal ->
          decimal(BigInteger.valueOf(number), decimal.getScale());
      case LogicalTypeAnnotation.IntLogicalTypeAnnotation integer when !integer.isSigned() -> {
        long unsigned =
            type.getPrimitiveTypeName() == PrimitiveType.PrimitiveTypeName.INT32
                ? Integer.toUnsignedLong((int) number)
                : number;
        if (unsigned < 0) {
          throw wrong(type, "must fit in 64 bits with a sign: " + Long.toUnsignedString(number));
        }
        yield new Value.Int(unsigned);
      }
      case null, default -> new Value.Int(number);
    };
  }

  private static ChronoUnit unit(LogicalTypeAnnotation.TimeUnit unit) {
    return switch (unit) {
      case MILLIS -> ChronoUnit.MILLIS;
      case MICROS -> ChronoUnit.MICROS;
      case NANOS -> ChronoUnit.NANOS;
    };
  }

  private static Value decimal(BigInteger unscaled, int scale) {
    BigDecimal decimal = new BigDecimal(unscaled, scale);
    return scale == 0 && unscaled.bitLength() < Long.SIZE
        ? new Value.Int(unscaled.longValue())
        : new Value.Real(decimal.doubleValue());
  }

  /** Nanoseconds of the day and the Julian day, as Impala and Spark used to write times. */
  private static Value timeOf96Bits(Binary bytes) {
    ByteBuffer buffer = littleEndian(bytes);
    long nanos = buffer.getLong();
    LocalDate day = LocalDate.EPOCH.with(JulianFields.JULIAN_DAY, buffer.getInt());
    return new Value.Text(day.atStartOfDay().plusNanos(nanos).toInstant(ZoneOffset.UTC).toString());
  }

  private static ByteBuffer littleEndian(Binary bytes) {
    return bytes.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static Value bytes(PrimitiveType type, Binary bytes) throws IOException {
    return switch (type.getLogicalTypeAnnotation()) {
      case LogicalTypeAnnotation.UUIDLogicalTypeAnnotation _ ->
          new Value.Text(uuid(bytes).toString());
      case LogicalTypeAnnotation.DecimalLogicalTypeAnnotation decimal ->
          decimal(new BigInteger(bytes.getBytes()), decimal.getScale());
      case LogicalTypeAnnotation.JsonLogicalTypeAnnotation _ -> json(type, bytes);
      case LogicalTypeAnnotation.StringLogicalTypeAnnotation _ -> new Value.Text(text(type, bytes));
      case LogicalTypeAnnotation.EnumLogicalTypeAnnotation _ -> new Value.Text(text(type, bytes));
      case null -> new Value.Text(text(type, bytes));
      default -> throw wrong(type, "is of a type that a payload cannot hold: " + type);
    };
  }

  private static Value json(PrimitiveType type, Binary bytes) throws IOException {
    try (JsonParser json = RecordJson.FACTORY.createParser(text(type, bytes))) {
      json.nextToken();
      return ValueJson.read(json, type.getName());
    }
  }

  /** A UUID of its 16 bytes. */
  static UUID uuid(Binary bytes) {
    ByteBuffer buffer = bytes.toByteBuffer();
    return new UUID(buffer.getLong(), buffer.getLong());
  }

  /** A text of its bytes, which must be UTF-8. */
  static String text(Type type, Binary bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.toByteBuffer()).toString();
    } catch (CharacterCodingException e) {
      throw wrong(type, "holds bytes, and a payload cannot");
    }
  }

  private static AkinException wrong(Type type, String what) {
    return new AkinException.InvalidArgument("column '" + type.getName() + "' " + what);
  }
}
