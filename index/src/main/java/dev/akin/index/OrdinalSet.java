package dev.akin.index;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * A growing set of ordinals, one bit each. One writer at a time; any number of readers, who see
 * each change whole and whatever was written before an addition that they see.
 */
public final class OrdinalSet {
  private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

  private volatile long[] words;
  private volatile int cardinality;

  /** An empty set. */
  public OrdinalSet() {
    this(new long[4], 0);
  }

  private OrdinalSet(long[] words, int cardinality) {
    this.words = words;
    this.cardinality = cardinality;
  }

  /** The set whose bits these are, ordinal 0 lowest in the first; the array is copied. */
  public static OrdinalSet of(long[] words) {
    long[] copy = words.clone();
    return new OrdinalSet(copy, count(copy));
  }

  /** The ordinals from 0 up to but not including {@code limit}. */
  public static OrdinalSet range(int limit) {
    long[] words = new long[(limit + 63) >>> 6];
    Arrays.fill(words, -1L);
    if ((limit & 63) != 0) {
      words[words.length - 1] = (1L << (limit & 63)) - 1;
    }
    return new OrdinalSet(words, limit);
  }

  private static int count(long[] words) {
    int count = 0;
    for (long word : words) {
      count += Long.bitCount(word);
    }
    return count;
  }

  /**
   * Adds an ordinal.
   *
   * @return whether it was new
   */
  @SuppressWarnings("NonAtomicVolatileUpdate") // there is one writer
  public boolean add(int ordinal) {
    if (ordinal < 0) {
      throw new IllegalArgumentException("ordinal must not be negative: " + ordinal);
    }
    int i = ordinal >>> 6;
    long[] current = words;
    if (i >= current.length) {
      current = Arrays.copyOf(current, Math.max(i + 1, current.length + (current.length >>> 1)));
      words = current;
    }
    long old = current[i];
    long bit = 1L << ordinal;
    if ((old & bit) != 0) {
      return false;
    }
    WORD.setRelease(current, i, old | bit);
    cardinality = cardinality + 1;
    return true;
  }

  /**
   * Removes an ordinal.
   *
   * @return whether it was there
   */
  @SuppressWarnings("NonAtomicVolatileUpdate") // there is one writer
  public boolean remove(int ordinal) {
    int i = ordinal >>> 6;
    long[] current = words;
    if (ordinal < 0 || i >= current.length || (current[i] & (1L << ordinal)) == 0) {
      return false;
    }
    WORD.setRelease(current, i, current[i] & ~(1L << ordinal));
    cardinality = cardinality - 1;
    return true;
  }

  /** Whether an ordinal is there; false for a negative one. */
  public boolean contains(int ordinal) {
    long[] current = words;
    int i = ordinal >>> 6;
    return i < current.length
        && ordinal >= 0
        && ((long) WORD.getAcquire(current, i) & (1L << ordinal)) != 0;
  }

  /** Ordinals in the set. */
  public int cardinality() {
    return cardinality;
  }

  /** The highest ordinal plus one; 0 if empty. */
  public int limit() {
    long[] current = words;
    for (int i = current.length - 1; i >= 0; i--) {
      if (current[i] != 0) {
        return (i << 6) + 64 - Long.numberOfLeadingZeros(current[i]);
      }
    }
    return 0;
  }

  /** The lowest ordinal in the set that is not below {@code from}, or -1. */
  public int next(int from) {
    long[] current = words;
    int i = from >>> 6;
    if (i >= current.length) {
      return -1;
    }
    long word = current[i] & (-1L << from);
    while (word == 0) {
      if (++i == current.length) {
        return -1;
      }
      word = current[i];
    }
    return (i << 6) + Long.numberOfTrailingZeros(word);
  }

  /** The 64 ordinals from {@code 64 * index} on as bits; 0 beyond the end. */
  public long word(int index) {
    long[] current = words;
    return index < current.length ? (long) WORD.getAcquire(current, index) : 0;
  }

  /** An independent copy. */
  public OrdinalSet copy() {
    return of(words);
  }

  /** A new set of what is in both. */
  public OrdinalSet and(OrdinalSet other) {
    long[] a = words;
    long[] b = other.words;
    long[] both = new long[Math.min(a.length, b.length)];
    for (int i = 0; i < both.length; i++) {
      both[i] = a[i] & b[i];
    }
    return new OrdinalSet(both, count(both));
  }

  /** A new set of what is in either. */
  public OrdinalSet or(OrdinalSet other) {
    long[] a = words;
    long[] b = other.words;
    long[] either = Arrays.copyOf(a.length >= b.length ? a : b, Math.max(a.length, b.length));
    long[] shorter = a.length >= b.length ? b : a;
    for (int i = 0; i < shorter.length; i++) {
      either[i] |= shorter[i];
    }
    return new OrdinalSet(either, count(either));
  }

  /** A new set of what is here and not in the other. */
  public OrdinalSet andNot(OrdinalSet other) {
    long[] rest = words.clone();
    for (int i = 0; i < rest.length; i++) {
      rest[i] &= ~other.word(i);
    }
    return new OrdinalSet(rest, count(rest));
  }

  /** The bits as {@link #of} takes them, without zeros at the end. */
  public long[] toLongs() {
    return toLongs(Integer.MAX_VALUE);
  }

  /** The bits of the ordinals below {@code limit}, without zeros at the end. */
  public long[] toLongs(int limit) {
    long[] current = words;
    int length = (int) Math.min(current.length, (limit + 63L) >>> 6);
    long[] bits = Arrays.copyOf(current, length);
    if (length > 0 && (long) length << 6 > limit) {
      bits[length - 1] &= (1L << (limit & 63)) - 1;
    }
    while (length > 0 && bits[length - 1] == 0) {
      length--;
    }
    return Arrays.copyOf(bits, length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OrdinalSet set && Arrays.equals(toLongs(), set.toLongs());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(toLongs());
  }

  @Override
  public String toString() {
    return "OrdinalSet[" + cardinality + " ordinals below " + limit() + "]";
  }
}
