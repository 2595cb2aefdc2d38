package dev.akin.index.internal.simd;

import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;

/** Chooses the {@link CodeKernels} once per process, by a measurement of some milliseconds. */
final class CodeKernelChoice {
  static final CodeKernels KERNELS = choose();

  private static final int POSITIONS = 64;
  private static final long BUDGET_NANOS = 20_000_000;

  private CodeKernelChoice() {}

  private static CodeKernels choose() {
    if (!KernelChoice.kernels().name().startsWith("panama-512")) {
      return new ScalarCodeKernels();
    }
    CodeKernels scalar = new ScalarCodeKernels();
    CodeKernels panama = new PanamaCodeKernels();
    boolean faster = nanosPerBlock(panama) < nanosPerBlock(scalar);
    System.getLogger("dev.akin.index")
        .log(Level.INFO, "Code kernels: {0}", faster ? "panama-512" : "scalar");
    return faster ? panama : scalar;
  }

  private static long nanosPerBlock(CodeKernels kernels) {
    try (Arena arena = Arena.ofConfined()) {
      long block = arena.allocate(CodeKernels.blockBytes(POSITIONS), 64).address();
      long tables = arena.allocate((long) POSITIONS * CodeKernels.TABLE, 64).address();
      float[] bounds = new float[CodeKernels.ROWS];
      long best = Long.MAX_VALUE;
      long start = System.nanoTime();
      long before = start;
      while (before - start < BUDGET_NANOS) {
        for (int i = 0; i < 20; i++) {
          kernels.bound(block, POSITIONS, tables, i, 1, 1, 1, 0, bounds);
        }
        long now = System.nanoTime();
        best = Math.min(best, now - before);
        before = now;
      }
      return best;
    }
  }
}
