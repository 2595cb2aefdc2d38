package dev.akin.index.ivf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.akin.api.index.Metric;
import dev.akin.api.index.QuantizerConfig;
import dev.akin.index.FloatRows;
import dev.akin.index.internal.memory.Memory;
import dev.akin.index.internal.quantization.QueryTables;
import dev.akin.index.internal.simd.CodeKernels;
import java.lang.foreign.Arena;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The error of estimates against the theory. For one bit, code and residual have a cosine of {@code
 * sqrt(2 / pi)} in many dimensions, which makes the standard deviation of {@code <q - c, r>} the
 * product of the lengths times {@code sqrt((pi / 2 - 1) / (d - 1))} (arXiv:2405.12497, theorem
 * 3.2); more bits round as the best uniform quantizer of normal numbers does, whose distortion Max
 * (1960) gives. A product quantizer cannot be better than the rate-distortion function, {@code
 * 2^(-2 R)} at R bits per number, and must be better than the best quantizer of single numbers.
 */
class CodeErrorTest {
  private static final int ROWS = 2000;
  private static final int QUERIES = 8;

  /** Distortion of the best uniform quantizer of 1 to 8 bits for normal numbers. */
  private static final double[] DISTORTION = {
    1, 1 - 2 / Math.PI, 0.1188, 0.0374, 0.01154, 0.003495, 0.001041, 0.0003035, 0.0000877
  };

  @ParameterizedTest
  @CsvSource({
    "64,1,EUCLIDEAN",
    "100,1,EUCLIDEAN",
    "384,1,COSINE",
    "1000,1,DOT",
    "100,2,EUCLIDEAN",
    "384,2,DOT",
    "100,3,EUCLIDEAN",
    "384,3,COSINE",
    "100,4,EUCLIDEAN",
    "384,5,COSINE",
    "100,6,DOT",
    "384,7,EUCLIDEAN",
    "384,8,COSINE"
  })
  void theErrorOfRabitqIsWhatTheoryGives(int dimension, int bits, Metric metric) {
    double perLength = perLength(DISTORTION[bits], dimension);
    try (Codes codes = new Codes(dimension, metric, new QuantizerConfig.Rabitq(bits))) {
      Errors errors = codes.errors(bits > 3);
      assertThat(errors.deviation).isBetween(0.75 * perLength, 1.2 * perLength);
      assertThat(errors.bias).isCloseTo(0, offset(0.15 * perLength));
      // 2.9% of a normal distribution lies above 1.9 standard deviations.
      assertThat(errors.beyond).isBetween(0.001, 0.035);
    }
  }

  @ParameterizedTest
  @CsvSource({"100,0,4,EUCLIDEAN", "384,0,4,COSINE", "100,0,8,DOT", "99,33,8,EUCLIDEAN"})
  void theErrorOfPqIsBetweenTheBoundAndThatOfSingleNumbers(
      int dimension, int numSubspaces, int nbits, Metric metric) {
    QuantizerConfig.Pq pq = new QuantizerConfig.Pq(numSubspaces, nbits);
    double rate = (double) nbits * pq.subspaces(dimension) / dimension;
    double least = perLength(Math.pow(2, -2 * rate), dimension);
    // Two bits: 0.1175. A third of a bit more or less is a factor of 2^(2/3).
    double most = perLength(0.1175 * Math.pow(2, -2 * (rate - 2)), dimension);
    try (Codes codes = new Codes(dimension, metric, pq)) {
      Errors errors = codes.errors(false);
      assertThat(errors.deviation).isBetween(least, most * 1.05);
      assertThat(errors.bias).isCloseTo(0, offset(0.15 * most));
      assertThat(errors.beyond).isBetween(0.001, 0.035);
    }
  }

  /** The figures of the RaBitQ library's documentation: what 4, 5 and 7 bits find by themselves. */
  @ParameterizedTest
  @CsvSource({"4,0.9", "5,0.95", "7,0.985"})
  void moreBitsFindTheNearestWithoutRescoring(int bits, double recall) {
    QuantizerConfig rabitq = new QuantizerConfig.Rabitq(bits);
    try (Codes codes = new Codes(128, Metric.EUCLIDEAN, rabitq)) {
      assertThat(codes.recall(100)).isGreaterThan(recall);
    }
  }

  private static double perLength(double distortion, int dimension) {
    return Math.sqrt(distortion / (1 - distortion) / (dimension - 1));
  }

  /** Errors by the lengths of query and row less their centroid. */
  private record Errors(double deviation, double bias, double beyond) {}

  /** Normal numbers about one centroid, and their codes. */
  private static final class Codes implements AutoCloseable {
    final int dimension;
    final Metric metric;
    final float[] centroid;
    final Centroids centroids;
    final FloatRows rows;
    final float[][] residuals = new float[ROWS][];
    final Arena arena = Arena.ofConfined();
    final CodePayload payload;
    final long codes;
    final float[] bounds = new float[CodeKernels.ROWS];

