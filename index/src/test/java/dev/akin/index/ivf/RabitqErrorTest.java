package dev.akin.index.ivf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.akin.api.index.Metric;
import dev.akin.index.FloatRows;
import dev.akin.index.internal.memory.Memory;
import dev.akin.index.internal.simd.CodeKernels;
import java.lang.foreign.Arena;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The error of estimates against the theory: for one bit, code and residual have a cosine of {@code
 * sqrt(2 / pi)} in many dimensions, which makes the standard deviation of {@code <q - c, r>} the
 * product of the lengths times {@code sqrt((pi / 2 - 1) / (d - 1))} (arXiv:2405.12497, theorem
 * 3.2); more bits round as the best uniform quantizer of normal numbers does, whose distortion is
 * 0.1188 at two bits and 0.0374 at three (Max, 1960).
 */
class RabitqErrorTest {
  private static final int ROWS = 2000;
  private static final int QUERIES = 20;

  @ParameterizedTest
  @CsvSource({
    "64,1,EUCLIDEAN", "100,1,EUCLIDEAN", "384,1,COSINE", "1000,1,DOT",
    "100,2,EUCLIDEAN", "384,2,DOT", "100,3,EUCLIDEAN", "384,3,COSINE"
  })
  void theErrorIsWhatTheoryGives(int dimension, int bits, Metric metric) {
    double distortion = bits == 1 ? 1 - 2 / Math.PI : bits == 2 ? 0.1188 : 0.0374;
    double perLength = Math.sqrt(distortion / (1 - distortion) / (dimension - 1));
    float[] centroid = gaussian(dimension, 1, 3);
    Centroids centroids = new Centroids(metric, centroid, dimension);
    try (FloatRows rows = new FloatRows(dimension);
        Arena arena = Arena.ofConfined()) {
      RabitqPayload payload = new RabitqPayload(rows, metric, bits, centroids);
      long blockBytes = payload.blockBytes();
      int blocks = (ROWS + CodeKernels.ROWS - 1) / CodeKernels.ROWS;
      long codes = arena.allocate(blocks * blockBytes, 64).address();
      float[][] residuals = new float[ROWS][];
      for (int i = 0; i < ROWS; i++) {
        residuals[i] = gaussian(dimension, 100 + i, 1);
        float[] row = residuals[i].clone();
        for (int d = 0; d < dimension; d++) {
          row[d] += centroid[d];
        }
        rows.put(i, row);
        payload.write(
            codes + i / CodeKernels.ROWS * blockBytes,
            i % CodeKernels.ROWS,
            rows.table().address(i),
            0);
      }
      double squares = 0;
      double sum = 0;
      int beyond = 0;
      for (int q = 0; q < QUERIES; q++) {
        float[] apart = gaussian(dimension, 10_000 + q, 1);
        float[] query = apart.clone();
        for (int d = 0; d < dimension; d++) {
          query[d] += centroid[d];
        }
        double distance = Math.sqrt(dot(apart, apart));
        double base = metric == Metric.EUCLIDEAN ? -distance * distance : dot(query, centroid);
        double unit = metric == Metric.EUCLIDEAN ? 2 : 1;
        RabitqQuery tables = payload.newQuery();
        tables.set(query);
        for (int b = 0; b < ROWS / CodeKernels.ROWS; b++) {
          long block = codes + b * blockBytes;
          float[] estimates = bounds(tables, block, (float) base, (float) distance, 0);
          float[] bounds = bounds(tables, block, (float) base, (float) distance, 1.9f);
          for (int i = 0; i < CodeKernels.ROWS; i++) {
            int row = b * CodeKernels.ROWS + i;
            double truth = score(metric, query, rows, row);
            double scale = unit * distance * Math.sqrt(dot(residuals[row], residuals[row]));
            double error = (estimates[i] - truth) / scale;
            squares += error * error;
            sum += error;
            beyond += truth > bounds[i] ? 1 : 0;
          }
        }
      }
      int count = QUERIES * (ROWS / CodeKernels.ROWS) * CodeKernels.ROWS;
      assertThat(Math.sqrt(squares / count)).isBetween(0.85 * perLength, 1.2 * perLength);
      assertThat(sum / count).as("bias").isCloseTo(0, offset(0.15 * perLength));
      // 2.9% of a normal distribution lies above 1.9 standard deviations.
      assertThat(beyond / (double) count).isBetween(0.001, 0.035);
    } finally {
      centroids.close();
    }
  }

  private static float[] bounds(
      RabitqQuery tables, long block, float base, float distance, float deviations) {
    float[] bounds = new float[CodeKernels.ROWS];
    CodeKernels.get()
        .bound(
            block,
            tables.positions(),
            tables.tables(),
            base,
            tables.step(),
            tables.offset(),
            deviations,
            distance,
            tables.noise(),
            0,
            bounds);
    return bounds;
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
