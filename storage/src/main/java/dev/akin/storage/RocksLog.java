package dev.akin.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * Verifies a file in RocksDB's log format, which its write-ahead logs and manifests have: blocks of
 * 32 KiB, in them records of a masked CRC32C u32, a length u16, a type u8, for recycled files a log
 * number u32, and the payload. What is left of a block is zeros where no header fits.
 *
 * @see <a href="https://github.com/facebook/rocksdb/wiki/Write-Ahead-Log-File-Format">the
 *     format</a>
 */
final class RocksLog {
  private static final int BLOCK = 32 << 10;
  private static final int HEADER = 7;
  private static final int LOG_NUMBER = 4;
  private static final int MASK_DELTA = 0xa282ead8;
  // Types of fragments; those of recycled files hold a log number, too.
  private static final int FIRST = 2;
  private static final int MIDDLE = 3;
  private static final int RECYCLED_FIRST = 6;
  private static final int RECYCLED_MIDDLE = 7;

  private RocksLog() {}

  /** Bytes that are not what was written. */
  static final class Wrong extends Exception {
    private final long offset;

    Wrong(long offset, String what) {
      super(what);
      this.offset = offset;
    }

    long offset() {
      return offset;
    }
  }

  /**
   * Verifies every record.
   *
   * @return where a last record begins that is incomplete, as a kill leaves it; empty if none is
   * @throws Wrong for anything else
   */
  static OptionalLong verify(Path path) throws IOException, Wrong {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      ByteBuffer block = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
      OptionalLong unfinished = OptionalLong.empty();
      for (long start = 0; start < file.size(); start += BLOCK) {
        block.clear();
        while (block.hasRemaining() && file.read(block, start + block.position()) > 0) {}
        block.flip();
        boolean last = start + block.limit() == file.size();
        unfinished = verify(block, start, last, unfinished);
      }
      return unfinished;
    }
  }

  /** Verifies a block; returns where a record begins that it does not end. */
  private static OptionalLong verify(
      ByteBuffer block, long start, boolean last, OptionalLong unfinished) throws Wrong {
    OptionalLong open = unfinished;
    while (block.remaining() >= HEADER) {
      int at = block.position();
      long offset = start + at;
      int crc = block.getInt();
      int length = Short.toUnsignedInt(block.getShort());
      int type = Byte.toUnsignedInt(block.get());
      if (crc == 0 && length == 0 && type == 0) {
        requireZeros(block, start);
        return last ? OptionalLong.of(offset) : open;
      }
      int rest = length + (isRecycled(type) ? LOG_NUMBER : 0);
      if (rest > block.remaining()) {
        if (last) {
          return OptionalLong.of(open.orElse(offset));
        }
        throw new Wrong(offset, "a record runs over the end of its block");
      }
      CRC32C actual = new CRC32C();
      actual.update(block.slice(at + HEADER - 1, 1 + rest));
      if (mask((int) actual.getValue()) != crc) {
        throw new Wrong(offset, "the checksum of a record is wrong");
      }
      block.position(at + HEADER + rest);
      open = isOpen(type) ? OptionalLong.of(open.orElse(offset)) : OptionalLong.empty();
    }
    requireZeros(block, start);
    return open;
  }

  private static void requireZeros(ByteBuffer block, long start) throws Wrong {
    while (block.hasRemaining()) {
      if (block.get() != 0) {
        throw new Wrong(
            start + block.position() - 1, "the end of a block is not filled with zeros");
      }
    }
  }

  private static boolean isRecycled(int type) {
    return (type >= 5 && type <= 8) || type == 11 || type == 131;
  }

  private static boolean isOpen(int type) {
    return type == FIRST || type == MIDDLE || type == RECYCLED_FIRST || type == RECYCLED_MIDDLE;
  }

  private static int mask(int crc) {
    return ((crc >>> 15) | (crc << 17)) + MASK_DELTA;
  }
}
