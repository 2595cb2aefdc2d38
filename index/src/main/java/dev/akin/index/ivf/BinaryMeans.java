package dev.akin.index.ivf;

import dev.akin.index.internal.memory.Memory;
import dev.akin.index.internal.memory.RowTable;

/** K-means of binary vectors: each bit of a centroid is what most bits of its cluster are. */
final class BinaryMeans {
  /** Most memory that the vectors take as floats. */
  private static final long MAX_BYTES = 256L << 20;

  private BinaryMeans() {}

  /**
   * The centroids as packed bits, one after the other.
   *
   * @param points addresses of packed rows, at least {@code count} of them
   * @param words floats per packed row
   */
  static float[] train(long[] points, int words, int count, long seed) {
    int bits = words * Float.SIZE;
    try (RowTable table = new RowTable(bits * Float.BYTES)) {
      int most = (int) Math.min(points.length, Math.max(count, MAX_BYTES / table.rowBytes()));
      long[] unpacked = new long[most];
      table.ensure(most);
      for (int i = 0; i < most; i++) {
        // Evenly over all the points.
        long packed = points[(int) ((long) i * points.length / most)];
        unpacked[i] = table.address(i);
        for (int bit = 0; bit < bits; bit++) {
          int word = Memory.getInt(packed + (long) bit / Float.SIZE * Float.BYTES);
          Memory.putFloat(unpacked[i] + (long) bit * Float.BYTES, word >>> bit & 1);
        }
      }
      return pack(KMeans.train(unpacked, bits, count, false, seed));
    }
  }

  private static float[] pack(float[] means) {
    float[] packed = new float[means.length / Float.SIZE];
    for (int word = 0; word < packed.length; word++) {
      int bits = 0;
      for (int i = Float.SIZE - 1; i >= 0; i--) {
        bits = bits << 1 | (means[word * Float.SIZE + i] > 0.5f ? 1 : 0);
      }
      packed[word] = Float.intBitsToFloat(bits);
    }
    return packed;
  }
}
