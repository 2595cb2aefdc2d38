package dev.akin.index.hnsw;

import dev.akin.api.index.HnswConfig;

/**
 * Where a search of the graph begins.
 *
 * @param ordinal the node, or -1 while the graph is empty
 * @param level the highest level it is on
 */
record HnswEntry(int ordinal, int level) {
  static final HnswEntry NONE = new HnswEntry(-1, -1);
  static final int MAX_LEVEL = 31;

  /**
   * The highest level of a node: geometric with ratio 1/m, and a function of the seed and the
   * ordinal alone, so that it need not be stored.
   */
  static int levelOf(int ordinal, HnswConfig config) {
    long z = config.seed() + (ordinal + 1L) * 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    double uniform = ((z ^ (z >>> 31)) >>> 11) * 0x1.0p-53 + 0x1.0p-54;
    return Math.min(MAX_LEVEL, (int) (-Math.log(uniform) / Math.log(config.m())));
  }
}
