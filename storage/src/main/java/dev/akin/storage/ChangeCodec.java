package dev.akin.storage;

import java.nio.ByteBuffer;

/** A change: kind u8 (1 put, 2 delete), then the replaced seq u64 (0 = none). */
final class ChangeCodec {
  private static final byte PUT = 1;
  private static final byte DELETE = 2;

  private ChangeCodec() {}

  static byte[] put(long replaced) {
    return encode(PUT, replaced);
  }

  static byte[] delete(long replaced) {
    return encode(DELETE, replaced);
  }

  private static byte[] encode(byte kind, long replaced) {
    return ByteBuffer.allocate(1 + Long.BYTES).put(kind).putLong(replaced).array();
  }

  /** Hands the change to the visitor. Nothing is handed over when the bytes are damaged. */
  static void decode(long seq, byte[] value, ChangeVisitor visitor) throws Damaged {
    if (value.length != 1 + Long.BYTES) {
      throw new Damaged("change must be 9 bytes: " + value.length);
    }
    long replaced = ByteBuffer.wrap(value).getLong(1);
    if (replaced < 0 || replaced >= seq) {
      throw new Damaged("change " + seq + " cannot replace " + replaced);
    }
    switch (value[0]) {
      case PUT -> visitor.put(seq, replaced);
      case DELETE -> visitor.delete(seq, replaced);
      default -> throw new Damaged("unknown kind of change: " + value[0]);
    }
  }
}
