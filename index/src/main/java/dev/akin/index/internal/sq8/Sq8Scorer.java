package dev.akin.index.internal.sq8;

import dev.akin.api.index.Metric;
import dev.akin.index.internal.memory.RowTable;
import dev.akin.index.internal.simd.OrdinalScorer;

/** Estimates scores from codes and a float32 query. Not thread-safe. */
public final class Sq8Scorer implements OrdinalScorer {
  private final Sq8Codes codes;
  private final RowTable table;
  private final Sq8Query query;
  private final float[] row;

  /** A scorer with no query yet. */
  public Sq8Scorer(Metric metric, Sq8Codes codes) {
    this.codes = codes;
    this.table = codes.table();
    this.row = new float[codes.rows().dimension()];
    this.query = new Sq8Query(metric, row.length);
  }

  @Override
  public void query(float[] vector) {
    query.set(vector);
  }

  @Override
  public void queryRow(int ordinal) {
    codes.rows().copy(ordinal, row);
    query.set(row);
  }

  @Override
  public int touch(int[] ordinals, int count) {
    return table.touch(ordinals, count);
  }

  @Override
  public float score(int ordinal) {
    return query.score(table.address(ordinal));
  }

  @Override
  public void score(int[] ordinals, int from, int to, float[] scores) {
    int i = from;
    for (; i + 3 < to; i += 4) {
      query.score4(
          table.address(ordinals[i]),
          table.address(ordinals[i + 1]),
          table.address(ordinals[i + 2]),
          table.address(ordinals[i + 3]),
          scores,
          i);
    }
    for (; i < to; i++) {
      scores[i] = query.score(table.address(ordinals[i]));
    }
  }
}
