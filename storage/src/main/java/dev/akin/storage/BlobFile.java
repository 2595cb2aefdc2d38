package dev.akin.storage;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * Verifies a blob file of RocksDB. All is little-endian, and each CRC32C is masked.
 *
 * <table>
 * <caption>Format</caption>
 * <tr><th>part</th><th>what</th></tr>
 * <tr><td>header, 30 bytes</td><td>magic u32, version u32, column family u32, flags u8, compression
 * u8, expiry u64 x 2</td></tr>
 * <tr><td>each blob</td><td>key length u64, value length u64, expiry u64, CRC32C of these u32,
 * CRC32C of key and value u32, key, value</td></tr>
 * <tr><td>footer, 32 bytes</td><td>magic u32, number of blobs u64, expiry u64 x 2, CRC32C of these
 * u32</td></tr>
 * </table>
 *
 * <p>The header has no checksum: RocksDB compares it with what its manifest and the reference to
 * the blob say, and so does this.
 */
final class BlobFile {
  private static final int MAGIC = 2395959;
  private static final int VERSION = 1;
  private static final int HEADER = 30;
  private static final int BLOB_HEADER = 32;
  private static final int FOOTER = 32;
  private static final int MASK_DELTA = 0xa282ead8;
  private static final int MAX_COMPRESSION = 7;

  private BlobFile() {}

  /** Verifies every byte. */
  static void verify(Path path) throws IOException, RocksLog.Wrong {
    long size = Files.size(path);
    if (size < HEADER + FOOTER) {
      throw new RocksLog.Wrong(size, "the file ends too soon");
    }
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(path), 1 << 20))) {
      header(read(in, HEADER));
      long at = HEADER;
      long blobs = 0;
      while (at < size - FOOTER) {
        at += blob(in, at, size - FOOTER - at);
        blobs++;
      }
      footer(read(in, FOOTER), at, blobs);
    } catch (EOFException e) {
      throw new RocksLog.Wrong(size, "the file ends too soon");
    }
  }

  private static void header(ByteBuffer header) throws RocksLog.Wrong {
    if (header.getInt() != MAGIC) {
      throw new RocksLog.Wrong(0, "not a blob file");
    }
    if (header.getInt() != VERSION) {
      throw new RocksLog.Wrong(4, "unknown version");
    }
    int family = header.getInt();
    if (family < 0 || family > Family.values().length) {
      throw new RocksLog.Wrong(8, "unknown column family: " + family);
    }
    int flags = header.get();
    int compression = header.get();
    if (flags != 0 || compression < 0 || compression > MAX_COMPRESSION) {
      throw new RocksLog.Wrong(12, "unknown flags or compression: " + flags + ", " + compression);
    }
    long from = header.getLong();
    long to = header.getLong();
    if (from != 0 || to != 0) {
      throw new RocksLog.Wrong(14, "blobs have no expiry here");
    }
  }

  /** Verifies a blob; returns how long it is. */
  private static long blob(DataInputStream in, long at, long room)
      throws IOException, RocksLog.Wrong {
    if (room < BLOB_HEADER) {
      throw new RocksLog.Wrong(at, "no blob fits before the footer");
    }
    ByteBuffer header = read(in, BLOB_HEADER);
    long keyLength = header.getLong();
    long valueLength = header.getLong();
    long unused = header.getLong();
    if (header.getInt() != masked(header.slice(0, BLOB_HEADER - 8))) {
      throw new RocksLog.Wrong(at, "the checksum of a blob's header is wrong");
    }
    int crc = header.getInt();
    long left = room - BLOB_HEADER;
    if (keyLength < 0 || valueLength < 0 || keyLength > left || valueLength > left - keyLength) {
      throw new RocksLog.Wrong(at, "a blob runs over the end of the file");
    }
    CRC32C actual = new CRC32C();
    byte[] buffer = new byte[1 << 16];
    for (long rest = keyLength + valueLength; rest > 0; ) {
      int n = (int) Math.min(rest, buffer.length);
      in.readFully(buffer, 0, n);
      actual.update(buffer, 0, n);
      rest -= n;
    }
    if (mask((int) actual.getValue()) != crc) {
      throw new RocksLog.Wrong(at + BLOB_HEADER, "the checksum of a blob is wrong");
    }
    return BLOB_HEADER + keyLength + valueLength;
  }

  private static void footer(ByteBuffer footer, long at, long blobs) throws RocksLog.Wrong {
    int magic = footer.getInt();
    long count = footer.getLong();
    footer.position(FOOTER - 4);
    if (magic != MAGIC || footer.getInt() != masked(footer.slice(0, FOOTER - 4))) {
      throw new RocksLog.Wrong(at, "the checksum of the footer is wrong");
    }
    if (count != blobs) {
      throw new RocksLog.Wrong(at, "there are " + blobs + " blobs, not " + count);
    }
  }

  private static ByteBuffer read(DataInputStream in, int length) throws IOException {
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int masked(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return mask((int) crc.getValue());
  }

  private static int mask(int crc) {
    return ((crc >>> 15) | (crc << 17)) + MASK_DELTA;
  }
}
