package dev.akin.index.hnsw;

import dev.akin.index.internal.memory.RowTable;
import dev.akin.index.internal.rabitq.RabitqQuery;
import dev.akin.index.internal.rabitq.RandomRotation;

/**
 * A graph that does not change any more.
 *
 * @param layout of the records
 * @param records one for each ordinal that has links; those of others are all zeros
 * @param upper its links of the upper levels, twins, nodes and entry; it has none of level 0
 * @param origin the mean of the rows, which the codes are made around
 */
record SealedGraph(SealedLayout layout, RowTable records, HnswGraph upper, float[] origin)
    implements AutoCloseable {
  private static final long ROTATION_SEED = 0x5ea1ed;

  /** The rotation of the codes of a dimension. */
  static RandomRotation rotation(int dimension) {
    return new RandomRotation(dimension, ROTATION_SEED);
  }

  /** Tables for queries of the codes. */
  RabitqQuery newQuery(RandomRotation rotation) {
    return new RabitqQuery(rotation, origin, layout.bits(), layout.positions());
  }

  /** Records, whether used or not. */
  int limit() {
    return upper.nodes.limit();
  }

  @Override
  public void close() {
    records.close();
    upper.close();
  }
}
