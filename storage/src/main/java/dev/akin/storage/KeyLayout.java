package dev.akin.storage;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The layout of RocksDB's keys and values, format version 2. Integers are unsigned and big-endian,
 * so that RocksDB's order of bytes is their order; floats are little-endian.
 *
 * <table>
 * <caption>Column families</caption>
 * <tr><th>family</th><th>key</th><th>value</th></tr>
 * <tr><td>catalog</td><td>{@code collection/NAME}</td><td>JSON ({@link CatalogCodec})</td></tr>
 * <tr><td>catalog</td><td>{@code next-collection-id}</td><td>JSON number</td></tr>
 * <tr><td>catalog</td><td>{@code alias/NAME}</td><td>name of a collection</td></tr>
 * <tr><td>catalog</td><td>{@code copying/ID}</td><td>empty</td></tr>
 * <tr><td>records</td><td>collection u32, seq u64</td><td>{@link RecordCodec}</td></tr>
 * <tr><td>sources</td><td>collection u32, vector u16, seq u64</td><td>{@link SourceCodec}</td></tr>
 * <tr><td>vectors</td><td>collection u32, vector u16, seq u64</td><td>float32 x dimension</td></tr>
 * <tr><td>ids</td><td>collection u32, id ({@link IdCodec})</td><td>{@link IdEntry}</td></tr>
 * <tr><td>expiries</td><td>collection u32, expiry u64, seq u64</td><td>empty</td></tr>
 * <tr><td>changes</td><td>collection u32, seq u64</td><td>{@link ChangeCodec}</td></tr>
 * </table>
 *
 * <p>A put of a record takes the collection's next seq, which keys all its rows; an update deletes
 * the rows of the seq it replaces in the same batch. So a row is written once and never changed. A
 * delete takes a seq of its own, which keys only its change.
 */
final class KeyLayout {
  /** The largest vector id; one more ends its range. */
  static final int MAX_VECTOR_ID = 0xFFFE;

  static final String COLLECTION_PREFIX = "collection/";
  static final String MODEL_PREFIX = "model/";
  static final String ALIAS_PREFIX = "alias/";
  static final String COPYING_PREFIX = "copying/";
  static final byte[] NEXT_COLLECTION_ID = "next-collection-id".getBytes(StandardCharsets.US_ASCII);

  private KeyLayout() {}

  /** The catalog's key of a collection. */
  static byte[] catalog(String name) {
    return (COLLECTION_PREFIX + name).getBytes(StandardCharsets.US_ASCII);
  }

  /** The catalog's key of a model. */
  static byte[] model(String name) {
    return (MODEL_PREFIX + name).getBytes(StandardCharsets.US_ASCII);
  }

  /** The catalog's key of an alias. */
  static byte[] alias(String name) {
    return (ALIAS_PREFIX + name).getBytes(StandardCharsets.US_ASCII);
  }

  /** The catalog's key that says that rows are being copied to a collection that is not yet one. */
  static byte[] copying(int collection) {
    return (COPYING_PREFIX + collection).getBytes(StandardCharsets.US_ASCII);
  }

  /** The prefix of all rows of a collection; that of the next id ends its range. */
  static byte[] collection(int collection) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(collection).array();
  }

  /** The key of a record or change. */
  static byte[] bySeq(int collection, long seq) {
    return ByteBuffer.allocate(Integer.BYTES + Long.BYTES).putInt(collection).putLong(seq).array();
  }

  /** The key of an expiry, in milliseconds since 1970. */
  static byte[] byExpiry(int collection, long expiry, long seq) {
    return ByteBuffer.allocate(Integer.BYTES + 2 * Long.BYTES)
        .putInt(collection)
        .putLong(expiry)
        .putLong(seq)
        .array();
  }

  /** The expiry in a key. */
  static long expiry(byte[] key) {
    return ByteBuffer.wrap(key).getLong(Integer.BYTES);
  }

  /** The key of a source or vector. */
  static byte[] byVector(int collection, int vector, long seq) {
    return ByteBuffer.allocate(Integer.BYTES + Short.BYTES + Long.BYTES)
        .putInt(collection)
        .putShort((short) vector)
        .putLong(seq)
        .array();
  }

  /** The prefix of all rows of one of a collection's vectors. */
  static byte[] vector(int collection, int vector) {
    return ByteBuffer.allocate(Integer.BYTES + Short.BYTES)
        .putInt(collection)
        .putShort((short) vector)
        .array();
  }

  /** The key of an id. */
  static byte[] byId(int collection, byte[] encodedId) {
    return ByteBuffer.allocate(Integer.BYTES + encodedId.length)
        .putInt(collection)
        .put(encodedId)
        .array();
  }

  /** The seq at the end of a key, or alone in a value. */
  static long seq(byte[] bytes) {
    return ByteBuffer.wrap(bytes).getLong(bytes.length - Long.BYTES);
  }

  /** A seq as a value. */
  static byte[] seq(long seq) {
    return ByteBuffer.allocate(Long.BYTES).putLong(seq).array();
  }
}
