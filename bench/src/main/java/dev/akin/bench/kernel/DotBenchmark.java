package dev.akin.bench.kernel;

import dev.akin.api.index.Metric;
import dev.akin.index.FloatRows;
import dev.akin.index.internal.memory.RowTable;
import dev.akin.index.internal.simd.PanamaKernels;
import dev.akin.index.internal.simd.ScalarKernels;
import dev.akin.index.internal.simd.VectorKernels;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Inner products of one query with rows: one pair of arrays per call, rows by ordinal as a graph
 * asks for them, rows in order as a scan does. An operation is one inner product.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DotBenchmark {
  /** Rows scored per call of a benchmark method; they come round again when there are fewer. */
  static final int ROWS = 1024;

  /** Neighbours of a node at level 0 with m 16: what a graph search scores at once. */
  private static final int HOP = 32;

  /** Which kernels. */
  public enum Implementation {
    /** Plain loops. */
    SCALAR,
    /** The Vector API. */
    PANAMA
  }

  /** Where the rows are. */
  public enum Place {
    /** In the second-level cache. */
    CACHE(512L << 10),
    /** Beyond every cache. */
    MEMORY(256L << 20);

    private final long bytes;

    Place(long bytes) {
      this.bytes = bytes;
    }
  }

  /** Set by JMH. */
  @Param public Implementation implementation;

  /** Set by JMH. */
  @Param({"7", "100", "207", "384", "768", "1536"})
  public int dimension;

  /** Set by JMH. */
  @Param public Place place;

  private VectorKernels kernels;
  private FloatRows query;
  private FloatRows rows;
  private RowTable table;
  private float[] queryArray;
  private float[][] arrays;
  private int[] ordinals;
  private float[] scores;
  private int count;
  private int next;

  /** Called by JMH: makes the rows, in a seeded random order for access by ordinal. */
  @Setup
  public void fill() {
    kernels =
        switch (implementation) {
          case SCALAR -> new ScalarKernels();
          case PANAMA -> new PanamaKernels();
        };
    SplittableRandom random = new SplittableRandom(1);
    query = new FloatRows(dimension);
    queryArray = vector(random);
    query.put(0, queryArray);
    rows = new FloatRows(dimension);
    table = rows.table();
    count = (int) Math.max(HOP, place.bytes / table.rowBytes() / HOP * HOP);
    arrays = new float[count][];
    ordinals = new int[count];
    for (int row = 0; row < count; row++) {
      arrays[row] = vector(random);
      rows.put(row, arrays[row]);
      int other = random.nextInt(row + 1);
      ordinals[row] = ordinals[other];
      ordinals[other] = row;
    }
    scores = new float[count];
  }

  /** Called by JMH. */
  @TearDown
  public void free() {
    query.close();
    rows.close();
  }

  /** One pair of arrays on the heap per call. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float single() {
    float sum = 0;
    for (int left = ROWS; left > 0; left -= HOP) {
      int from = advance();
      for (int i = from; i < from + HOP; i++) {
        sum += kernels.dot(queryArray, arrays[ordinals[i]]);
      }
    }
    return sum;
  }

  /** The rows of {@value #HOP} ordinals per call, off-heap. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float[] hop() {
    for (int left = ROWS; left > 0; left -= HOP) {
      int from = advance();
      kernels.scoreRows(
          Metric.DOT,
          query.table().address(0),
          table.bases(),
          table.shift(),
          table.rowBytes(),
          ordinals,
          from,
          from + HOP,
          scores);
    }
    return scores;
  }

  /** Rows one after the other, as many in one call as lie in one piece, off-heap. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float[] scan() {
    for (int left = ROWS; left > 0; ) {
      int run = table.contiguous(next, Math.min(left, count - next));
      kernels.scoreRange(
          Metric.DOT, query.table().address(0), table.address(next), table.rowBytes(), run, scores);
      left -= run;
      next = next + run < count ? next + run : 0;
    }
    return scores;
  }

  private int advance() {
    int from = next;
    next = from + HOP < count ? from + HOP : 0;
    return from;
  }

  private float[] vector(SplittableRandom random) {
    float[] vector = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      vector[i] = (float) random.nextDouble(-1, 1);
    }
    return vector;
  }
}
