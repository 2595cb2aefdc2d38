package dev.akin.index.ivf;

import dev.akin.api.index.Metric;
import dev.akin.index.FloatRows;
import dev.akin.index.SearchRequest;
import dev.akin.index.internal.candidates.TopHeap;
import dev.akin.index.internal.sq8.Sq8Codes;
import dev.akin.index.internal.sq8.Sq8Query;

/**
 * Estimates the scores of codes and has the rows behind those that could be among the best scored.
 * The error of a number is evenly spread over a step, so its standard deviation is the step by the
 * root of 12, and errors of different numbers know nothing of each other.
 */
final class Sq8ListScanner implements ListScanner {
  /** How many standard deviations of the error a bound is above the estimate. */
  private static final float DEVIATIONS = 3;

  private static final int ROWS = Sq8Payload.BLOCK_ROWS;

  private final Metric metric;
  private final int dimension;
  private final int codeBytes;
  private final Sq8Query query;
  private final Rescorer rescorer;
  private final float[] scores = new float[ROWS];
  private long scored;

  Sq8ListScanner(FloatRows rows, Metric metric, int codeBytes) {
    this.metric = metric;
    this.dimension = rows.dimension();
    this.codeBytes = codeBytes;
    this.query = new Sq8Query(metric, dimension);
    this.rescorer = new Rescorer(rows, metric);
  }

  @Override
  public void begin(SearchRequest request) {
    query.set(request.query());
    rescorer.begin(request);
    scored = 0;
  }

  @Override
  public void scan(IvfLists lists, int list, float score) {
    int size = lists.list(list).size();
    int[] blocks = lists.list(list).blocks();
    for (int b = 0, done = 0; done < size; b++, done += ROWS) {
      long block = lists.block(blocks[b]);
      int count = Math.min(ROWS, size - done);
      score(block, count);
      rescorer.offer(passed(block, count), lists.ordinals(block));
    }
    scored += size;
  }

  private void score(long block, int count) {
    int i = 0;
    for (; i + 3 < count; i += 4) {
      long code = block + (long) i * codeBytes;
      query.score4(code, code + codeBytes, code + 2L * codeBytes, code + 3L * codeBytes, scores, i);
    }
    for (; i < count; i++) {
      scores[i] = query.score(block + (long) i * codeBytes);
    }
  }

  private long passed(long block, int count) {
    float floor = rescorer.floor();
    float perStep = DEVIATIONS * perStep(floor);
    long passed = 0;
    for (int i = 0; i < count; i++) {
      float step = Sq8Codes.step(block + (long) i * codeBytes);
      float bound = scores[i] + perStep * step;
      if (metric == Metric.EUCLIDEAN) {
        // What the errors add to the squared distance, on average.
        bound += dimension * step * step / 12;
      }
      passed |= bound >= floor ? 1L << i : 0;
    }
    return passed;
  }

  /** The standard deviation of the score of a row at the floor, for a step of 1. */
  private float perStep(float floor) {
    double length =
        switch (metric) {
          case COSINE, DOT -> Math.sqrt(query.squaredLength());
          case EUCLIDEAN -> 2 * Math.sqrt(Math.max(0, -floor));
          case MANHATTAN -> Math.sqrt(dimension);
          case HAMMING -> throw new IllegalStateException("bits have no codes");
        };
    return (float) (length / Math.sqrt(12));
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
