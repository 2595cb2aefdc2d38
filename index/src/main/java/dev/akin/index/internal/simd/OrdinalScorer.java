package dev.akin.index.internal.simd;

/** Scores rows by ordinal against one query at a time, exactly or by estimate. Not thread-safe. */
public interface OrdinalScorer {
  /** Takes a query, which is copied. */
  void query(float[] vector);

  /** Takes a row as the query. */
  void queryRow(int ordinal);

  /**
   * Prepares to score rows: may read a little of each, so that the caches fetch all of them at
   * once. Java has no prefetch, but a load whose result is not waited for does the same.
   *
   * @return a number without meaning, to be kept so that the loads are not optimised away
   */
  int touch(int[] ordinals, int count);

  /** The score of one row. */
  float score(int ordinal);

  /** Scores {@code ordinals[from]} up to but not including {@code ordinals[to]}. */
  void score(int[] ordinals, int from, int to, float[] scores);
}
