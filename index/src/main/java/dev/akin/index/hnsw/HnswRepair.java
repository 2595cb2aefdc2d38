package dev.akin.index.hnsw;

import dev.akin.index.OrdinalSet;
import dev.akin.index.internal.candidates.Scored;
import java.util.Arrays;

/**
 * Makes every node reachable from the entry on level 0: shrinking a list may drop the last link to
 * a node. A breadth-first walk finds a tree; each node outside it gets a link from the nearest one
 * inside that has room or has a link that is not part of the tree. Nothing may be inserted
 * meanwhile; searches may go on.
 */
final class HnswRepair {
  private static final int UNREACHED = -1;
  private static final int FIRST_EF = 64;

  private final HnswLinks links;
  private final HnswSearcher searcher;
  private final OrdinalSet nodes;
  private final int entry;
  private final int[] parents;
  private final int[] frontier;
  private final int[] list;

  HnswRepair(HnswLinks links, HnswSearcher searcher, OrdinalSet nodes, HnswEntry entry) {
    this.links = links;
    this.searcher = searcher;
    this.nodes = nodes;
    this.entry = entry.ordinal();
    int limit = nodes.limit();
    this.parents = new int[limit];
    this.frontier = new int[limit];
    this.list = new int[links.capacity(0)];
    Arrays.fill(parents, UNREACHED);
  }

  /** Counts the nodes that cannot be reached. */
  int unreachable() {
    return entry < 0 ? 0 : nodes.cardinality() - reach(entry, entry);
  }

  /**
   * Links what cannot be reached.
   *
   * @return how many links that took
   */
  int repair() {
    int missing = unreachable();
    int added = 0;
    for (int node = nodes.next(0); missing > 0 && node >= 0; node = nodes.next(node + 1)) {
      if (parents[node] == UNREACHED) {
        missing -= reach(node, adopt(node));
        added++;
      }
    }
    return added;
  }

  /** Walks from a node to all not reached before; gives how many. */
  private int reach(int start, int parent) {
    parents[start] = parent;
    frontier[0] = start;
    int end = 1;
    for (int i = 0; i < end; i++) {
      int count = links.copy(frontier[i], 0, list);
      for (int j = 0; j < count; j++) {
        if (parents[list[j]] == UNREACHED) {
          parents[list[j]] = frontier[i];
          frontier[end++] = list[j];
        }
      }
    }
    return end;
  }

  /** Links to a node from the nearest reached one that can; gives that one. */
  private int adopt(int node) {
    searcher.scorer().queryRow(node);
    for (int ef = FIRST_EF; ; ef = Math.multiplyExact(ef, 4)) {
      searcher.search(entry, 0, ef, null);
      for (int i = 0; i < searcher.pool().size(); i++) {
        int candidate = Scored.ordinal(searcher.pool().get(i));
        if (linkFrom(candidate, node)) {
          return candidate;
        }
      }
    }
  }

  private boolean linkFrom(int from, int node) {
    int count = links.copy(from, 0, list);
    if (count < links.capacity(0)) {
      links.append(from, 0, count, node);
      return true;
    }
    for (int i = count - 1; i >= 0; i--) {
      if (parents[list[i]] != from) {
        links.append(from, 0, i, node);
        return true;
      }
    }
    return false;
  }
}
