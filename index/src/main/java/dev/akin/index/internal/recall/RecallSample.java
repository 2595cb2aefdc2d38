package dev.akin.index.internal.recall;

import dev.akin.api.index.Metric;
import dev.akin.index.FloatRows;
import dev.akin.index.Neighbors;
import dev.akin.index.OrdinalSet;
import dev.akin.index.SearchRequest;
import dev.akin.index.flat.FlatScanner;
import dev.akin.index.internal.ParallelParts;
import dev.akin.index.internal.ScratchPool;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Members of an index drawn at random, and the exact nearest of the other members to each: queries
 * with a known answer. A member finds itself, which no other query does, so it is left out of its
 * answer. Immutable and thread-safe.
 */
public final class RecallSample {
  private final FloatRows rows;
  private final int[] ordinals;
  private final int[][] nearest;
  private final float[][] scores;

  private RecallSample(FloatRows rows, int[] ordinals) {
    this.rows = rows;
    this.ordinals = ordinals;
    this.nearest = new int[ordinals.length][];
    this.scores = new float[ordinals.length][];
  }

  /**
   * Draws members and scans all for the nearest to each, on the threads of the caller's pool.
   *
   * @param members more than one
   * @param wanted how many to draw; all if there are fewer
   * @param k neighbours of each; fewer if there are not so many
   * @param seed of the draw
   * @param stop polled now and then, or null
   * @throws java.util.concurrent.CancellationException if the stop signal came on
   */
  public static RecallSample draw(
      FloatRows rows,
      Metric metric,
      OrdinalSet members,
      int wanted,
      int k,
      long seed,
      BooleanSupplier stop) {
    RecallSample sample = new RecallSample(rows, choose(members, wanted, seed));
    ScratchPool<FlatScanner> scanners = new ScratchPool<>(() -> new FlatScanner(metric, rows));
    ParallelParts.run(
        sample.size(),
        i -> {
          FlatScanner scanner = scanners.take();
          SearchRequest request = new SearchRequest(sample.query(i), k + 1, null, null, stop);
          sample.keep(i, k, scanner.scan(request, members, 0, Integer.MAX_VALUE));
          scanners.give(scanner);
        });
    return sample;
  }

  private static int[] choose(OrdinalSet members, int wanted, long seed) {
    int left = members.cardinality();
    int[] chosen = new int[Math.min(wanted, left)];
    SplittableRandom random = new SplittableRandom(seed);
    int taken = 0;
    for (int ordinal = members.next(0); taken < chosen.length; left--) {
      if (random.nextInt(left) < chosen.length - taken) {
        chosen[taken++] = ordinal;
      }
      ordinal = members.next(ordinal + 1);
    }
    return chosen;
  }

  private void keep(int i, int k, Neighbors found) {
    int[] others = new int[Math.min(k, found.size() - 1)];
    float[] theirs = new float[others.length];
    for (int from = 0, to = 0; to < others.length; from++) {
      if (found.ordinals()[from] != ordinals[i]) {
        others[to] = found.ordinals()[from];
        theirs[to++] = found.scores()[from];
      }
    }
    nearest[i] = others;
    scores[i] = theirs;
  }

  /** How many were drawn. */
  public int size() {
    return ordinals.length;
  }

  /** The ordinal of the i-th. */
  public int ordinal(int i) {
    return ordinals[i];
  }

  /** The i-th as a query. */
  public float[] query(int i) {
    float[] query = new float[rows.dimension()];
    rows.copy(ordinals[i], query);
    return query;
  }

  /** The members nearest to the i-th, best first; not a copy. */
  public int[] nearest(int i) {
    return nearest[i];
  }

  /**
   * How many of the {@code k} nearest to the i-th were found; one as close as the last of them
   * counts.
   *
   * @param found by a search for {@code k + 1}, the i-th itself perhaps among them
   */
  public int hits(int i, int k, Neighbors found) {
    int wanted = Math.min(k, nearest[i].length);
    float least = wanted == 0 ? Float.POSITIVE_INFINITY : scores[i][wanted - 1];
    int[] truth = Arrays.copyOf(nearest[i], wanted);
    Arrays.sort(truth);
    int hits = 0;
    for (int r = 0; r < found.size(); r++) {
      int ordinal = found.ordinals()[r];
      boolean good = found.scores()[r] >= least || Arrays.binarySearch(truth, ordinal) >= 0;
      hits += good && ordinal != ordinals[i] ? 1 : 0;
    }
    return Math.min(hits, wanted);
  }
}
