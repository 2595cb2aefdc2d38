package dev.akin.storage;

import java.nio.ByteBuffer;

/**
 * The value of an id's row: seq u64, and if its record expires, the expiry as i64. The expiry is in
 * the record as well; it stands here so that a look-up of ids alone tells which of them count.
 *
 * @param seq of the record, 0 if there is none
 * @param expiry in milliseconds since 1970, {@link RecordCodec#NO_EXPIRY} if it stays
 */
record IdEntry(long seq, long expiry) {
  static final IdEntry NONE = new IdEntry(0, RecordCodec.NO_EXPIRY);

  byte[] encode() {
    boolean expires = expiry != RecordCodec.NO_EXPIRY;
    ByteBuffer out = ByteBuffer.allocate(expires ? 2 * Long.BYTES : Long.BYTES).putLong(seq);
    return expires ? out.putLong(expiry).array() : out.array();
  }

  static IdEntry decode(byte[] value) throws Damaged {
    return switch (value.length) {
      case Long.BYTES -> new IdEntry(ByteBuffer.wrap(value).getLong(), RecordCodec.NO_EXPIRY);
      case 2 * Long.BYTES ->
          new IdEntry(ByteBuffer.wrap(value).getLong(), ByteBuffer.wrap(value).getLong(Long.BYTES));
      default -> throw new Damaged("it must be 8 or 16 bytes long: " + value.length);
    };
  }

  /** Whether there is a record whose time has not come. */
  boolean isThere(long now) {
    return seq != 0 && expiry > now;
  }
}
