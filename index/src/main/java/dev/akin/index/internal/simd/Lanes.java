package dev.akin.index.internal.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector shape and whether to fuse multiply and add, fixed before {@link PanamaKernels} loads,
 * so that the compiler sees constants.
 */
public final class Lanes {
  /** The shape. */
  public static final VectorSpecies<Float> SPECIES;

  /** Whether to fuse. */
  public static final boolean FMA;

  static {
    Choice choice = KernelChoice.lanes();
    SPECIES = choice.bits() == 512 ? FloatVector.SPECIES_512 : narrow(choice.bits());
    FMA = choice.fma();
  }

  private Lanes() {}

  private static VectorSpecies<Float> narrow(int bits) {
    return bits == 256 ? FloatVector.SPECIES_256 : FloatVector.SPECIES_128;
  }

  /** A vector width in bits, and whether fused multiply-add is fast. */
  record Choice(int bits, boolean fma) {}
}
