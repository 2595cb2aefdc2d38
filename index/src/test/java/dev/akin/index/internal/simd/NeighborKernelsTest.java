package dev.akin.index.internal.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NeighborKernelsTest {
  private static final long SEED = Long.getLong("test.seed", 21);

  private static MemorySegment block(Arena arena, int positions, Random random) {
    MemorySegment block = arena.allocate(NeighborKernels.blockBytes(positions), 64);
    for (int row = 0; row < NeighborKernels.ROWS; row++) {
      for (int p = 0; p < positions; p++) {
        int code = random.nextInt(64) + NeighborKernels.SECOND * (p & 1);
        block.set(ValueLayout.JAVA_BYTE, NeighborKernels.at(row, p), (byte) code);
      }
      int packed = NeighborKernels.pack(random.nextFloat() * 2, (float) random.nextGaussian() * 10);
      block.set(ValueLayout.JAVA_INT, NeighborKernels.factors(positions) + 4L * row, packed);
    }
    return block;
  }

  private static MemorySegment tables(Arena arena, int positions, int most, Random random) {
    MemorySegment tables = arena.allocate((long) positions * NeighborKernels.TABLE, 64);
    for (long i = 0; i < tables.byteSize(); i++) {
      tables.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt(most + 1));
    }
    return tables;
  }

  @Test
  void everyByteHasAPlaceOfItsOwn() {
    assertThat(IntStream.range(0, 32 * 6).map(i -> NeighborKernels.at(i % 32, i / 32)).sorted())
        .containsExactlyElementsOf(IntStream.range(0, 32 * 6).boxed().toList());
  }

  @Test
  void aPackedPairIsRoundedToTheNearest() {
    Random random = new Random(SEED);
    for (int i = 0; i < 1000; i++) {
      float factor = random.nextFloat() * 10;
      float term = (float) random.nextGaussian();
      int packed = NeighborKernels.pack(factor, term);
      assertThat(Float.intBitsToFloat(packed & 0xffff0000)).isCloseTo(factor, offset(factor / 256));
      assertThat(Float.intBitsToFloat(packed << 16)).isCloseTo(term, offset(Math.abs(term) / 256));
    }
    assertThat(Float.intBitsToFloat(NeighborKernels.pack(0, Float.NEGATIVE_INFINITY) << 16))
        .isEqualTo(Float.NEGATIVE_INFINITY);
  }

  @Test
  void theScalarEstimateIsTheFormula() {
    int positions = 6;
    Random random = new Random(SEED);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment block = block(arena, positions, random);
      MemorySegment tables = tables(arena, positions, 63, random);
      float[] estimates = new float[32];
      int passed =
          new ScalarNeighborKernels()
              .estimate(block.address(), positions, tables.address(), 2, 0.5f, -3, 60, estimates);
      for (int row = 0; row < 32; row++) {
        int sum = 0;
        for (int p = 0; p < positions; p++) {
          int code = block.get(ValueLayout.JAVA_BYTE, NeighborKernels.at(row, p));
          sum += tables.get(ValueLayout.JAVA_BYTE, p * 64L + code - 64L * (p & 1));
        }
        int packed = block.get(ValueLayout.JAVA_INT, positions * 32L + 4L * row);
        double expected =
            2
                + Float.intBitsToFloat(packed << 16)
                + Float.intBitsToFloat(packed & 0xffff0000) * (0.5 * sum - 3);
        assertThat((double) estimates[row]).as("seed %d", SEED).isCloseTo(expected, offset(1e-3));
        assertThat(passed >>> row & 1).isEqualTo(estimates[row] >= 60 ? 1 : 0);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 6, 8, 10, 18, 50, 64, 256, 1366})
  void simdAgreesWithScalar(int positions) {
    assumeTrue(NeighborKernels.get() instanceof PanamaNeighborKernels, "no SIMD for codes here");
    Random random = new Random(SEED + positions);
    int most = Math.min(CodeKernels.MAX_ENTRY, CodeKernels.MAX_SUM / positions);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment block = block(arena, positions, random);
      MemorySegment tables = tables(arena, positions, most, random);
      float[] expected = new float[32];
      float[] found = new float[32];
      float floor = positions * most * 0.5f;
      int scalar =
          new ScalarNeighborKernels()
              .estimate(block.address(), positions, tables.address(), 1, 0.9f, -2, floor, expected);
      int simd =
          new PanamaNeighborKernels()
              .estimate(block.address(), positions, tables.address(), 1, 0.9f, -2, floor, found);
      assertThat(found).as("seed %d", SEED).containsExactly(expected, offset(1e-2f));
      for (int row = 0; row < 32; row++) {
        if (Math.abs(expected[row] - floor) > 1e-2) {
          assertThat(simd >>> row & 1).isEqualTo(scalar >>> row & 1);
        }
      }
    }
  }

  @Test
  void theGreatestSumsDoNotOverflow() {
    int positions = 1040;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment block = block(arena, positions, new Random(SEED));
      MemorySegment tables = arena.allocate(positions * 64L, 64);
      tables.fill((byte) 63);
      for (int row = 0; row < 32; row++) {
        int packed = NeighborKernels.pack(1, 0);
        block.set(ValueLayout.JAVA_INT, positions * 32L + 4L * row, packed);
      }
      float[] estimates = new float[32];
      NeighborKernels.get()
          .estimate(block.address(), positions, tables.address(), 0, 1, 0, 0, estimates);
      assertThat(estimates).containsOnly(1040 * 63f);
    }
  }
}
