package dev.akin.index.internal.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.akin.index.internal.memory.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodeKernelsTest {
  @Test
  void everyRowHasALaneOfItsOwn() {
    assertThat(IntStream.range(0, 64).map(CodeKernels::lane).sorted())
        .containsExactlyElementsOf(IntStream.range(0, 64).boxed().toList());
  }

  @Test
  void aPackedTermIsRoundedUpAndAFactorToTheNearest() {
    Random random = new Random(1);
    for (int i = 0; i < 1000; i++) {
      float factor = random.nextFloat() * 10;
      float term = (float) random.nextGaussian();
      int packed = CodeKernels.pack(factor, term);
      float upper = Float.intBitsToFloat(packed & 0xffff0000);
      float lower = Float.intBitsToFloat(packed << 16);
      assertThat(upper).isCloseTo(factor, offset(factor / 256));
      assertThat(lower).isBetween(term, term + Math.abs(term) / 64);
    }
    assertThat(CodeKernels.pack(0, 0)).isZero();
  }

  @Test
  void theScalarBoundIsTheFormula() {
    int positions = 5;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment block = block(arena, positions, 2);
      MemorySegment tables = tables(arena, positions, 63, 3);
      float[] bounds = new float[64];
      long passed =
          new ScalarCodeKernels()
              .bound(
                  block.address(),
                  positions,
                  tables.address(),
                  2,
                  0.5f,
                  -3,
                  1.5f,
                  2,
                  0.1f,
                  4,
                  bounds);
      float error = block.get(ValueLayout.JAVA_FLOAT, CodeKernels.error(positions));
      double slack = 1.5 * Math.sqrt(4 * error * error + 0.01);
      for (int row = 0; row < 64; row++) {
        int sum = 0;
        for (int p = 0; p < positions; p++) {
          int code = block.get(ValueLayout.JAVA_BYTE, p * 64L + CodeKernels.lane(row));
          sum += tables.get(ValueLayout.JAVA_BYTE, p * 64L + code);
        }
        int packed = block.get(ValueLayout.JAVA_INT, CodeKernels.factors(positions) + 4L * row);
        double expected =
            2
                + Float.intBitsToFloat(packed << 16)
                + Float.intBitsToFloat(packed & 0xffff0000) * (0.5 * sum - 3 + slack);
        assertThat((double) bounds[row]).isCloseTo(expected, offset(1e-3));
        assertThat(passed >>> row & 1).isEqualTo(bounds[row] >= 4 ? 1 : 0);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 17, 34, 50, 64, 257, 1040})
  void theVectorKernelsAgreeWithTheScalarOnes(int positions) {
    assumeTrue(KernelChoice.kernels().name().startsWith("panama-512"));
    int most = Math.min(CodeKernels.MAX_ENTRY, CodeKernels.MAX_SUM / positions);
    try (Arena arena = Arena.ofConfined()) {
      for (long seed = 0; seed < 5; seed++) {
        MemorySegment block = block(arena, positions, seed);
        MemorySegment tables = tables(arena, positions, most, seed);
        if (seed == 0) {
          tables.fill((byte) most);
        }
        float[] expected = new float[64];
        float[] found = new float[64];
        float middle = positions * most / 2f;
        long a =
            new ScalarCodeKernels()
                .bound(
                    block.address(),
                    positions,
                    tables.address(),
                    1,
                    1,
                    -middle,
                    1.9f,
                    0.5f,
                    3,
                    0,
                    expected);
        long b =
            new PanamaCodeKernels()
                .bound(
                    block.address(),
                    positions,
                    tables.address(),
                    1,
                    1,
                    -middle,
                    1.9f,
                    0.5f,
                    3,
                    0,
                    found);
        assertThat(found).containsExactly(expected, offset(positions * 0.02f));
        for (int row = 0; row < 64; row++) {
          assertThat(b >>> row & 1).isEqualTo(found[row] >= 0 ? 1 : 0);
          assertThat(a >>> row & 1).isEqualTo(expected[row] >= 0 ? 1 : 0);
        }
      }
    }
  }

  private static MemorySegment block(Arena arena, int positions, long seed) {
    Random random = new Random(seed);
    MemorySegment block = arena.allocate(CodeKernels.blockBytes(positions), 64);
    for (long i = 0; i < CodeKernels.factors(positions); i++) {
      block.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt(64));
    }
    for (int row = 0; row < 64; row++) {
      Memory.putInt(
          block.address() + CodeKernels.factors(positions) + 4L * row,
          CodeKernels.pack(random.nextFloat(), (float) random.nextGaussian()));
    }
    block.set(ValueLayout.JAVA_FLOAT, CodeKernels.error(positions), random.nextFloat());
    return block;
  }

  private static MemorySegment tables(Arena arena, int positions, int most, long seed) {
    Random random = new Random(~seed);
    MemorySegment tables = arena.allocate(64L * positions, 64);
    for (long i = 0; i < tables.byteSize(); i++) {
      tables.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt(most + 1));
    }
    return tables;
  }
}
