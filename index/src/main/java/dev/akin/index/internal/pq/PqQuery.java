package dev.akin.index.internal.pq;

import dev.akin.index.VectorOps;
import dev.akin.index.internal.memory.Memory;
import dev.akin.index.internal.quantization.QueryTables;
import dev.akin.index.internal.simd.CodeKernels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * A query as tables: for each subspace and each of its centroids, their inner product in whole
 * steps above the least. Not thread-safe.
 */
final class PqQuery implements QueryTables {
  private final CodeKernels kernels = CodeKernels.get();
  private final PqCodebook codebook;
  private final int positions;
  private final int entries;
  private final int numSubspaces;
  private final float[] origin;
  private final float[] apart;
  private final float[] products;
  private final float[] least;
  private final MemorySegment tables;
  private float step;
  private float offset;
  private float squares;

  PqQuery(PqCodebook codebook, int positions, float[] origin) {
    this.codebook = codebook;
    this.positions = positions;
    this.origin = origin;
    this.entries = codebook.centroids();
    this.numSubspaces = codebook.numSubspaces();
    this.apart = new float[origin.length];
    this.products = new float[numSubspaces * entries];
    this.least = new float[numSubspaces];
    long bytes =
        codebook.nbits() == 4
            ? CodeKernels.nibbleTableBytes(positions)
            : (long) positions * entries;
    this.tables = Arena.ofAuto().allocate(bytes, 64);
  }

  @Override
  public void set(float[] query) {
    squares = VectorOps.dot(query, query);
    for (int i = 0; i < apart.length; i++) {
      apart[i] = query[i] - origin[i];
    }
    Arrays.fill(products, 0);
    float widest = 0;
    offset = 0;
    for (int m = 0; m < numSubspaces; m++) {
      int at = m * entries;
      for (int d = codebook.start(m); d < codebook.start(m + 1); d++) {
        addProducts(apart[d], d * entries, at);
      }
      float low = products[at];
      float high = low;
      for (int c = 1; c < entries; c++) {
        low = Math.min(low, products[at + c]);
        high = Math.max(high, products[at + c]);
      }
      least[m] = low;
      offset += low;
      widest = Math.max(widest, high - low);
    }
    int most = Math.max(1, Math.min(CodeKernels.MAX_ENTRY, CodeKernels.MAX_SUM / numSubspaces));
    step = widest / most;
    quantize(widest == 0 ? 0 : most / widest);
  }

  private void addProducts(float value, int from, int at) {
    float[] values = codebook.values();
    for (int c = 0; c < entries; c++) {
      products[at + c] += value * values[from + c];
    }
  }

  private void quantize(float scale) {
    for (int m = 0; m < numSubspaces; m++) {
      long table = tables.address() + (long) m * entries;
      int at = m * entries;
      for (int c = 0; c < entries; c++) {
        byte entry = (byte) ((products[at + c] - least[m]) * scale + 0.5f);
        Memory.ALL.set(ValueLayout.JAVA_BYTE, table + c, entry);
      }
    }
  }

  @Override
  public float squares() {
    return squares;
  }

  @Override
  public long bound(
      long block, float base, float deviations, float distance, float floor, float[] bounds) {
    long address = tables.address();
    float noise = step * (float) Math.sqrt(numSubspaces / 12.0);
    return codebook.nbits() == 4
        ? kernels.boundNibbles(
            block,
            positions,
            address,
            base,
            step,
            offset,
            deviations,
            distance,
            noise,
            floor,
            bounds)
        : kernels.boundBytes(
            block,
            positions,
            address,
            base,
            step,
            offset,
            deviations,
            distance,
            noise,
            floor,
            bounds);
  }
}
