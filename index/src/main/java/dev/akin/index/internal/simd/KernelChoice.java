package dev.akin.index.internal.simd;

import java.lang.System.Logger.Level;
import java.util.Locale;
import jdk.incubator.vector.FloatVector;

/**
 * Chooses the kernels once per process: the Vector API when its module is on the boot layer, with
 * the width and the form of multiply-add that a short probe finds fastest, otherwise plain loops.
 * The system property {@value #PROPERTY} forces {@code scalar}, {@code panama-128}, {@code
 * panama-256} or {@code panama-512}; a forced one that cannot load is an error.
 */
public final class KernelChoice {
  /** Forces the kernels. */
  public static final String PROPERTY = "akin.kernels";

  private static final String MODULE = "jdk.incubator.vector";
  private static final System.Logger LOG = System.getLogger("dev.akin.index");

  private KernelChoice() {}

  /** The kernels of this process. */
  public static VectorKernels kernels() {
    return Holder.KERNELS;
  }

  private static final class Holder {
    static final VectorKernels KERNELS = choose();
  }

  private static VectorKernels choose() {
    String forced = System.getProperty(PROPERTY, "").toLowerCase(Locale.ROOT);
    if (forced.equals("scalar")) {
      LOG.log(Level.INFO, "Vector kernels: scalar ({0})", PROPERTY);
      return new ScalarKernels();
    }
    if (!forced.isEmpty() && forcedBits(forced) == 0) {
      throw new IllegalStateException(
          PROPERTY + " must be scalar, panama-128, panama-256 or panama-512: " + forced);
    }
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      String why = "the module " + MODULE + " is missing; start Java with --add-modules " + MODULE;
      if (!forced.isEmpty()) {
        throw new IllegalStateException(PROPERTY + "=" + forced + " cannot load: " + why);
      }
      LOG.log(Level.WARNING, "Vector kernels: scalar and several times slower, because {0}", why);
      return new ScalarKernels();
    }
    VectorKernels kernels = new PanamaKernels();
    LOG.log(Level.INFO, "Vector kernels: {0}", kernels.name());
    return kernels;
  }

  private static int forcedBits(String forced) {
    return switch (forced) {
      case "panama-128" -> 128;
      case "panama-256" -> 256;
      case "panama-512" -> 512;
      default -> 0;
    };
  }

  /** The width that {@link Lanes} compiles for; called only with the vector module present. */
  static Lanes.Choice lanes() {
    int widest = FloatVector.SPECIES_PREFERRED.vectorBitSize();
    int bits = forcedBits(System.getProperty(PROPERTY, "").toLowerCase(Locale.ROOT));
    if (bits > widest) {
      throw new IllegalStateException(
          PROPERTY + "=panama-" + bits + " cannot load: this CPU has " + widest + "-bit vectors");
    }
    if (bits == 0) {
      bits = widest >= 512 ? KernelProbe.fasterOf256And512() : Math.max(128, widest);
    }
    return new Lanes.Choice(bits, KernelProbe.fusedMultiplyAddIsFast());
  }
}
