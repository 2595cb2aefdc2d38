package dev.akin.index.internal.candidates;

import java.util.Arrays;

/**
 * The best {@code k} of any number of candidates: a bounded min-heap of packed entries. Not
 * thread-safe.
 */
public final class TopHeap {
  private long[] heap = new long[16];
  private int capacity;
  private int size;

  /** Empties the heap and sets how many candidates it keeps. */
  public void reset(int capacity) {
    this.capacity = capacity;
    this.size = 0;
  }

  /** Whether it holds as many as it may. */
  public boolean isFull() {
    return size == capacity;
  }

  /** Candidates held. */
  public int size() {
    return size;
  }

  /** The entry that a new candidate must beat, {@link Scored#NONE} while there is room. */
  public long floor() {
    return size < capacity ? Scored.NONE : heap[0];
  }

  /** The score below which no candidate can enter. */
  public float floorScore() {
    return size < capacity ? Float.NEGATIVE_INFINITY : Scored.score(heap[0]);
  }

  /** Adds a candidate, in place of the worst when full; one worse than that is ignored. */
  public void insert(long candidate) {
    if (size < capacity) {
      if (size == heap.length) {
        heap = Arrays.copyOf(heap, (int) Math.min(capacity, 2L * size));
      }
      int i = size++;
      while (i > 0 && candidate < heap[(i - 1) >>> 1]) {
        heap[i] = heap[(i - 1) >>> 1];
        i = (i - 1) >>> 1;
      }
      heap[i] = candidate;
    } else if (candidate > heap[0]) {
      replaceWorst(candidate);
    }
  }

  private void replaceWorst(long candidate) {
    int i = 0;
    int half = size >>> 1;
    while (i < half) {
      int child = 2 * i + 1;
      if (child + 1 < size && heap[child + 1] < heap[child]) {
        child++;
      }
      if (heap[child] >= candidate) {
        break;
      }
      heap[i] = heap[child];
      i = child;
    }
    heap[i] = candidate;
  }

  /** Sorts in place, worst first, and returns the backing array; the heap must then be reset. */
  public long[] sortAscending() {
    Arrays.sort(heap, 0, size);
    return heap;
  }
}
