package dev.akin.index.ivf;

import dev.akin.api.index.Metric;
import dev.akin.api.index.QuantizerConfig;
import dev.akin.index.FloatRows;
import dev.akin.index.OrdinalSet;
import dev.akin.index.internal.ScratchPool;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Learns centroids from rows and fills their lists, on the threads of the caller's pool. */
final class IvfTrainer {
  /** Rows per list that k-means looks at; more hardly move the centroids. */
  private static final int SAMPLE_PER_LIST = 64;

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
    long[] addresses = new long[ordinals.length];
    for (int i = 0; i < addresses.length; i++) {
      addresses[i] = rows.table().address(ordinals[i]);
    }
    long[] sample = sample(addresses, nlist, seed);
    boolean spherical = metric == Metric.COSINE;
    float[] values =
        metric == Metric.HAMMING
            ? BinaryMeans.train(sample, rows.dimension(), nlist, seed)
            : KMeans.train(sample, rows.dimension(), nlist, spherical, seed);
    Centroids centroids = new Centroids(metric, values, rows.dimension());
    int[] nearest =
        metric == Metric.MANHATTAN || metric == Metric.HAMMING
            ? oneByOne(centroids, ordinals)
            : new CentroidPanels(values, rows.dimension(), !spherical).nearest(addresses);
    ListPayload payload =
        ListPayloads.train(metric, quantizer, rows, centroids, ordinals, nearest, seed);
    IvfLists lists = new IvfLists(rows, centroids, payload, ordinals.length);
    lists.fill(ordinals, nearest);
    return lists;
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
