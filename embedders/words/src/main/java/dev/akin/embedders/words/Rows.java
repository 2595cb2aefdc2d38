package dev.akin.embedders.words;

import java.util.Arrays;

/** A growing list of numbers. Not safe for several threads. */
final class Rows {
  private long[] values = new long[32];
  private int size;

  void add(long value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = value;
  }

  long get(int index) {
    return values[index];
  }

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }
}
