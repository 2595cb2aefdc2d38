package dev.akin.index.internal.candidates;

import java.util.Arrays;

/** A growing queue that gives the best candidate first: a max-heap. Not thread-safe. */
public final class CandidateQueue {
  private long[] heap = new long[256];
  private int size;

  /** Empties the queue. */
  public void clear() {
    size = 0;
  }

  /** Whether nothing is queued. */
  public boolean isEmpty() {
    return size == 0;
  }

  /** Adds a candidate. */
  public void add(long candidate) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
    int i = size++;
    while (i > 0 && candidate > heap[(i - 1) >>> 1]) {
      heap[i] = heap[(i - 1) >>> 1];
      i = (i - 1) >>> 1;
    }
    heap[i] = candidate;
  }

  /** The best candidate; the queue must not be empty. */
  public long best() {
    return heap[0];
  }

  /** Removes and gives the best candidate; the queue must not be empty. */
  public long poll() {
    long best = heap[0];
    long last = heap[--size];
    int i = 0;
    int half = size >>> 1;
    while (i < half) {
      int child = 2 * i + 1;
      if (child + 1 < size && heap[child + 1] > heap[child]) {
        child++;
      }
      if (heap[child] <= last) {
        break;
      }
      heap[i] = heap[child];
      i = child;
    }
    heap[i] = last;
    return best;
  }
}
