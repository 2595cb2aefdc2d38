package dev.akin.index.hnsw;

/**
 * What is known of the nodes that a filtered walk may find.
 *
 * @param seeds some of them from all over the ordinals, where it may begin as well; -1 for none
 * @param share of all nodes, above 0
 * @param scanCost what a scan of them would cost instead, in rows of a walk
 */
record Accepted(int[] seeds, double share, long scanCost) {
  /** All nodes are. */
  static final Accepted ALL = new Accepted(new int[0], 1, Long.MAX_VALUE);
}
