package dev.akin.index.flat;

import dev.akin.api.index.Metric;
import dev.akin.api.index.SearchCost;
import dev.akin.index.FloatRows;
import dev.akin.index.Neighbors;
import dev.akin.index.OrdinalSet;
import dev.akin.index.SearchRequest;
import dev.akin.index.internal.candidates.Scored;
import dev.akin.index.internal.candidates.TopHeap;
import dev.akin.index.internal.simd.RowScorer;
import java.util.concurrent.CancellationException;

/**
 * Scans rows in blocks: dense blocks are scored as one run at the speed of memory, sparse ones by
 * their ordinals. Holds the working memory of a scan; not thread-safe.
 */
public final class FlatScanner {
  private static final int BLOCK = 512;

  /** So many rows are scored in a run while one is by its ordinal. */
  private static final int STREAMED = 4;

  private static final int POLL_MASK = 16 * BLOCK - 1;

  private final FloatRows rows;
  private final RowScorer scorer;
  private final TopHeap top = new TopHeap();
  private final int[] ordinals = new int[BLOCK];
  private final float[] scores = new float[BLOCK];
  private final float[] streamed = new float[BLOCK];
  private long scored;

  /** A scanner of rows under a metric. */
  public FlatScanner(Metric metric, FloatRows rows) {
    this.rows = rows;
    this.scorer = new RowScorer(metric, rows.table());
  }

  /**
   * The exact nearest of a range of rows.
   *
   * @param members ordinals that exist; the request's {@code accept} narrows them further
   * @param from first ordinal
   * @param to ordinal after the last; clipped to the rows
   */
  public Neighbors scan(SearchRequest request, OrdinalSet members, int from, int to) {
    int end = Math.min(to, rows.limit());
    OrdinalSet accept = request.accept();
    scorer.query(request.query());
    top.reset(request.k());
    scored = 0;
    int row = from;
    while (row < end) {
      // Blocks end on multiples of 64, so that each set is read by whole words.
      int block = Math.min(BLOCK - (row & 63), end - row);
      if (isWhole(members, accept, row, row + block)) {
        scoreWhole(row, block);
      } else {
        int count = gather(members, accept, row, row + block);
        if (count * STREAMED >= block) {
          scoreAmong(row, block, count);
        } else {
          scorer.score(ordinals, 0, count, scores);
        }
        collect(count);
      }
      row += block;
      if ((row & POLL_MASK) < BLOCK && request.stop() != null && request.stop().getAsBoolean()) {
        throw new CancellationException("search stopped after " + scored + " rows");
      }
    }
    return result();
  }

  /** Whether all of a range is to be scored. */
  private static boolean isWhole(OrdinalSet members, OrdinalSet accept, int from, int to) {
    for (int base = from & -64; base < to; base += 64) {
      if (word(members, accept, base, from, to) != word(null, null, base, from, to)) {
        return false;
      }
    }
    return true;
  }

  /** The ordinals of a range to be scored, of the 64 from {@code base} on. */
  private static long word(OrdinalSet members, OrdinalSet accept, int base, int from, int to) {
    long word = members == null ? -1L : members.word(base >>> 6);
    if (accept != null) {
      word &= accept.word(base >>> 6);
    }
    if (base < from) {
      word &= -1L << from;
    }
    if (to - base < 64) {
      word &= (1L << to) - 1;
    }
    return word;
  }

  private void scoreWhole(int from, int count) {
    for (int row = from; row < from + count; ) {
      int run = rows.table().contiguous(row, from + count - row);
      scorer.scoreRange(row, run, scores);
      float floor = top.floorScore();
      for (int i = 0; i < run; i++) {
        if (scores[i] >= floor || !top.isFull()) {
          top.insert(Scored.pack(scores[i], row + i));
          floor = top.floorScore();
        }
      }
      row += run;
    }
    scored += count;
  }

  /** Scores the gathered rows with all others of their range, and keeps the scores of these. */
  private void scoreAmong(int from, int length, int count) {
    int next = 0;
    for (int row = from; row < from + length; ) {
      int run = rows.table().contiguous(row, from + length - row);
      scorer.scoreRange(row, run, streamed);
      for (; next < count && ordinals[next] < row + run; next++) {
        scores[next] = streamed[ordinals[next] - row];
      }
      row += run;
    }
  }

  private int gather(OrdinalSet members, OrdinalSet accept, int from, int to) {
    int count = 0;
    for (int base = from & -64; base < to; base += 64) {
      long word = word(members, accept, base, from, to);
      while (word != 0) {
        ordinals[count++] = base + Long.numberOfTrailingZeros(word);
        word &= word - 1;
      }
    }
    return count;
  }

  private void collect(int count) {
    scored += count;
    float floor = top.floorScore();
    for (int i = 0; i < count; i++) {
      if (scores[i] >= floor || !top.isFull()) {
        top.insert(Scored.pack(scores[i], ordinals[i]));
        floor = top.floorScore();
      }
    }
  }

  private Neighbors result() {
    int count = top.size();
    int[] found = new int[count];
    float[] foundScores = new float[count];
    long[] sorted = top.sortAscending();
    for (int i = 0; i < count; i++) {
      long entry = sorted[count - 1 - i];
      found[i] = Scored.ordinal(entry);
      foundScores[i] = Scored.score(entry);
    }
    return new Neighbors(found, foundScores, new SearchCost(scored, 0, scored, 0));
  }
}
