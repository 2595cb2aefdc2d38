package dev.akin.bench.filter;

import dev.akin.index.Neighbors;
import dev.akin.index.OrdinalSet;
import java.util.SplittableRandom;

/** Which rows a query's filter lets through. */
public enum Spread {
  /** Any, by chance. */
  EVEN,
  /** Those nearest to the query. */
  NEAR,
  /** Those farthest from it. */
  FAR;

  /**
   * So many rows for a query.
   *
   * @param ranked all rows, nearest to the query first
   */
  OrdinalSet rows(Neighbors ranked, int count, long seed) {
    int[] ordinals = ranked.ordinals();
    OrdinalSet rows = new OrdinalSet();
    switch (this) {
      case EVEN -> {
        SplittableRandom random = new SplittableRandom(seed);
        while (rows.cardinality() < count) {
          rows.add(ordinals[random.nextInt(ordinals.length)]);
        }
      }
      case NEAR -> {
        for (int i = 0; i < count; i++) {
          rows.add(ordinals[i]);
        }
      }
      case FAR -> {
        for (int i = 1; i <= count; i++) {
          rows.add(ordinals[ordinals.length - i]);
        }
      }
    }
    return rows;
  }
}
