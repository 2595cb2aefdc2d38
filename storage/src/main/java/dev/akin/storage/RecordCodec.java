package dev.akin.storage;

import dev.akin.api.AkinException;
import dev.akin.api.RecordId;
import dev.akin.api.Value;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The value of a record's row.
 *
 * <table>
 * <caption>Encoding</caption>
 * <tr><th>field</th><th>type</th></tr>
 * <tr><td>codec version</td><td>u8, 1</td></tr>
 * <tr><td>flags</td><td>u8; bit 0: has an expiry</td></tr>
 * <tr><td>expiry, if any</td><td>i64, milliseconds since 1970</td></tr>
 * <tr><td>length of the id</td><td>u16</td></tr>
 * <tr><td>id</td><td>{@link IdCodec}</td></tr>
 * <tr><td>number of parts</td><td>u16</td></tr>
 * <tr><td>each part</td><td>vector u16, flags u8; bit 0: a source, bit 1: a vector</td></tr>
 * <tr><td>payload</td><td>CBOR map, to the end</td></tr>
 * </table>
 *
 * <p>The parts say which rows the record has in sources and vectors, so that a read asks for those
 * only and notices when one is missing.
 */
final class RecordCodec {
  /** The expiry of a record that stays. */
  static final long NO_EXPIRY = Long.MAX_VALUE;

  private static final byte VERSION = 1;
  private static final int HAS_EXPIRY = 1;
  private static final int HAS_SOURCE = 1;
  private static final int HAS_VECTOR = 2;

  private RecordCodec() {}

  /** Rows that a record has under one of the collection's vectors, at least one. */
  record Part(int vector, boolean hasSource, boolean hasVector) {}

  /**
   * A row.
   *
   * @param expiry in milliseconds since 1970, {@link #NO_EXPIRY} if it stays
   */
  record Row(RecordId id, long expiry, List<Part> parts, Map<String, Value> payload) {
    /** Copies the list. */
    Row {
      parts = List.copyOf(parts);
    }
  }

  /**
   * Encodes a row.
   *
   * @throws AkinException.InvalidArgument as {@link ValueCodec#toCbor}
   */
  static byte[] encode(Row row) {
    byte[] id = IdCodec.encode(row.id());
    byte[] payload = ValueCodec.toCbor(row.payload());
    boolean expires = row.expiry() != NO_EXPIRY;
    ByteBuffer out =
        ByteBuffer.allocate(
            2
                + (expires ? Long.BYTES : 0)
                + Short.BYTES
                + id.length
                + Short.BYTES
                + row.parts().size() * 3
                + payload.length);
    out.put(VERSION).put((byte) (expires ? HAS_EXPIRY : 0));
    if (expires) {
      out.putLong(row.expiry());
    }
    out.putShort((short) id.length).put(id).putShort((short) row.parts().size());
    for (Part part : row.parts()) {
      int flags = (part.hasSource() ? HAS_SOURCE : 0) | (part.hasVector() ? HAS_VECTOR : 0);
      out.putShort((short) part.vector()).put((byte) flags);
    }
    return out.put(payload).array();
  }

  /**
   * Decodes a row.
   *
   * @param withPayload false leaves the payload undecoded and empty
   */
  static Row decode(byte[] value, boolean withPayload) throws Damaged {
    try {
      ByteBuffer in = ByteBuffer.wrap(value);
      byte version = in.get();
      if (version != VERSION) {
        throw new Damaged("unknown record version: " + version);
      }
      int flags = in.get();
      if ((flags & ~HAS_EXPIRY) != 0) {
        throw new Damaged("unknown record flags: " + flags);
      }
      long expiry = flags == 0 ? NO_EXPIRY : in.getLong();
      RecordId id = IdCodec.decode(slice(in, Short.toUnsignedInt(in.getShort())));
      List<Part> parts = parts(in);
      Map<String, Value> payload =
          withPayload ? ValueCodec.fromCbor(value, in.position(), in.remaining()) : Map.of();
      return new Row(id, expiry, parts, payload);
    } catch (BufferUnderflowException e) {
      throw new Damaged("record ends too soon, after " + value.length + " bytes", e);
    }
  }

  private static ByteBuffer slice(ByteBuffer in, int length) throws Damaged {
    if (length > in.remaining()) {
      throw new Damaged("id of " + length + " bytes runs over the end of the record");
    }
    ByteBuffer slice = in.slice(in.position(), length);
    in.position(in.position() + length);
    return slice;
  }

  private static List<Part> parts(ByteBuffer in) throws Damaged {
    int count = Short.toUnsignedInt(in.getShort());
    if (count * 3 > in.remaining()) {
      throw new Damaged(count + " parts run over the end of the record");
    }
    List<Part> parts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int vector = Short.toUnsignedInt(in.getShort());
      int flags = in.get();
      if (flags < HAS_SOURCE || flags > (HAS_SOURCE | HAS_VECTOR)) {
        throw new Damaged("unknown part flags: " + flags);
      }
      parts.add(new Part(vector, (flags & HAS_SOURCE) != 0, (flags & HAS_VECTOR) != 0));
    }
    return parts;
  }
}
