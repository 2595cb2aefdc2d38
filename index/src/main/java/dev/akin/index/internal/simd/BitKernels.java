package dev.akin.index.internal.simd;

import dev.akin.index.internal.memory.Memory;
import java.lang.foreign.ValueLayout;

/**
 * Population counts over bits in memory, at addresses that are multiples of 8. One instruction
 * counts 64 bits, and the compiler makes vectors of the loops where the CPU counts in vectors.
 */
public final class BitKernels {
  private BitKernels() {}

  private static long word(long address, int i) {
    return Memory.ALL.get(ValueLayout.JAVA_LONG_UNALIGNED, address + (long) Long.BYTES * i);
  }

  /** How many bits are set. */
  public static int ones(long bits, int words) {
    int count = 0;
    for (int i = 0; i < words; i++) {
      count += Long.bitCount(word(bits, i));
    }
    return count;
  }

  /** How many bits differ. */
  public static int hamming(long a, long b, int words) {
    int even = 0;
    int odd = 0;
    int i = 0;
    for (; i + 1 < words; i += 2) {
      even += Long.bitCount(word(a, i) ^ word(b, i));
      odd += Long.bitCount(word(a, i + 1) ^ word(b, i + 1));
    }
    if (i < words) {
      even += Long.bitCount(word(a, i) ^ word(b, i));
    }
    return even + odd;
  }

  /**
   * The inner product of bits with whole numbers: those of a 1-bit code with a query of a few bits.
   *
   * @param bits address of the bits
   * @param planes address of the numbers' bit planes, lowest first, {@code words} each
   * @param words 64-bit words of a plane
   * @param count planes
   */
  public static long weightedOnes(long bits, long planes, int words, int count) {
    long sum = 0;
    long plane = planes;
    for (int p = 0; p < count; p++, plane += (long) Long.BYTES * words) {
      int ones = 0;
      for (int i = 0; i < words; i++) {
        ones += Long.bitCount(word(bits, i) & word(plane, i));
      }
      sum += (long) ones << p;
    }
    return sum;
  }
}
