package dev.akin.engine.internal.filter;

import dev.akin.index.OrdinalSet;
import java.util.Arrays;

/** Collects ordinals in any order into an {@link OrdinalSet}. Not thread-safe. */
public final class OrdinalBits {
  private long[] words = new long[64];

  /** Adds an ordinal; returns whether it is new. */
  public boolean add(int ordinal) {
    int i = ordinal >>> 6;
    if (i >= words.length) {
      words = Arrays.copyOf(words, Math.max(i + 1, 2 * words.length));
    }
    long before = words[i];
    words[i] |= 1L << ordinal;
    return words[i] != before;
  }

  /** What was added so far. */
  public OrdinalSet toSet() {
    return OrdinalSet.of(words);
  }
}
