package dev.akin.index.ivf;

import dev.akin.api.index.Metric;
import dev.akin.index.FloatRows;
import dev.akin.index.SearchRequest;
import dev.akin.index.internal.candidates.TopHeap;
import dev.akin.index.internal.quantization.QueryTables;
import dev.akin.index.internal.simd.CodeKernels;
import dev.akin.index.internal.simd.RowScorer;

/**
 * Bounds the scores of codes from above, those that pass again by their finer codes if there are
 * any, and has the rows behind those that could be among the best scored.
 */
final class CodeListScanner implements ListScanner {
  /** How many standard deviations of the error a bound is above the estimate. */
  private static final float DEVIATIONS = 1.9f;

  /**
   * The L1 length of a vector is about this many times its L2 length and the root of its dimension;
   * 0.8 for normal numbers, less for uneven ones.
   */
  private static final float L1_TO_L2 = 0.6f;

  private final Metric metric;
  private final CodePayload payload;
  private final QueryTables query;
  private final Centroids centroids;
  private final RowScorer squaredScorer;
  private final Rescorer rescorer;
  private final float lengthRatio;
  private final float[] bounds = new float[CodeKernels.ROWS];
  private long scored;

  CodeListScanner(FloatRows rows, Metric metric, Centroids centroids, CodePayload payload) {
    this.metric = metric;
    this.payload = payload;
    this.centroids = centroids;
    this.query = payload.newQuery();
    this.squaredScorer = centroids.newScorer(Metric.EUCLIDEAN);
    this.lengthRatio = Math.max(1, L1_TO_L2 * (float) Math.sqrt(rows.dimension()));
    this.rescorer = new Rescorer(rows, metric);
  }

  @Override
  public void begin(SearchRequest request) {
    query.set(request.query());
    squaredScorer.query(request.query());
    rescorer.begin(request);
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
      float floor = floor();
      long passed = query.bound(block, base, DEVIATIONS, distance, floor, bounds);
      int count = size - done;
      if (count < CodeKernels.ROWS) {
        passed &= (1L << count) - 1;
      }
      if (payload.isFine()) {
        passed = refine(passed, block, base, distance, floor);
      }
      rescorer.offer(passed, lists.ordinals(block));
    }
    scored += size;
  }

  private long refine(long passed, long block, float base, float distance, float floor) {
    if (floor == Float.NEGATIVE_INFINITY) {
      return passed;
    }
    long finer = passed;
    for (long left = passed; left != 0; left &= left - 1) {
      int slot = Long.numberOfTrailingZeros(left);
      if (payload.fineBound(query, block, slot, base, DEVIATIONS, distance) < floor) {
        finer ^= 1L << slot;
      }
    }
    return finer;
  }

  /** Of the query from the centroid. */
  private float squaredDistance(int list, float score) {
    return switch (metric) {
      case COSINE, DOT -> Math.max(0, query.squares() + centroids.squares(list) - 2 * score);
      case EUCLIDEAN -> -score;
      case MANHATTAN -> -squaredScorer.score(list);
      case HAMMING -> throw new IllegalStateException("bits have no codes");
    };
  }

  /** The score below which an estimate is too low. */
  private float floor() {
    float floor = rescorer.floor();
    if (metric != Metric.MANHATTAN || floor == Float.NEGATIVE_INFINITY) {
      return floor;
    }
    float length = floor / lengthRatio;
    return -length * length;
  }

  @Override
  public TopHeap end() {
    return rescorer.end();
  }

  @Override
  public long scored() {
    return scored + rescorer.scored();
  }

  @Override
  public long rescored() {
    return rescorer.scored();
  }
}
