package dev.akin.bench.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.IvfConfig;
import dev.akin.api.index.Metric;
import dev.akin.api.index.QuantizerConfig;
import dev.akin.index.FloatRows;
import dev.akin.index.SearchRequest;
import dev.akin.index.VectorIndex;
import dev.akin.index.flat.FlatIndex;
import dev.akin.index.hnsw.HnswIndex;
import dev.akin.index.ivf.IvfIndex;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Once compiled, a search allocates its result and nothing for each candidate: it scores hundreds,
 * and the smallest object has 16 bytes.
 */
class SearchAllocationTest {
  private static final int ROWS = 3000;
  private static final int DIMENSION = 24;
  private static final int K = 10;

  /** Two arrays, two records, and a few records on the way. */
  private static final int RESULT_BYTES = 400;

  private static final int ROUND = 200;
  private static final int MAX_ROUNDS = 200;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hnsw",
        "hnsw-sq8",
        "ivf",
        "ivf-sq8",
        "ivf-pq",
        "ivf-rabitq",
        "ivf-rabitq5",
        "flat"
      })
  void aSearchAllocatesNoMoreThanItsResult(String name) {
    Random random = new Random(90);
    float[][] vectors = new float[ROWS + ROUND][DIMENSION];
    for (float[] vector : vectors) {
      for (int i = 0; i < DIMENSION; i++) {
        vector[i] = (float) random.nextGaussian();
      }
    }
    try (FloatRows rows = new FloatRows(DIMENSION)) {
      for (int i = 0; i < ROWS; i++) {
        rows.put(i, vectors[i]);
      }
      try (VectorIndex index = index(name, rows)) {
        SearchRequest[] requests = new SearchRequest[ROUND];
        long scored = 0;
        for (int i = 0; i < ROUND; i++) {
          requests[i] = SearchRequest.of(vectors[ROWS + i], K);
          scored += index.search(requests[i]).cost().distanceComputations();
        }
        // So that the allowance could not hide an object for each.
        assertThat(scored / ROUND * 16).isGreaterThan(8 * RESULT_BYTES);
        long least = Long.MAX_VALUE;
        for (int i = 0; i < MAX_ROUNDS && least > RESULT_BYTES; i++) {
          least = Math.min(least, bytesPerSearch(index, requests));
        }
        assertThat(least).isLessThanOrEqualTo(RESULT_BYTES);
      }
    }
  }

  private static VectorIndex index(String name, FloatRows rows) {
    HnswConfig graph = new HnswConfig(8, 40, 1);
    return switch (name) {
      case "hnsw" -> grown(new HnswIndex(rows, Metric.EUCLIDEAN, graph));
      case "hnsw-sq8" ->
          grown(new HnswIndex(rows, Metric.EUCLIDEAN, graph, QuantizerConfig.Sq8.DEFAULTS));
      case "ivf" -> lists(rows, QuantizerConfig.NONE);
      case "ivf-sq8" -> lists(rows, QuantizerConfig.Sq8.DEFAULTS);
      case "ivf-pq" -> lists(rows, QuantizerConfig.Pq.DEFAULTS);
      case "ivf-rabitq" -> lists(rows, QuantizerConfig.Rabitq.DEFAULTS);
      case "ivf-rabitq5" -> lists(rows, new QuantizerConfig.Rabitq(5));
      default -> new FlatIndex(rows, Metric.EUCLIDEAN);
    };
  }

  private static VectorIndex grown(HnswIndex index) {
    for (int i = 0; i < ROWS; i++) {
      index.add(i);
    }
    return index;
  }

  private static VectorIndex lists(FloatRows rows, QuantizerConfig quantizer) {
    return IvfIndex.build(rows, Metric.EUCLIDEAN, new IvfConfig(40, 1), quantizer);
  }

  private static long bytesPerSearch(VectorIndex index, SearchRequest[] requests) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int found = 0;
    long before = threads.getCurrentThreadAllocatedBytes();
    for (SearchRequest request : requests) {
      found += index.search(request).size();
    }
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(found).isEqualTo(K * ROUND);
    return bytes / ROUND;
  }
}
