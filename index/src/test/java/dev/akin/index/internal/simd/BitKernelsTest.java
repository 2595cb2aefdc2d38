package dev.akin.index.internal.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Population counts against bits counted one by one. */
class BitKernelsTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 16, 31, 63, 64, 65, 100, 207, 384, 768, 1024, 1536, 4096})
  void countsAgreeWithBitsOneByOne(int size) {
    Random random = new Random(size);
    int words = (size + 63) / 64;
    try (Arena arena = Arena.ofConfined()) {
      for (double density : new double[] {0, 0.1, 0.5, 1}) {
        BitSet a = bits(random, size, density);
        BitSet b = bits(random, size, 0.5);
        long first = put(arena, a, words);
        BitSet different = (BitSet) a.clone();
        different.xor(b);
        assertThat(BitKernels.ones(first, words)).isEqualTo(a.cardinality());
        assertThat(BitKernels.hamming(first, put(arena, b, words), words))
            .isEqualTo(different.cardinality());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 16, 31, 100, 207, 384, 768, 1024, 1536, 4096})
  void bitsTimesFourBitNumbersAreTheSumOfTheNumbers(int size) {
    Random random = new Random(size);
    int words = (size + 63) / 64;
    int planes = 4;
    try (Arena arena = Arena.ofConfined()) {
      for (int most : new int[] {15, 1, 0}) {
        BitSet bits = bits(random, size, 0.5);
        MemorySegment query = arena.allocate(8L * words * planes, 64);
        long expected = 0;
        for (int i = 0; i < size; i++) {
          int number = most == 15 && i % 3 == 0 ? 15 : random.nextInt(most + 1);
          expected += bits.get(i) ? number : 0;
          for (int p = 0; p < planes; p++) {
            long at = 8L * (p * words + i / 64);
            long word = query.get(ValueLayout.JAVA_LONG, at);
            query.set(ValueLayout.JAVA_LONG, at, word | (long) (number >> p & 1) << i);
          }
        }
        long code = put(arena, bits, words);
        assertThat(BitKernels.weightedOnes(code, query.address(), words, planes))
            .isEqualTo(expected);
      }
    }
  }

  private static BitSet bits(Random random, int size, double density) {
    BitSet bits = new BitSet(size);
    for (int i = 0; i < size; i++) {
      bits.set(i, random.nextDouble() < density);
    }
    return bits;
  }

  private static long put(Arena arena, BitSet bits, int words) {
    MemorySegment segment = arena.allocate(8L * words, 64);
    long[] values = bits.toLongArray();
    for (int i = 0; i < values.length; i++) {
      segment.setAtIndex(ValueLayout.JAVA_LONG, i, values[i]);
    }
    return segment.address();
  }
}
