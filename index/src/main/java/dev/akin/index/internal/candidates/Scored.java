package dev.akin.index.internal.candidates;

/**
 * A score and an ordinal in one {@code long} whose natural order is "better": a higher score, then
 * a lower ordinal. Bit 0 is free for the holder's use and is zero here.
 */
public final class Scored {
  /** Worse than any candidate. */
  public static final long NONE = Long.MIN_VALUE;

  private Scored() {}

  /** Packs; a NaN score counts as minus infinity. */
  public static long pack(float score, int ordinal) {
    float s = Float.isNaN(score) ? Float.NEGATIVE_INFINITY : score + 0f;
    int bits = Float.floatToRawIntBits(s);
    int ordered = bits ^ ((bits >> 31) & 0x7fffffff);
    return ((long) ordered << 32) | ((long) (Integer.MAX_VALUE - ordinal) << 1);
  }

  /** The same score with another ordinal. */
  public static long withOrdinal(long packed, int ordinal) {
    return (packed & 0xffffffff_00000000L) | ((long) (Integer.MAX_VALUE - ordinal) << 1);
  }

  /** The score that was packed. */
  public static float score(long packed) {
    int ordered = (int) (packed >> 32);
    return Float.intBitsToFloat(ordered ^ ((ordered >> 31) & 0x7fffffff));
  }

  /** The ordinal that was packed. */
  public static int ordinal(long packed) {
    return Integer.MAX_VALUE - (((int) packed) >>> 1);
  }
}
