package dev.akin.engine.internal.filter;

import dev.akin.api.index.SearchCost;
import dev.akin.engine.internal.ranking.Ranking;
import dev.akin.index.Neighbors;
import dev.akin.index.OrdinalSet;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * An inverted index of sparse vectors: for each term the ordinals that have it, in order, with
 * their weights. A search adds up the products term by term in a window of ordinals that stays in
 * the cache, then passes over its sums, and goes on with the next window. Not thread-safe.
 */
final class SparsePostings {
  /** Ordinals whose sums are kept at a time, so that these and their marks, 40 KiB, stay cached. */
  private static final int WINDOW = 1 << 13;

  private final Map<String, Postings> terms = new HashMap<>();

  /** The ordinals of one term. */
  private static final class Postings {
    private int[] ordinals = new int[1];
    private float[] weights = new float[1];
    private int count;

    void add(int ordinal, float weight) {
      int at = count == 0 || ordinals[count - 1] < ordinal ? count : place(ordinal);
      if (at < count && ordinals[at] == ordinal) {
        weights[at] += weight;
        return;
      }
      if (count == ordinals.length) {
        int capacity = Math.max(count + 1, count + (count >> 1));
        ordinals = Arrays.copyOf(ordinals, capacity);
        weights = Arrays.copyOf(weights, capacity);
      }
      // Ordinals come in order, but for those that are committed while an index is built.
      System.arraycopy(ordinals, at, ordinals, at + 1, count - at);
      System.arraycopy(weights, at, weights, at + 1, count - at);
      ordinals[at] = ordinal;
      weights[at] = weight;
      count++;
    }

    private int place(int ordinal) {
      int at = Arrays.binarySearch(ordinals, 0, count, ordinal);
      return at < 0 ? -at - 1 : at;
    }
  }

  /** Where a search is in the ordinals of one of its terms. */
  private static final class Cursor {
    private final Postings postings;
    private final float weight;
    private int at;

    Cursor(Postings postings, float weight) {
      this.postings = postings;
      this.weight = weight;
    }

    /** The ordinal it stands at; the greatest number at the end. */
    int ordinal() {
      return at < postings.count ? postings.ordinals[at] : Integer.MAX_VALUE;
    }

    /** Adds the products of the ordinals from base, before end. */
    void addUp(int base, int end, float[] sums, boolean[] shared) {
      int[] ordinals = postings.ordinals;
      float[] weights = postings.weights;
      int i = at;
      for (; i < postings.count && ordinals[i] < end; i++) {
        sums[ordinals[i] - base] += weight * weights[i];
        shared[ordinals[i] - base] = true;
      }
      at = i;
    }
  }

  void add(String term, int ordinal, float weight) {
    terms.computeIfAbsent(term, _ -> new Postings()).add(ordinal, weight);
  }

  /**
   * The k with the largest dot products among those that share a term.
   *
   * @param weights of the query, by term
   * @param accept ordinals that may be found
   * @param stop polled; once true the work ends with CancellationException
   */
  Neighbors search(Map<String, Double> weights, int k, OrdinalSet accept, BooleanSupplier stop) {
    Cursor[] cursors =
        weights.entrySet().stream()
            .filter(entry -> terms.containsKey(entry.getKey()))
            .map(entry -> new Cursor(terms.get(entry.getKey()), entry.getValue().floatValue()))
            .toArray(Cursor[]::new);
    Ranking best = new Ranking(k);
    float[] sums = new float[WINDOW];
    boolean[] shared = new boolean[WINDOW];
    long scored = 0;
    for (int base = next(cursors); base < Integer.MAX_VALUE; base = next(cursors)) {
      if (stop.getAsBoolean()) {
        throw new CancellationException("sparse search stopped");
      }
      int end = (int) Math.min(Integer.MAX_VALUE, (long) base + WINDOW);
      for (Cursor cursor : cursors) {
        cursor.addUp(base, end, sums, shared);
      }
      for (int i = 0; i < WINDOW; i++) {
        if (shared[i]) {
          scored++;
          if (sums[i] >= best.worst() && accept.contains(base + i)) {
            best.add(base + i, sums[i]);
          }
        }
      }
      Arrays.fill(sums, 0);
      Arrays.fill(shared, false);
    }
    return best.neighbors(new SearchCost(scored, 0));
  }

  private static int next(Cursor[] cursors) {
    int next = Integer.MAX_VALUE;
    for (Cursor cursor : cursors) {
      next = Math.min(next, cursor.ordinal());
    }
    return next;
  }
}
