package dev.akin.engine.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.akin.api.AkinException;
import dev.akin.api.RecordId;
import dev.akin.api.ScrollOrder;
import dev.akin.api.Value;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * Where a page of an ordered scroll ends: after this value and id. It names no row of the store, so
 * it stays good whatever is written.
 *
 * <p>As text it is base64url of: version u8 (2), order (descending u8, field), value (kind u8: 0
 * none, 1 boolean u8, 2 integer i64, 3 real f64, 4 text), id (kind u8: 1 number u64, 2 text, 3
 * UUID). A text is its length in bytes, i32, and UTF-8; all is big-endian.
 *
 * @param value that the last record was sorted by, empty if it had none
 * @param id of the last record
 */
record ScrollCursor(ScrollOrder order, Optional<Value> value, RecordId id) {
  private static final byte VERSION = 2;
  private static final int NONE = 0;
  private static final int BOOL = 1;
  private static final int INT = 2;
  private static final int REAL = 3;
  private static final int TEXT = 4;
  private static final int NUMERIC_ID = 1;
  private static final int TEXT_ID = 2;
  private static final int UUID_ID = 3;

  /** As text. */
  String encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeBoolean(order.isDescending());
      write(out, order.field().orElse(""));
      write(out, value);
      write(out, id);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
  }

  private static void write(DataOutputStream out, Optional<Value> value) throws IOException {
    switch (value.orElse(Value.Null.INSTANCE)) {
      case Value.Null _ -> out.writeByte(NONE);
      case Value.Bool(boolean bool) -> {
        out.writeByte(BOOL);
        out.writeBoolean(bool);
      }
      case Value.Int(long number) -> {
        out.writeByte(INT);
        out.writeLong(number);
      }
      case Value.Real(double number) -> {
        out.writeByte(REAL);
        out.writeDouble(number);
      }
      case Value.Text(String text) -> {
        out.writeByte(TEXT);
        write(out, text);
      }
      case Value.Array _, Value.Fields _ ->
          throw new IllegalArgumentException("not a single value: " + value);
    }
  }

  private static void write(DataOutputStream out, RecordId id) throws IOException {
    switch (id) {
      case RecordId.Numeric(long number) -> {
        out.writeByte(NUMERIC_ID);
        out.writeLong(number);
      }
      case RecordId.Text(String text) -> {
        out.writeByte(TEXT_ID);
        write(out, text);
      }
      case RecordId.Uuid(UUID uuid) -> {
        out.writeByte(UUID_ID);
        out.writeLong(uuid.getMostSignificantBits());
        out.writeLong(uuid.getLeastSignificantBits());
      }
    }
  }

  private static void write(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /**
   * Reads one.
   *
   * @param order of the scroll that goes on
   * @throws AkinException.InvalidArgument if it is none, or of another order
   */
  static ScrollCursor decode(String cursor, ScrollOrder order) {
    ScrollCursor decoded;
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(cursor);
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
      if (in.readByte() != VERSION) {
        throw new IllegalArgumentException("version");
      }
      boolean descending = in.readBoolean();
      Optional<String> field = Optional.of(readText(in)).filter(it -> !it.isEmpty());
      decoded = new ScrollCursor(new ScrollOrder(field, descending), readValue(in), readId(in));
      if (in.available() > 0) {
        throw new IllegalArgumentException("more after its end");
      }
    } catch (IOException | IllegalArgumentException | AkinException.InvalidArgument e) {
      throw new AkinException.InvalidArgument(
          "cursor must come from the page before: '" + cursor + "'", e);
    }
    if (!decoded.order.equals(order)) {
      throw new AkinException.InvalidArgument(
          "cursor is of another order, "
              + decoded.order
              + ": give the same as for the page before");
    }
    return decoded;
  }

  private static Optional<Value> readValue(DataInputStream in) throws IOException {
    return switch (in.readByte()) {
      case NONE -> Optional.empty();
      case BOOL -> Optional.of(new Value.Bool(in.readBoolean()));
      case INT -> Optional.of(new Value.Int(in.readLong()));
      case REAL -> Optional.of(new Value.Real(in.readDouble()));
      case TEXT -> Optional.of(new Value.Text(readText(in)));
      default -> throw new IllegalArgumentException("unknown kind of value");
    };
  }

  private static RecordId readId(DataInputStream in) throws IOException {
    return switch (in.readByte()) {
      case NUMERIC_ID -> RecordId.of(in.readLong());
      case TEXT_ID -> RecordId.of(readText(in));
      case UUID_ID -> RecordId.of(new UUID(in.readLong(), in.readLong()));
      default -> throw new IllegalArgumentException("unknown kind of id");
    };
  }

  private static String readText(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new EOFException("text of " + length + " bytes");
    }
    return new String(in.readNBytes(length), UTF_8);
  }
}
