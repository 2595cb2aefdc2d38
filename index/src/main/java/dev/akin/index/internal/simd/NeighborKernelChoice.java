package dev.akin.index.internal.simd;

/** Chooses the {@link NeighborKernels} once per process: where codes are looked up by SIMD. */
final class NeighborKernelChoice {
  static final NeighborKernels KERNELS =
      CodeKernels.get() instanceof PanamaCodeKernels
          ? new PanamaNeighborKernels()
          : new ScalarNeighborKernels();

  private NeighborKernelChoice() {}
}
