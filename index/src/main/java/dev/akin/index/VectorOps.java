package dev.akin.index;

import dev.akin.index.internal.simd.KernelChoice;
import dev.akin.index.internal.simd.VectorKernels;

/**
 * Arithmetic over float vectors, on the fastest kernels this machine has. Vectors must be of equal
 * length and finite. Thread-safe.
 */
public final class VectorOps {
  private VectorOps() {}

  /** The kernels in use, such as {@code panama-512-fma} or {@code scalar}. */
  public static String kernels() {
    return KernelChoice.kernels().name();
  }

  /** The inner product. */
  public static float dot(float[] a, float[] b) {
    checkLengths(a, b);
    return KernelChoice.kernels().dot(a, b);
  }

  /** The squared L2 distance. */
  public static float squaredEuclidean(float[] a, float[] b) {
    checkLengths(a, b);
    return KernelChoice.kernels().squaredEuclidean(a, b);
  }

  /** The cosine of the angle, -1 to 1; 0 if either vector is zero. */
  public static float cosine(float[] a, float[] b) {
    checkLengths(a, b);
    VectorKernels kernels = KernelChoice.kernels();
    double norms = Math.sqrt(kernels.dot(a, a)) * Math.sqrt(kernels.dot(b, b));
    return norms == 0 ? 0 : (float) Math.clamp(kernels.dot(a, b) / norms, -1.0, 1.0);
  }

  /** The L1 distance. */
  public static float manhattan(float[] a, float[] b) {
    checkLengths(a, b);
    return KernelChoice.kernels().manhattan(a, b);
  }

  private static void checkLengths(float[] a, float[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(
          "vectors must be of equal length: " + a.length + " and " + b.length);
    }
  }
}
