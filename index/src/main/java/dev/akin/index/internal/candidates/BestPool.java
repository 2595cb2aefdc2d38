package dev.akin.index.internal.candidates;

/**
 * The best candidates seen so far in order, and which of them have been expanded: the queue and the
 * result of a graph search in one sorted array. Inserting moves the worse entries up, which for a
 * few thousand entries is cheaper than the two heaps it replaces. Not thread-safe.
 */
public final class BestPool {
  private static final long EXPANDED = 1;

  private long[] entries = new long[64];
  private int capacity;
  private int size;
  private int cursor;

  /** Empties the pool and sets how many candidates it keeps. */
  public void reset(int capacity) {
    if (entries.length < capacity) {
      entries = new long[Math.max(capacity, 2 * entries.length)];
    }
    this.capacity = capacity;
    this.size = 0;
    this.cursor = 0;
  }

  /** The score below which no candidate can enter. */
  public float floorScore() {
    return size < capacity ? Float.NEGATIVE_INFINITY : Scored.score(entries[size - 1]);
  }

  /** Adds a candidate, in place of the worst when full; one no better than that is ignored. */
  public void insert(long candidate) {
    if (size == capacity) {
      if (candidate < entries[size - 1]) {
        return;
      }
      size--;
    }
    int low = 0;
    // Steps of fixed lengths, since no branch predictor guesses where a candidate belongs.
    for (int left = size; left > 0; ) {
      int half = (left + 1) >>> 1;
      low = entries[low + half - 1] > candidate ? low + half : low;
      left -= half;
    }
    System.arraycopy(entries, low, entries, low + 1, size - low);
    entries[low] = candidate;
    size++;
    if (low < cursor) {
      cursor = low;
    }
  }

  /** Takes the best candidate not expanded yet and marks it so; -1 if there is none. */
  public int next() {
    return next(Float.NEGATIVE_INFINITY);
  }

  /**
   * Takes the best candidate not expanded yet and marks it so.
   *
   * @return -1 if there is none, or it scores less than {@code least}
   */
  public int next(float least) {
    int i = cursor;
    while (i < size && (entries[i] & EXPANDED) != 0) {
      i++;
    }
    cursor = i;
    if (i == size || Scored.score(entries[i]) < least) {
      return -1;
    }
    entries[i] |= EXPANDED;
    return Scored.ordinal(entries[i]);
  }

  /** The candidate that {@link #next()} would give now, not marked; -1 if there is none. */
  public int peek() {
    int i = cursor;
    while (i < size && (entries[i] & EXPANDED) != 0) {
      i++;
    }
    return i == size ? -1 : Scored.ordinal(entries[i]);
  }

  /** Candidates held. */
  public int size() {
    return size;
  }

  /** The score of the i-th best. */
  public float score(int i) {
    return Scored.score(entries[i]);
  }

  /** The i-th best, as packed by {@link Scored}. */
  public long get(int i) {
    return entries[i] & ~EXPANDED;
  }
}
