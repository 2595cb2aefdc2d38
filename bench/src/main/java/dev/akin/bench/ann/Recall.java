package dev.akin.bench.ann;

import dev.akin.bench.data.GroundTruth;

/**
 * Recall at k against exact neighbours. A found row counts if it is among the k best or ties with
 * the k-th of them to within rounding; a row found twice counts once.
 */
final class Recall {
  /**
   * Inner products of unit vectors differ by less than this when only the order of sums differs.
   */
  private static final float TIE = 1e-6f;

  private Recall() {}

  /**
   * The mean over the queries, 0 to 1.
   *
   * @param found per query the rows, best first; its length is k; negative ones are none
   */
  static double at(int[][] found, GroundTruth truth) {
    long hits = 0;
    long wanted = 0;
    for (int query = 0; query < found.length; query++) {
      int k = Math.min(found[query].length, truth.k());
      wanted += k;
      hits += Math.min(k, hits(found[query], truth.ordinals()[query], truth.scores()[query], k));
    }
    return (double) hits / wanted;
  }

  private static int hits(int[] found, int[] best, float[] scores, int k) {
    int hits = 0;
    for (int rank = 0; rank < best.length && scores[rank] >= scores[k - 1] - TIE; rank++) {
      for (int ordinal : found) {
        if (ordinal == best[rank]) {
          hits++;
          break;
        }
      }
    }
    return hits;
  }
}
