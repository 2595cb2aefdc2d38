package dev.akin.index.ivf;

import dev.akin.api.index.Metric;
import dev.akin.api.index.QuantizerConfig;
import dev.akin.index.FloatRows;
import dev.akin.index.OrdinalSet;
import dev.akin.index.internal.ScratchPool;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Learns centroids from rows and fills their lists, on the threads of the caller's pool. */
final class IvfTrainer {
  /** Rows per list that k-means looks at; more hardly move the centroids. */
  private static final int SAMPLE_PER_LIST = 256;

  private final FloatRows rows;
  private final Metric metric;
  private final QuantizerConfig quantizer;

  IvfTrainer(FloatRows rows, Metric metric, QuantizerConfig quantizer) {
    this.rows = rows;
    this.metric = metric;
    this.quantizer = quantizer;
  }

  /**
   * Lists of all the nodes.
   *
   * @param nlist how many lists, at most one per node
   */
  IvfLists train(OrdinalSet nodes, int nlist, long seed) {
    int[] ordinals = ordinals(nodes);
    long[] addresses = addresses(ordinals);
    long[] sample = sample(addresses, nlist, seed);
    float[] values =
        metric == Metric.HAMMING
            ? BinaryMeans.train(sample, rows.dimension(), nlist, seed)
            : KMeans.train(sample, rows.dimension(), nlist, spherical(), seed);
    Centroids centroids = new Centroids(metric, values, rows.dimension());
    int[] nearest =
        metric == Metric.MANHATTAN || metric == Metric.HAMMING || centroids.graph() != null
            ? oneByOne(centroids, ordinals)
            : new CentroidPanels(values, rows.dimension(), !spherical()).nearest(addresses);
    return lists(nodes, ordinals, centroids, nearest, ordinals.length, seed);
  }

  /**
   * The lists of all the nodes after those that have grown too large are split.
   *
   * @param old filled with the nodes
   */
  IvfLists split(IvfLists old, OrdinalSet nodes, long seed) {
    int[] listOf = old.listOf(rows.limit());
    int[] ordinals = ordinals(nodes);
    int[] nearest = Arrays.stream(ordinals).map(ordinal -> listOf[ordinal]).toArray();
    IvfSplitter.Split split =
        new IvfSplitter(
                old.centroids().toArray(),
                rows.dimension(),
                spherical(),
                addresses(ordinals),
                nearest,
                seed)
            .split();
    Centroids centroids = new Centroids(metric, split.centroids(), rows.dimension());
    int[] moved = metric == Metric.MANHATTAN ? oneByOne(centroids, ordinals) : split.listOf();
    return lists(nodes, ordinals, centroids, moved, old.trainedOn(), seed);
  }

  private IvfLists lists(
      OrdinalSet nodes,
      int[] ordinals,
      Centroids centroids,
      int[] nearest,
      int trainedOn,
      long seed) {
    ListPayload payload =
        ListPayloads.train(metric, quantizer, rows, centroids, ordinals, nearest, seed);
    IvfLists lists = new IvfLists(rows, centroids, payload, trainedOn);
    lists.fill(ordinals, nearest);
    lists.calibrated(
        IvfCalibration.learn(rows, metric, nodes, lists.listOf(rows.limit()), lists, seed));
    return lists;
  }

  private boolean spherical() {
    return metric == Metric.COSINE;
  }

  private long[] addresses(int[] ordinals) {
    return Arrays.stream(ordinals).mapToLong(rows.table()::address).toArray();
  }

  private static int[] ordinals(OrdinalSet nodes) {
    int[] ordinals = new int[nodes.cardinality()];
    int ordinal = -1;
    for (int i = 0; i < ordinals.length; i++) {
      ordinal = nodes.next(ordinal + 1);
      ordinals[i] = ordinal;
    }
    return ordinals;
  }

  private static long[] sample(long[] addresses, int nlist, long seed) {
    long wanted = (long) SAMPLE_PER_LIST * nlist;
    if (addresses.length <= wanted) {
      return addresses;
    }
    int[] chosen = KMeans.sample(addresses.length, (int) wanted, new SplittableRandom(~seed));
    long[] sample = new long[chosen.length];
    for (int i = 0; i < sample.length; i++) {
      sample[i] = addresses[chosen[i]];
    }
    return sample;
  }

  private int[] oneByOne(Centroids centroids, int[] ordinals) {
    ScratchPool<IvfAssigner> assigners = new ScratchPool<>(() -> new IvfAssigner(centroids));
    int[] nearest = new int[ordinals.length];
    IntStream.range(0, ordinals.length)
        .parallel()
        .forEach(
            i -> {
              IvfAssigner assigner = assigners.take();
              nearest[i] = assigner.nearest(rows, ordinals[i]);
              assigners.give(assigner);
            });
    return nearest;
  }
}
