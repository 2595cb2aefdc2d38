package dev.akin.index.internal.simd;

import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import jdk.incubator.vector.FloatVector;

/**
 * Chooses the kernels once per process: the Vector API when its module is on the boot layer, with
 * the width and the form of multiply-add that a short probe finds fastest, otherwise plain loops.
 * The system property {@value #PROPERTY} forces {@code scalar}, {@code panama-128}, {@code
 * panama-256} or {@code panama-512}, and {@value #FMA_PROPERTY} forces {@code true} or {@code
 * false} for fused multiply-add; a forced one that cannot load is an error.
 */
public final class KernelChoice {
  /** Forces the kernels. */
  public static final String PROPERTY = "akin.kernels";

  /** Forces whether multiply and add are fused. */
  public static final String FMA_PROPERTY = "akin.kernels.fma";

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

  /** What {@link Lanes} compiles for; called only with the vector module present. */
  static Lanes.Choice lanes() {
    return lanes(
        System.getProperty(PROPERTY, "").toLowerCase(Locale.ROOT),
        System.getProperty(FMA_PROPERTY, "").toLowerCase(Locale.ROOT),
        FloatVector.SPECIES_PREFERRED.vectorBitSize(),
        KernelProbe::fasterOf256And512,
        KernelProbe::fusedMultiplyAddIsFast);
  }

  static Lanes.Choice lanes(
      String forced,
      String forcedFma,
      int widest,
      Supplier<KernelProbe.Width> width,
      BooleanSupplier fma) {
    int bits = forcedBits(forced);
    if (bits > widest) {
      throw new IllegalStateException(
          PROPERTY + "=panama-" + bits + " cannot load: this CPU has " + widest + "-bit vectors");
    }
    if (bits == 0 && widest >= 512) {
      KernelProbe.Width probed = width.get();
      LOG.log(Level.INFO, "Vector width: {0} bits; {1}", probed.bits(), probed.why());
      bits = probed.bits();
    }
    return new Lanes.Choice(bits == 0 ? Math.max(128, widest) : bits, fuses(forcedFma, fma));
  }

  private static boolean fuses(String forced, BooleanSupplier probe) {
    return switch (forced) {
      case "" -> probe.getAsBoolean();
      case "false" -> false;
      case "true" -> {
        if (!probe.getAsBoolean()) {
          throw new IllegalStateException(
              FMA_PROPERTY + "=true cannot load: this CPU does not fuse multiply and add");
        }
        yield true;
      }
      default ->
          throw new IllegalStateException(FMA_PROPERTY + " must be true or false: " + forced);
    };
  }
}
