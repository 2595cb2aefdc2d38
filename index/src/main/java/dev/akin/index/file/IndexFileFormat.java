package dev.akin.index.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The layout of an index file, little-endian throughout.
 *
 * <table>
 * <caption>File</caption>
 * <tr><th>offset</th><th>bytes</th><th>what</th></tr>
 * <tr><td>0</td><td>8</td><td>magic {@code AKINIDX} and a zero</td></tr>
 * <tr><td>8</td><td>4</td><td>format version, 1</td></tr>
 * <tr><td>12</td><td>4</td><td>number of sections, at most 1,024</td></tr>
 * <tr><td>16</td><td>8</td><td>offset of the directory</td></tr>
 * <tr><td>24</td><td>8</td><td>length of the directory; the file ends with it</td></tr>
 * <tr><td>32</td><td>4</td><td>CRC32C of the directory</td></tr>
 * <tr><td>36</td><td>4</td><td>CRC32C of bytes 0 to 35</td></tr>
 * <tr><td>4096</td><td></td><td>sections, each at a multiple of 4,096, in the directory's order</td>
 * </tr>
 * </table>
 *
 * <table>
 * <caption>Directory entry, one after the other</caption>
 * <tr><th>bytes</th><th>what</th></tr>
 * <tr><td>32</td><td>name in ASCII, filled with zeros</td></tr>
 * <tr><td>8</td><td>offset</td></tr>
 * <tr><td>8</td><td>length</td></tr>
 * <tr><td>4 each</td><td>CRC32C of each block of 1 MiB, the last one shorter</td></tr>
 * </table>
 */
final class IndexFileFormat {
  static final long MAGIC = 0x00584449_4e494b41L;
  static final int VERSION = 1;
  static final int HEADER_BYTES = 40;
  static final int ALIGNMENT = 4096;
  static final int BLOCK_BYTES = 1 << 20;
  static final int NAME_BYTES = 32;
  static final int MAX_SECTIONS = 1024;
  static final int ENTRY_BYTES = NAME_BYTES + 16;

  private IndexFileFormat() {}

  static long aligned(long offset) {
    return (offset + ALIGNMENT - 1) & -ALIGNMENT;
  }

  static int blocks(long length) {
    return Math.toIntExact((length + BLOCK_BYTES - 1) / BLOCK_BYTES);
  }

  static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Refuses a machine whose memory order is not the file's, since sections are mapped as is. */
  static void checkByteOrder() {
    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      throw new UnsupportedOperationException("index files need a little-endian machine");
    }
  }
}
