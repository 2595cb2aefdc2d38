package dev.akin.bench.alloc;

import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.IvfConfig;
import dev.akin.api.index.Metric;
import dev.akin.api.index.QuantizerConfig;
import dev.akin.api.index.SearchCost;
import dev.akin.index.FloatRows;
import dev.akin.index.Neighbors;
import dev.akin.index.SearchRequest;
import dev.akin.index.VectorIndex;
import dev.akin.index.flat.FlatIndex;
import dev.akin.index.hnsw.HnswIndex;
import dev.akin.index.ivf.IvfIndex;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Searches, and their results alone, to be measured by JMH's allocation profiler. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class AllocationBenchmark {
  private static final int ROWS = 20_000;
  private static final int DIMENSION = 100;
  private static final int QUERIES = 256;
  private static final int K = 10;

  /** Set by JMH. */
  @Param({
    "hnsw",
    "hnsw-sq8",
    "ivf",
    "ivf-sq8",
    "ivf-pq",
    "ivf-pq8",
    "ivf-rabitq",
    "ivf-rabitq5",
    "flat",
    "flat-rabitq"
  })
  public String index;

  private final SearchRequest[] requests = new SearchRequest[QUERIES];
  private FloatRows rows;
  private VectorIndex built;
  private int next;

  /** Called by JMH: builds the index over vectors in a few thousand clusters. */
  @Setup
  public void build() {
    SplittableRandom random = new SplittableRandom(1);
    float[][] centers = new float[ROWS / 10][];
    for (int i = 0; i < centers.length; i++) {
      centers[i] = vector(random, null);
    }
    rows = new FloatRows(DIMENSION);
    for (int i = 0; i < ROWS; i++) {
      rows.put(i, vector(random, centers[i % centers.length]));
    }
    for (int i = 0; i < QUERIES; i++) {
      requests[i] = SearchRequest.of(vector(random, centers[i]), K);
    }
    built =
        switch (index) {
          case "hnsw" -> hnsw(QuantizerConfig.NONE);
          case "hnsw-sq8" -> hnsw(QuantizerConfig.Sq8.DEFAULTS);
          case "ivf" -> ivf(QuantizerConfig.NONE);
          case "ivf-sq8" -> ivf(QuantizerConfig.Sq8.DEFAULTS);
          case "ivf-pq" -> ivf(QuantizerConfig.Pq.DEFAULTS);
          case "ivf-pq8" -> ivf(new QuantizerConfig.Pq(0, 8));
          case "ivf-rabitq" -> ivf(QuantizerConfig.Rabitq.DEFAULTS);
          case "ivf-rabitq5" -> ivf(new QuantizerConfig.Rabitq(5));
          case "flat" -> new FlatIndex(rows, Metric.COSINE);
          case "flat-rabitq" ->
              IvfIndex.buildOneList(rows, Metric.COSINE, QuantizerConfig.Rabitq.DEFAULTS);
          default -> throw new IllegalArgumentException("no index: " + index);
        };
  }

  private VectorIndex hnsw(QuantizerConfig quantizer) {
    HnswIndex graph = new HnswIndex(rows, Metric.COSINE, HnswConfig.DEFAULTS, quantizer);
    for (int i = 0; i < ROWS; i++) {
      graph.add(i);
    }
    graph.calibrate(null);
    return graph;
  }

  private VectorIndex ivf(QuantizerConfig quantizer) {
    return IvfIndex.build(rows, Metric.COSINE, IvfConfig.DEFAULTS, quantizer);
  }

  private static float[] vector(SplittableRandom random, float[] center) {
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      double noise = random.nextGaussian();
      vector[i] = (float) (center == null ? noise : center[i] + 0.1 * noise);
    }
    return Metric.COSINE.prepare(vector);
  }

  /** Called by JMH. */
  @TearDown
  public void close() {
    built.close();
    rows.close();
  }

  /** A search. */
  @Benchmark
  public Neighbors search() {
    next = (next + 1) % QUERIES;
    return built.search(requests[next]);
  }

  /** What a search returns. */
  @Benchmark
  public Neighbors result() {
    next = (next + 1) % QUERIES;
    return new Neighbors(new int[K], new float[K], new SearchCost(next, next));
  }
}
