package dev.akin.index.hnsw;

import dev.akin.api.index.Metric;
import dev.akin.index.FloatRows;
import dev.akin.index.OrdinalSet;
import dev.akin.index.SearchRequest;
import dev.akin.index.internal.ParallelParts;
import dev.akin.index.internal.recall.RecallSample;
import dev.akin.index.internal.recall.RecallTable;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/**
 * Learns the recall that each effort of a walk gives, by searching for nodes as if they were not in
 * the graph. For one thread, which may be one of a pool whose others help.
 */
final class HnswCalibration {
  /** Fewer nodes tell nothing. */
  static final int LEAST = 1_000;

  /** Nodes searched for: the mean recall of so many is known to about half a percent. */
  private static final int SAMPLE = 256;

  private static final long SEED = 1;

  /**
   * Beyond this recall nothing is measured, since it takes most of the time and is asked rarely.
   */
  private static final float ENOUGH = 0.997f;

  private final RecallSample sample;
  private final GraphSearch search;
  private final BooleanSupplier stop;

  /**
   * Draws nodes and finds their neighbours by a scan.
   *
   * @param members the nodes, more than {@link #LEAST}
   * @param stop polled now and then, or null
   * @throws java.util.concurrent.CancellationException if the stop signal came on
   */
  HnswCalibration(
      FloatRows rows, Metric metric, OrdinalSet members, GraphSearch search, BooleanSupplier stop) {
    int[] ks = RecallTable.ks();
    this.sample = RecallSample.draw(rows, metric, members, SAMPLE, ks[ks.length - 1], SEED, stop);
    this.search = search;
    this.stop = stop;
  }

  /** Measures. */
  RecallTable table() {
    int[] ks = RecallTable.ks();
    int[] efforts = search.efforts();
    float[][] recalls = new float[ks.length][efforts.length];
    int rows = 1;
    for (int c = 0; c < ks.length; c++) {
      int measured = measure(ks[c], efforts, recalls[c]);
      Arrays.fill(recalls[c], measured, efforts.length, recalls[c][measured - 1]);
      rows = Math.max(rows, measured);
    }
    int end = rows;
    return new RecallTable(
        Arrays.copyOf(efforts, end),
        Arrays.stream(recalls).map(column -> Arrays.copyOf(column, end)).toArray(float[][]::new));
  }

  /** Fills a column until the recall is enough; returns how far. */
  private int measure(int k, int[] efforts, float[] recalls) {
    int measured = 0;
    do {
      recalls[measured] = recall(k, efforts[measured]);
      measured++;
    } while (measured < efforts.length && recalls[measured - 1] < ENOUGH);
    return measured;
  }

  private float recall(int k, int effort) {
    LongAdder hits = new LongAdder();
    ParallelParts.run(sample.size(), i -> hits.add(hits(i, k, effort)));
    return hits.sum() / ((float) k * sample.size());
  }

  private long hits(int i, int k, int effort) {
    SearchRequest request = new SearchRequest(sample.query(i), k, null, null, stop);
    return sample.hits(i, k, search.searchWithout(sample.ordinal(i), request, effort));
  }
}
