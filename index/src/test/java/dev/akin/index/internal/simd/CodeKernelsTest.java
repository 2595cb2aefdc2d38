package dev.akin.index.internal.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.akin.index.internal.memory.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

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
      MemorySegment block = block(arena, positions, 2, 64);
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

  /** Codes by the bits that are looked up together. */
  private enum Kind {
    SIX_BITS,
    NIBBLES,
    BYTES
  }

  static Stream<CodeKernels> vectorKernels() {
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
      return Stream.of();
    }
    // Emulated where the CPU lacks the instruction, and then slow, but not wrong.
    return Stream.of(new PanamaCodeKernels(), new NarrowCodeKernels());
  }

  @Test
  void theVectorKernelsAgreeWithTheScalarOnes() {
    for (CodeKernels kernels : vectorKernels().toList()) {
      for (Kind kind : Kind.values()) {
        for (int positions : new int[] {1, 2, 3, 4, 5, 17, 34, 50, 64, 257, 1040}) {
          for (long seed = 0; seed < 3; seed++) {
            agree(kernels, kind, positions, seed);
          }
        }
      }
    }
  }

  private static void agree(CodeKernels kernels, Kind kind, int positions, long seed) {
    int lookups = kind == Kind.NIBBLES ? 2 * positions : positions;
    int most = Math.min(CodeKernels.MAX_ENTRY, CodeKernels.MAX_SUM / lookups);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment block = block(arena, positions, seed, kind == Kind.SIX_BITS ? 64 : 256);
      MemorySegment tables =
          switch (kind) {
            case SIX_BITS -> tables(arena, positions, most, seed);
            case NIBBLES -> entries(arena, CodeKernels.nibbleTableBytes(positions), most, seed);
            case BYTES -> entries(arena, 256L * positions, most, seed);
          };
      float middle = lookups * most / 2f;
      float[] expected = new float[64];
      float[] found = new float[64];
      long a = bound(new ScalarCodeKernels(), kind, block, positions, tables, middle, expected);
      long b = bound(kernels, kind, block, positions, tables, middle, found);
      assertThat(found)
          .as("%s %s %s", kernels.name(), kind, positions)
          .containsExactly(expected, offset(lookups * 0.02f));
      for (int row = 0; row < 64; row++) {
        assertThat(b >>> row & 1).isEqualTo(found[row] >= 0 ? 1 : 0);
        assertThat(a >>> row & 1).isEqualTo(expected[row] >= 0 ? 1 : 0);
      }
    }
  }

  private static long bound(
      CodeKernels kernels,
      Kind kind,
      MemorySegment block,
      int positions,
      MemorySegment tables,
      float middle,
      float[] bounds) {
    long at = block.address();
    long t = tables.address();
    return switch (kind) {
      case SIX_BITS -> kernels.bound(at, positions, t, 1, 1, -middle, 1.9f, 0.5f, 3, 0, bounds);
      case NIBBLES ->
          kernels.boundNibbles(at, positions, t, 1, 1, -middle, 1.9f, 0.5f, 3, 0, bounds);
      case BYTES -> kernels.boundBytes(at, positions, t, 1, 1, -middle, 1.9f, 0.5f, 3, 0, bounds);
    };
  }

  private static MemorySegment entries(Arena arena, long bytes, int most, long seed) {
    Random random = new Random(~seed);
    MemorySegment tables = arena.allocate(bytes, 64);
    for (long i = 0; i < bytes; i++) {
      tables.set(ValueLayout.JAVA_BYTE, i, (byte) (seed == 0 ? most : random.nextInt(most + 1)));
    }
    return tables;
  }

  private static MemorySegment block(Arena arena, int positions, long seed, int values) {
    Random random = new Random(seed);
    MemorySegment block = arena.allocate(CodeKernels.blockBytes(positions), 64);
    for (long i = 0; i < CodeKernels.factors(positions); i++) {
      block.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt(values));
    }
    for (int row = 0; row < 64; row++) {
      Memory.putInt(
          block.address() + CodeKernels.factors(positions) + 4L * row,
          CodeKernels.pack(random.nextFloat(), (float) random.nextGaussian()));
    }
    block.set(ValueLayout.JAVA_FLOAT, CodeKernels.error(positions), random.nextFloat());
    return block;
  }

  /** Entries that are sums of two, and what the upper two bits add. */
  private static MemorySegment tables(Arena arena, int positions, int most, long seed) {
    Random random = new Random(~seed);
    MemorySegment tables = arena.allocate(CodeKernels.tableBytes(positions), 64);
    int highest = most / 3;
    for (int p = 0; p < positions; p++) {
      int[] high = random.ints(4, 0, highest + 1).toArray();
      int[] low = random.ints(16, 0, most - highest + 1).toArray();
      if (seed == 0) {
        Arrays.fill(high, highest);
        Arrays.fill(low, most - highest);
      }
      for (int i = 0; i < 64; i++) {
        tables.set(ValueLayout.JAVA_BYTE, p * 64L + i, (byte) (low[i & 15] + high[i >> 4]));
      }
      for (int h = 0; h < 4; h++) {
        long at = CodeKernels.highTables(0, positions) + p * 16L + h;
        tables.set(ValueLayout.JAVA_BYTE, at, (byte) (high[h] - high[0]));
      }
    }
    return tables;
  }
}
