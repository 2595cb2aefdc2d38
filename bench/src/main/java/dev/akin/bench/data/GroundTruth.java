package dev.akin.bench.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The exact nearest neighbours of a set of queries by inner product.
 *
 * @param ordinals per query the rows of the neighbours, best first; of equal ones the lower first
 * @param scores their inner products
 */
public record GroundTruth(int[][] ordinals, float[][] scores) {
  /** Queries scored together: their sums stay in the first-level cache. */
  private static final int BLOCK = 512;

  private static final int ROWS_PER_TASK = 8192;

  /** Neighbours known of each query. */
  public int k() {
    return ordinals[0].length;
  }

  /**
   * Scans all rows for all queries.
   *
   * @param k neighbours wanted; no more than there are rows are given
   * @param threads that scan
   */
  public static GroundTruth compute(float[][] rows, float[][] queries, int k, int threads) {
    int kept = Math.min(k, rows.length);
    float[][] columns = transpose(queries);
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<NearestSet[]>> parts = new ArrayList<>();
      for (int from = 0; from < rows.length; from += ROWS_PER_TASK) {
        int start = from;
        int end = Math.min(rows.length, from + ROWS_PER_TASK);
        parts.add(pool.submit(() -> scan(rows, start, end, columns, queries.length, kept)));
      }
      NearestSet[] nearest = newSets(queries.length, kept);
      for (Future<NearestSet[]> part : parts) {
        NearestSet[] found = part.get();
        for (int query = 0; query < queries.length; query++) {
          nearest[query].addAll(found[query]);
        }
      }
      int[][] ordinals = new int[queries.length][];
      float[][] scores = new float[queries.length][];
      for (int query = 0; query < queries.length; query++) {
        ordinals[query] = nearest[query].ordinals();
        scores[query] = nearest[query].scores();
      }
      return new GroundTruth(ordinals, scores);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while finding the exact neighbours", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("finding the exact neighbours failed", e.getCause());
    }
  }

  /**
   * Scores a range of rows. The inner loop runs over queries, not over dimensions, so that the
   * compiler turns it into SIMD by itself and this class shares no kernel with what it judges.
   */
  private static NearestSet[] scan(
      float[][] rows, int from, int to, float[][] columns, int queries, int k) {
    NearestSet[] nearest = newSets(queries, k);
    for (int first = 0; first < queries; first += BLOCK) {
      int block = Math.min(BLOCK, queries - first);
      float[] sums = new float[block];
      for (int ordinal = from; ordinal < to; ordinal++) {
        Arrays.fill(sums, 0);
        float[] row = rows[ordinal];
        for (int d = 0; d < row.length; d++) {
          accumulate(sums, columns[d], first, row[d]);
        }
        for (int query = 0; query < block; query++) {
          nearest[first + query].offer(ordinal, sums[query]);
        }
      }
    }
    return nearest;
  }

  private static void accumulate(float[] sums, float[] column, int first, float value) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += column[first + i] * value;
    }
  }

  private static float[][] transpose(float[][] queries) {
    float[][] columns = new float[queries[0].length][queries.length];
    for (int query = 0; query < queries.length; query++) {
      for (int d = 0; d < columns.length; d++) {
        columns[d][query] = queries[query][d];
      }
    }
    return columns;
  }

  private static NearestSet[] newSets(int queries, int k) {
    NearestSet[] sets = new NearestSet[queries];
    for (int i = 0; i < queries; i++) {
      sets[i] = new NearestSet(k);
    }
    return sets;
  }
}
