package dev.akin.embedders.words;

import dev.akin.api.AkinException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * Reads a mapped file from its start, little-endian, and says where it ends too early. Not safe for
 * several threads.
 */
final class ModelCursor {
  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Path file;
  private final MemorySegment bytes;
  private long position;

  ModelCursor(Path file, MemorySegment bytes) {
    this.file = file;
    this.bytes = bytes;
  }

  long position() {
    return position;
  }

  int nextInt(String what) {
    return bytes.get(INT, advance(Integer.BYTES, what));
  }

  /** An int that counts something, and so is not negative. */
  int nextCount(String what) {
    return (int) check(nextInt(what), what);
  }

  long nextLong(String what) {
    return bytes.get(LONG, advance(Long.BYTES, what));
  }

  /** A long that counts something, and so is not negative. */
  long nextLongCount(String what) {
    return check(nextLong(what), what);
  }

  boolean nextBoolean(String what) {
    return nextByte(what) != 0;
  }

  byte nextByte(String what) {
    return bytes.get(ValueLayout.JAVA_BYTE, advance(1, what));
  }

  /** The next part of the file, not copied. */
  MemorySegment next(long count, long size, String what) {
    long length;
    try {
      length = Math.multiplyExact(count, size);
    } catch (ArithmeticException e) {
      throw damaged(what + " of " + count + " times " + size + " bytes");
    }
    return bytes.asSlice(advance(length, what), length);
  }

  /** Steps over a word that a zero byte ends; returns its length without it. */
  int skipWord() {
    long start = position;
    while (nextByte("a word") != 0) {
      if (position - start > Short.MAX_VALUE) {
        throw damaged("a word of more than " + Short.MAX_VALUE + " bytes");
      }
    }
    return (int) (position - start - 1);
  }

  AkinException.Corrupted damaged(String what) {
    return new AkinException.Corrupted(
        "damaged fastText model " + file + ": " + what + " at byte " + position);
  }

  private long check(long count, String what) {
    if (count < 0) {
      throw damaged(what + " is " + count);
    }
    return count;
  }

  private long advance(long length, String what) {
    if (length < 0 || length > bytes.byteSize() - position) {
      throw damaged(
          "the file of "
              + bytes.byteSize()
              + " bytes ends within "
              + what
              + " ("
              + length
              + " bytes)");
    }
    long start = position;
    position += length;
    return start;
  }
}
