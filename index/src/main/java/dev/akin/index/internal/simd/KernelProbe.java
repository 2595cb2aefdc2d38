package dev.akin.index.internal.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Short measurements at start-up, less than a tenth of a second in all. */
final class KernelProbe {
  /** Few, so that calls are many and the compiler soon takes notice. */
  private static final int FLOATS = 256;

  private static final long BUDGET_NANOS = 80_000_000;

  /** Interpreted or half compiled, a call takes several microseconds; compiled, well below one. */
  private static final long COMPILED_NANOS = 600;

  private static final int COMPILED_ROUNDS = 50;

  private KernelProbe() {}

  /**
   * Whether the hardware fuses. Where it does not, the JVM computes each fused multiply-add with
   * big decimals, thousands of times slower.
   */
  static boolean fusedMultiplyAddIsFast() {
    long fused = Long.MAX_VALUE;
    float sum = 1;
    for (int round = 0; round < 5; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < 200; i++) {
        sum = Math.fma(sum, 0.999f, 0.001f);
      }
      fused = Math.min(fused, System.nanoTime() - start);
    }
    // Interpreted, 200 hardware operations take about 10 microseconds; in software 100 and more.
    return fused < 60_000 && sum > 0;
  }

  /**
   * 512, unless 256-bit vectors are clearly faster here. What the compiler has not got to within
   * the budget is no measurement, and then the wider ones are taken.
   */
  static Width fasterOf256And512() {
    float[] data = new float[FLOATS];
    long narrow = Long.MAX_VALUE;
    long wide = Long.MAX_VALUE;
    float sink = 0;
    int compiled = 0;
    long deadline = System.nanoTime() + BUDGET_NANOS;
    while (compiled < COMPILED_ROUNDS && System.nanoTime() < deadline) {
      long start = System.nanoTime();
      sink += dot256(data);
      long middle = System.nanoTime();
      sink += dot512(data);
      long end = System.nanoTime();
      narrow = Math.min(narrow, middle - start);
      wide = Math.min(wide, end - middle);
      compiled += narrow < COMPILED_NANOS && wide < COMPILED_NANOS ? 1 : 0;
    }
    if (compiled < COMPILED_ROUNDS) {
      return new Width(512, "not compared with 256 bits: the compiler was too slow");
    }
    String figures = "256 bits took " + narrow + " ns, 512 bits " + wide + " ns";
    return new Width(sink == 0 && narrow * 1.25 < wide ? 256 : 512, figures);
  }

  /** A vector width in bits, and why. */
  record Width(int bits, String why) {}

  private static float dot256(float[] data) {
    FloatVector s0 = FloatVector.zero(FloatVector.SPECIES_256);
    FloatVector s1 = s0;
    for (int i = 0; i < FLOATS; i += 16) {
      FloatVector a = FloatVector.fromArray(FloatVector.SPECIES_256, data, i);
      FloatVector b = FloatVector.fromArray(FloatVector.SPECIES_256, data, i + 8);
      s0 = a.mul(a).add(s0);
      s1 = b.mul(b).add(s1);
    }
    return s0.add(s1).reduceLanes(VectorOperators.ADD);
  }

  private static float dot512(float[] data) {
    FloatVector s0 = FloatVector.zero(FloatVector.SPECIES_512);
    FloatVector s1 = s0;
    for (int i = 0; i < FLOATS; i += 32) {
      FloatVector a = FloatVector.fromArray(FloatVector.SPECIES_512, data, i);
      FloatVector b = FloatVector.fromArray(FloatVector.SPECIES_512, data, i + 16);
      s0 = a.mul(a).add(s0);
      s1 = b.mul(b).add(s1);
    }
    return s0.add(s1).reduceLanes(VectorOperators.ADD);
  }
}
