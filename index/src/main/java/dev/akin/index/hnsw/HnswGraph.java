package dev.akin.index.hnsw;

import dev.akin.index.OrdinalSet;

/**
 * What a graph is, whoever searches or grows it: links, twins, which ordinals are nodes, and where
 * searches begin. Readers take no locks; {@link HnswGrowth} and {@link HnswFile} change it.
 */
final class HnswGraph implements AutoCloseable {
  final HnswLinks links;
  final TwinChains twins;

  /** The ordinals that a search can find, twins included. */
  final OrdinalSet nodes;

  /** Where searches begin. */
  volatile HnswEntry entry;

  /** A node whose row is all zeros, or -1. */
  int zero;

  /** Whether there may be nodes out of reach. */
  volatile boolean changed;

  /** An empty graph. */
  HnswGraph(int m) {
    this(new HnswLinks(m), new TwinChains(), new OrdinalSet(), HnswEntry.NONE, -1, false);
  }

  HnswGraph(
      HnswLinks links,
      TwinChains twins,
      OrdinalSet nodes,
      HnswEntry entry,
      int zero,
      boolean changed) {
    this.links = links;
    this.twins = twins;
    this.nodes = nodes;
    this.entry = entry;
    this.zero = zero;
    this.changed = changed;
  }

  /** The nodes that have links: all but the twins. */
  OrdinalSet linked() {
    return nodes.andNot(twins.members());
  }

  /** An independent copy of all but the links of level 0. */
  HnswGraph copyWithoutLevel0() {
    TwinChains twinsCopy = new TwinChains();
    twinsCopy.attachAll(HnswFile.twinPairs(twins, nodes, nodes));
    return new HnswGraph(links.copyUpper(), twinsCopy, nodes.copy(), entry, zero, false);
  }

  /** Bytes in memory. */
  long memoryBytes() {
    return links.memoryBytes(nodes.limit()) + twins.memoryBytes(nodes.limit());
  }

  @Override
  public void close() {
    links.close();
    twins.close();
  }
}
