package dev.akin.index.internal.simd;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;

/** Chooses the {@link CodeKernels} once per process. */
final class CodeKernelChoice {
  private static final Path CPU = Path.of("/proc/cpuinfo");
  private static final System.Logger LOG = System.getLogger("dev.akin.index");

  static final CodeKernels KERNELS = choose();

  private CodeKernelChoice() {}

  private static CodeKernels choose() {
    String vectors = KernelChoice.kernels().name();
    if (!vectors.startsWith("panama")) {
      LOG.log(Level.INFO, "Code kernels: scalar, as the vector kernels are");
      return new ScalarCodeKernels();
    }
    boolean wide = vectors.startsWith("panama-512");
    if (wide && permutesBytes()) {
      LOG.log(Level.INFO, "Code kernels: panama-512");
      return new PanamaCodeKernels();
    }
    LOG.log(
        Level.INFO,
        "Code kernels: panama-128, because {0}",
        wide ? "the CPU has no AVX-512 VBMI" : "vectors of 512 bits are not in use");
    return new NarrowCodeKernels();
  }

  /** Without that instruction a permutation of 64 bytes is emulated, many times slower. */
  private static boolean permutesBytes() {
    try {
      return Files.exists(CPU) && Files.readString(CPU).contains("avx512_vbmi");
    } catch (IOException e) {
      LOG.log(Level.WARNING, "Cannot read " + CPU, e);
      return false;
    }
  }
}
