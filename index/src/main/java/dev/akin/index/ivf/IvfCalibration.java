package dev.akin.index.ivf;

import dev.akin.api.index.Metric;
import dev.akin.index.FloatRows;
import dev.akin.index.OrdinalSet;
import dev.akin.index.SearchRequest;
import dev.akin.index.internal.recall.RecallSample;
import dev.akin.index.internal.recall.RecallTable;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Learns how many lists must be probed for a recall. Where the neighbours of a sample lie tells how
 * many lists must be probed to meet them; one search of each tells how many are lost on the way,
 * which codes do whatever is probed.
 */
final class IvfCalibration {
  /** Members searched for: the mean recall of so many is known to about half a percent. */
  private static final int SAMPLE = 256;

  /** The search that tells what is lost probes the lists that hold this share. */
  private static final double PROBED = 0.95;

  private static final double STEP = 1.15;

  private final IvfLists lists;
  private final RecallSample sample;
  private final int[][] ranks;

  private IvfCalibration(IvfLists lists, RecallSample sample, int[] listOf) {
    this.lists = lists;
    this.sample = sample;
    this.ranks = new int[sample.size()][];
    IntStream.range(0, sample.size()).parallel().forEach(i -> rank(i, listOf));
  }

  /**
   * Learns it, on the threads of the caller's pool.
   *
   * @param members what is in the lists
   * @param listOf the list of each ordinal
   * @return null if there are too few members to tell
   */
  static RecallTable learn(
      FloatRows rows, Metric metric, OrdinalSet members, int[] listOf, IvfLists lists, long seed) {
    int[] ks = RecallTable.ks();
    if (members.cardinality() <= ks[ks.length - 1]) {
      return null;
    }
    RecallSample sample =
        RecallSample.draw(rows, metric, members, SAMPLE, ks[ks.length - 1], seed, null);
    return new IvfCalibration(lists, sample, listOf).table(ks);
  }

  /** Finds after how many lists each neighbour is met. */
  private void rank(int i, int[] listOf) {
    CentroidSearcher searcher = new CentroidSearcher(lists.centroids(), lists.centroids().metric());
    searcher.query(sample.query(i));
    searcher.find(lists.centroids().count());
    int[] rankOf = new int[lists.centroids().count()];
    for (int r = 0; r < rankOf.length; r++) {
      rankOf[searcher.list(r)] = r + 1;
    }
    ranks[i] = Arrays.stream(sample.nearest(i)).map(ordinal -> rankOf[listOf[ordinal]]).toArray();
  }

  private RecallTable table(int[] ks) {
    int[] parameters = parameters(lists.centroids().count());
    float[][] recalls = new float[ks.length][parameters.length];
    for (int c = 0; c < ks.length; c++) {
      int k = ks[c];
      int probed = 0;
      for (int p = 0; p < parameters.length; p++) {
        recalls[c][p] = (float) met(k, parameters[p]) / Math.max(1, met(k, Integer.MAX_VALUE));
        probed += recalls[c][p] < PROBED && p + 1 < parameters.length ? 1 : 0;
      }
      float kept = kept(k, parameters[probed]);
      for (int p = 0; p < parameters.length; p++) {
        recalls[c][p] *= kept;
      }
    }
    return new RecallTable(parameters, recalls);
  }

  private static int[] parameters(int nlist) {
    IntStream.Builder parameters = IntStream.builder();
    for (int p = 1; p < nlist; p = Math.max(p + 1, (int) (p * STEP))) {
      parameters.add(p);
    }
    return parameters.add(nlist).build().toArray();
  }

  /** How many of the {@code k} nearest of all the sample are in the lists probed. */
  private long met(int k, int nprobe) {
    return IntStream.range(0, ranks.length).mapToLong(i -> met(i, k, nprobe)).sum();
  }

  private long met(int i, int k, int nprobe) {
    return Arrays.stream(ranks[i]).limit(k).filter(rank -> rank <= nprobe).count();
  }

  /** The share of those in the lists probed that a search finds. */
  private float kept(int k, int nprobe) {
    long hits =
        IntStream.range(0, sample.size()).parallel().mapToLong(i -> hits(i, k, nprobe)).sum();
    return Math.min(1, (float) hits / Math.max(1, met(k, nprobe)));
  }

  private long hits(int i, int k, int nprobe) {
    SearchRequest request = SearchRequest.of(sample.query(i), k + 1);
    IvfSearcher searcher = lists.searchers().take();
    try {
      return sample.hits(i, k, searcher.search(request, nprobe, 0));
    } finally {
      lists.searchers().give(searcher);
    }
  }
}
