package dev.akin.index.internal.simd;

/**
 * Scores of many points against many centroids, as a matrix product with its maximum taken at once.
 * Centroids come in panels: {@link #width()} centroids, one number of each after the other, so that
 * a register holds the same number of several centroids and no sum across a register is needed.
 * Stateless and thread-safe.
 */
public interface PanelKernels {
  /** Centroids per panel. */
  int width();

  /**
   * Raises the best of each point to the best of one panel; of equals, the one that was first.
   *
   * @param points addresses of the points
   * @param from first position in {@code points}, {@code best} and {@code bestScore}
   * @param to position after the last
   * @param panel address of {@code width} floats where the scores start, then {@code width} floats
   *     for each dimension
   * @param dimension numbers per point
   * @param first number of the panel's first centroid
   * @param best centroid so far of each point
   * @param bestScore and its score
   * @param scratch at least four times {@code width} long
   */
  void nearest(
      long[] points,
      int from,
      int to,
      long panel,
      int dimension,
      int first,
      int[] best,
      float[] bestScore,
      float[] scratch);

  /** The kernels of this process, of the kind that {@link KernelChoice} took. */
  static PanelKernels get() {
    return KernelChoice.kernels().name().startsWith("panama")
        ? new PanamaPanelKernels()
        : new ScalarPanelKernels();
  }
}