    Codes(int dimension, Metric metric, QuantizerConfig quantizer) {
      this.dimension = dimension;
      this.metric = metric;
      this.centroid = gaussian(dimension, 1, 3);
      this.centroids = new Centroids(metric, centroid, dimension);
      this.rows = new FloatRows(dimension);
      for (int i = 0; i < ROWS; i++) {
        residuals[i] = gaussian(dimension, 100 + i, 1);
        rows.put(i, aroundCentroid(residuals[i]));
      }
      int[] ordinals = IntStream.range(0, ROWS).toArray();
      this.payload =
          (CodePayload)
              ListPayloads.train(metric, quantizer, rows, centroids, ordinals, new int[ROWS], 3);
      long blocks = (ROWS + CodeKernels.ROWS - 1) / CodeKernels.ROWS;
      this.codes = arena.allocate(blocks * payload.blockBytes(), 64).address();
      for (int i = 0; i < ROWS; i++) {
        payload.write(block(i), i % CodeKernels.ROWS, rows.table().address(i), 0);
      }
    }

    private float[] aroundCentroid(float[] apart) {
      float[] vector = apart.clone();
      for (int d = 0; d < dimension; d++) {
        vector[d] += centroid[d];
      }
      return vector;
    }

    private long block(int row) {
      return codes + (long) (row / CodeKernels.ROWS) * payload.blockBytes();
    }

    /** The estimates of all rows and so many deviations. */
    private float[] bounds(QueryTables query, float[] apart, boolean fine, float deviations) {
      double distance = Math.sqrt(dot(apart, apart));
      double base =
          metric == Metric.EUCLIDEAN ? -distance * distance : dot(aroundCentroid(apart), centroid);
      float[] all = new float[ROWS];
      for (int row = 0; row < ROWS; row++) {
        int slot = row % CodeKernels.ROWS;
        if (fine) {
          all[row] =
              payload.fineBound(
                  query, block(row), slot, (float) base, deviations, (float) distance);
          continue;
        }
        if (slot == 0) {
          query.bound(block(row), (float) base, deviations, (float) distance, 0, bounds);
        }
        all[row] = bounds[slot];
      }
      return all;
    }

    Errors errors(boolean fine) {
      double squares = 0;
      double sum = 0;
      int beyond = 0;
      QueryTables query = payload.newQuery();
      for (int q = 0; q < QUERIES; q++) {
        float[] apart = gaussian(dimension, 10_000 + q, 1);
        float[] vector = aroundCentroid(apart);
        query.set(vector);
        float[] estimates = bounds(query, apart, fine, 0);
        float[] upper = bounds(query, apart, fine, 1.9f);
        double unit = metric == Metric.EUCLIDEAN ? 2 : 1;
        for (int row = 0; row < ROWS; row++) {
          double truth = score(metric, vector, rows, row);
          double lengths =
              Math.sqrt(dot(apart, apart)) * Math.sqrt(dot(residuals[row], residuals[row]));
          double error = (estimates[row] - truth) / (unit * lengths);
          squares += error * error;
          sum += error;
          beyond += truth > upper[row] ? 1 : 0;
        }
      }
      double count = QUERIES * ROWS;
      return new Errors(Math.sqrt(squares / count), sum / count, beyond / count);
    }

    /** The share of the true k nearest among the k best estimates. */
    double recall(int k) {
      int hits = 0;
      QueryTables query = payload.newQuery();
      for (int q = 0; q < QUERIES; q++) {
        float[] apart = gaussian(dimension, 10_000 + q, 1);
        float[] vector = aroundCentroid(apart);
        query.set(vector);
        float[] estimates = bounds(query, apart, true, 0);
        double[] truth = new double[ROWS];
        for (int row = 0; row < ROWS; row++) {
          truth[row] = score(metric, vector, rows, row);
        }
        Set<Integer> found = best(k, row -> estimates[row]);
        found.retainAll(best(k, row -> truth[row]));
        hits += found.size();
      }
      return hits / (double) (k * QUERIES);
    }

    private static Set<Integer> best(int k, IntToDoubleFunction score) {
      return IntStream.range(0, ROWS)
          .boxed()
          .sorted(Comparator.comparingDouble(row -> -score.applyAsDouble(row)))
          .limit(k)
          .collect(Collectors.toCollection(HashSet::new));
    }

    @Override
    public void close() {
      rows.close();
      centroids.close();
      arena.close();
    }
  }

  private static double score(Metric metric, float[] query, FloatRows rows, int ordinal) {
    float[] row = new float[query.length];
    Memory.getRow(rows.table().address(ordinal), row);
    if (metric != Metric.EUCLIDEAN) {
      return dot(query, row);
    }
    double sum = 0;
    for (int d = 0; d < row.length; d++) {
      sum -= ((double) query[d] - row[d]) * ((double) query[d] - row[d]);
    }
    return sum;
  }

  private static float[] gaussian(int dimension, long seed, float scale) {
    Random random = new Random(seed);
    float[] vector = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      vector[i] = scale * (float) random.nextGaussian();
    }
    return vector;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
