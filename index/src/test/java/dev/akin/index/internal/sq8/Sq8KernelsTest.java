package dev.akin.index.internal.sq8;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.akin.index.internal.memory.Memory;
import dev.akin.index.internal.simd.KernelChoice;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sums over bytes: vectors against plain loops, at the least and greatest bytes, too. */
class Sq8KernelsTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 16, 31, 100, 207, 384, 768, 1024, 1536, 4096})
  void theVectorKernelsAgreeWithTheScalarOnes(int dimension) {
    String name = KernelChoice.kernels().name();
    assumeTrue(name.startsWith("panama") && !name.startsWith("panama-128"));
    Sq8Kernels scalar = new ScalarSq8Kernels();
    Sq8Kernels panama = new PanamaSq8Kernels();
    int count = Sq8Codes.codeBytes(dimension) - Sq8Codes.HEADER_BYTES;
    for (int extreme : new int[] {0, -128, 127}) {
      Random random = new Random(dimension);
      try (Arena arena = Arena.ofConfined()) {
        long query = arena.allocate(4L * count, 64).address();
        for (int i = 0; i < dimension; i++) {
          Memory.putFloat(query + 4L * i, (float) random.nextGaussian());
        }
        long[] codes = new long[4];
        for (int c = 0; c < codes.length; c++) {
          MemorySegment code = arena.allocate(count, 16);
          for (int i = 0; i < dimension; i++) {
            byte value = (byte) (extreme == 0 ? random.nextInt() : extreme);
            code.set(ValueLayout.JAVA_BYTE, i, value);
          }
          codes[c] = code.address();
        }
        float[] expected = new float[4];
        float[] found = new float[4];
        scalar.dot4(query, codes[0], codes[1], codes[2], codes[3], count, expected, 0);
        panama.dot4(query, codes[0], codes[1], codes[2], codes[3], count, found, 0);
        assertThat(found).containsExactly(expected, offset(1e-3f * dimension));
        for (long code : codes) {
          assertThat(panama.dot(query, code, count))
              .isCloseTo(scalar.dot(query, code, count), offset(1e-3f * dimension));
          assertThat(panama.manhattan(query, code, 0.3f, 0.02f, count))
              .isCloseTo(
                  scalar.manhattan(query, code, 0.3f, 0.02f, count), offset(1e-4f * dimension));
        }
      }
    }
  }
}
