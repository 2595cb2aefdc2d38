package dev.akin.index.ivf;

import dev.akin.api.index.Metric;
import dev.akin.index.FloatRows;
import dev.akin.index.OrdinalSet;
import dev.akin.index.SearchRequest;
import dev.akin.index.internal.candidates.Scored;
import dev.akin.index.internal.candidates.TopHeap;
import dev.akin.index.internal.memory.Memory;
import dev.akin.index.internal.simd.CodeKernels;
import dev.akin.index.internal.simd.RowScorer;

/**
 * Bounds the scores of the codes from above and scores the rows behind those that could be among
 * the best, in groups.
 */
final class RabitqListScanner implements ListScanner {
  /** How many standard deviations of the error a bound is above the estimate. */
  private static final float DEVIATIONS = 1.9f;

  /**
   * The L1 length of a vector is about this many times its L2 length and the root of its dimension;
   * 0.8 for normal numbers, less for uneven ones.
   */
  private static final float L1_TO_L2 = 0.6f;

  /** Rows scored together, so that the floor rises often and memory is still read in parallel. */
  private static final int GROUP = 16;

  private final CodeKernels kernels = CodeKernels.get();
  private final Metric metric;
  private final RabitqQuery query;
  private final Centroids centroids;
  private final RowScorer scorer;
  private final RowScorer squaredScorer;
  private final float lengthRatio;
  private final TopHeap top = new TopHeap();
  private final float[] bounds = new float[CodeKernels.ROWS];
  private final int[] pending = new int[GROUP + CodeKernels.ROWS];
  private final float[] scores = new float[GROUP + CodeKernels.ROWS];
  private int pendingCount;
  private OrdinalSet accept;
  private long scored;

  RabitqListScanner(FloatRows rows, Metric metric, Centroids centroids, RabitqQuery query) {
    this.metric = metric;
    this.centroids = centroids;
    this.query = query;
    this.squaredScorer = centroids.newScorer(Metric.EUCLIDEAN);
    this.lengthRatio = Math.max(1, L1_TO_L2 * (float) Math.sqrt(rows.dimension()));
    this.scorer = new RowScorer(metric, rows.table());
  }

  @Override
  public void begin(SearchRequest request) {
    query.set(request.query());
    scorer.query(request.query());
    squaredScorer.query(request.query());
    top.reset(request.k());
    this.accept = request.accept();
    pendingCount = 0;
    scored = 0;
  }

  @Override
  public void scan(IvfLists lists, int list, float score) {
    int size = lists.list(list).size();
    int[] blocks = lists.list(list).blocks();
    float squaredDistance = squaredDistance(list, score);
    float base = metric == Metric.COSINE || metric == Metric.DOT ? score : -squaredDistance;
    float distance = (float) Math.sqrt(squaredDistance);
    for (int b = 0, done = 0; done < size; b++, done += CodeKernels.ROWS) {
      long block = lists.block(blocks[b]);
      long passed =
          kernels.bound(
              block,
              query.positions(),
              query.tables(),
              base,
              query.step(),
              query.offset(),
              DEVIATIONS,
              distance,
              query.noise(),
              floor(),
              bounds);
      int count = size - done;
      if (count < CodeKernels.ROWS) {
        passed &= (1L << count) - 1;
      }
      gather(passed, lists.ordinals(block));
    }
    scored += size;
  }

  /** Of the query from the centroid. */
  private float squaredDistance(int list, float score) {
    return switch (metric) {
      case COSINE, DOT -> Math.max(0, query.squares() + centroids.squares(list) - 2 * score);
      case EUCLIDEAN -> -score;
      case MANHATTAN -> -squaredScorer.score(list);
    };
  }

  /** The score below which an estimate is too low. */
  private float floor() {
    float floor = top.floorScore();
    if (metric != Metric.MANHATTAN || floor == Float.NEGATIVE_INFINITY) {
      return floor;
    }
    float length = floor / lengthRatio;
    return -length * length;
  }

  private void gather(long passed, long ordinals) {
    int count = pendingCount;
    for (long left = passed; left != 0; left &= left - 1) {
      int ordinal = Memory.getInt(ordinals + 4L * Long.numberOfTrailingZeros(left));
      if (accept == null || accept.contains(ordinal)) {
        pending[count++] = ordinal;
      }
    }
    pendingCount = count;
    if (count >= GROUP) {
      score();
    }
  }

  private void score() {
    scorer.score(pending, 0, pendingCount, scores);
    float floor = top.floorScore();
    for (int i = 0; i < pendingCount; i++) {
      if (scores[i] >= floor) {
        top.insert(Scored.pack(scores[i], pending[i]));
        floor = top.floorScore();
      }
    }
    scored += pendingCount;
    pendingCount = 0;
  }

  @Override
  public TopHeap end() {
    if (pendingCount > 0) {
      score();
    }
    return top;
  }

  @Override
  public long scored() {
    return scored;
  }
}
