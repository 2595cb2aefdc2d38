package dev.akin.embedders.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which texts go through the model together. */
final class TokenBatches {
  private TokenBatches() {}

  /**
   * Texts of like length together, so that little is padding, and the longest first, so that the
   * last batch is a short one.
   *
   * @param lengths of the texts, in tokens
   * @param maxBatchTokens tokens per batch, padding included; a longer text gets a batch of its own
   * @return the indexes of each batch's texts; every text is in exactly one
   */
  static List<int[]> byLength(int[] lengths, int maxBatchTokens) {
    long[] order = new long[lengths.length];
    for (int i = 0; i < lengths.length; i++) {
      order[i] = (long) -lengths[i] << Integer.SIZE | i;
    }
    Arrays.sort(order);
    List<int[]> batches = new ArrayList<>();
    int start = 0;
    while (start < order.length) {
      int longest = lengths[(int) order[start]];
      int size = Math.max(1, Math.min(order.length - start, maxBatchTokens / Math.max(1, longest)));
      int[] batch = new int[size];
      for (int i = 0; i < size; i++) {
        batch[i] = (int) order[start + i];
      }
      batches.add(batch);
      start += size;
    }
    return batches;
  }
}
