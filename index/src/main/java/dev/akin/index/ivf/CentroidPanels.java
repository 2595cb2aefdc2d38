package dev.akin.index.ivf;

import dev.akin.index.internal.memory.Memory;
import dev.akin.index.internal.simd.PanelKernels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Centroids as {@link PanelKernels} want them, to assign many points at once to the nearest of
 * them: by inner product, or by L2 distance. Immutable and thread-safe.
 */
final class CentroidPanels {
  private static final int TILE = 256;

  private final PanelKernels kernels = PanelKernels.get();
  private final int width = kernels.width();
  private final int dimension;
  private final int count;
  private final long panelBytes;
  private final MemorySegment panels;

  /**
   * Panels of a matrix.
   *
   * @param centroids one after the other
   * @param euclidean whether L2 decides, else the inner product
   */
  CentroidPanels(float[] centroids, int dimension, boolean euclidean) {
    this.dimension = dimension;
    this.count = centroids.length / dimension;
    this.panelBytes = 4L * width * (dimension + 1);
    int total = (count + width - 1) / width;
    this.panels = Arena.ofAuto().allocate(Math.max(1, total * panelBytes), 64);
    for (int p = 0; p < total; p++) {
      fill(p, centroids, euclidean);
    }
  }

  private void fill(int panel, float[] centroids, boolean euclidean) {
    float[] values = new float[width * (dimension + 1)];
    for (int c = 0; c < width; c++) {
      int centroid = panel * width + c;
      double squares = 0;
      for (int d = 0; d < dimension && centroid < count; d++) {
        float value = centroids[centroid * dimension + d];
        squares += (double) value * value;
        values[(d + 1) * width + c] = value;
      }
      // Nearest by L2 is the greatest inner product less half the centroid's square.
      values[c] =
          centroid >= count ? Float.NEGATIVE_INFINITY : (float) (euclidean ? -squares / 2 : 0);
    }
    Memory.putRow(panels.address() + panel * panelBytes, values, panelBytes);
  }

  /** The nearest centroid of each point, given by address; on all threads of the caller's pool. */
  int[] nearest(long[] points) {
    int[] best = new int[points.length];
    int tiles = (points.length + TILE - 1) / TILE;
    IntStream.range(0, tiles).parallel().forEach(tile -> nearest(points, tile * TILE, best));
    return best;
  }

  private void nearest(long[] points, int from, int[] best) {
    int size = Math.min(TILE, points.length - from);
    // A tile's points stay in the second-level cache while the panels pass through the first.
    long[] tile = Arrays.copyOfRange(points, from, from + size);
    int[] found = new int[size];
    float[] scores = new float[size];
    float[] scratch = new float[4 * width];
    Arrays.fill(scores, Float.NEGATIVE_INFINITY);
    for (int first = 0; first < count; first += width) {
      long panel = panels.address() + first / width * panelBytes;
      kernels.nearest(tile, 0, size, panel, dimension, first, found, scores, scratch);
    }
    System.arraycopy(found, 0, best, from, size);
  }
}
