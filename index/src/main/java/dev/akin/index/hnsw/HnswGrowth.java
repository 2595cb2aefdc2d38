package dev.akin.index.hnsw;

import dev.akin.api.index.HnswConfig;
import dev.akin.index.internal.ScratchPool;
import dev.akin.index.internal.simd.RowScorer;
import dev.akin.index.internal.sq8.Sq8Codes;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Adds nodes to a graph and repairs it. Any number of threads add at once, each locking one node's
 * links at a time; whoever holds the lock of {@link #exclusive} keeps them out.
 */
final class HnswGrowth {
  private final HnswGraph graph;
  private final HnswConfig config;
  private final Sq8Codes codes;
  private final Supplier<HnswSearcher> newSearcher;
  private final ScratchPool<HnswInserter> inserters;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final Object state = new Object();

  /**
   * The growth of a graph.
   *
   * @param codes gets a code for each node, or null for none
   */
  HnswGrowth(
      HnswGraph graph,
      HnswConfig config,
      Sq8Codes codes,
      Supplier<HnswSearcher> newSearcher,
      Supplier<RowScorer> newScorer) {
    this.graph = graph;
    this.config = config;
    this.codes = codes;
    this.newSearcher = newSearcher;
    this.inserters =
        new ScratchPool<>(
            () ->
                new HnswInserter(
                    config, graph.links, graph.twins, newSearcher.get(), newScorer.get()));
  }

  /** Adds a row, unless it is a node already. */
  void add(int ordinal) {
    lock.readLock().lock();
    HnswInserter inserter = inserters.take();
    try {
      add(ordinal, inserter);
    } finally {
      inserters.give(inserter);
      lock.readLock().unlock();
    }
  }

  private void add(int ordinal, HnswInserter inserter) {
    if (codes != null && !graph.nodes.contains(ordinal)) {
      codes.encode(ordinal);
    }
    int level = HnswEntry.levelOf(ordinal, config);
    int original = -1;
    HnswEntry start;
    synchronized (state) {
      if (graph.nodes.contains(ordinal)) {
        return;
      }
      graph.links.open(ordinal, level);
      start = graph.entry;
      if (start.ordinal() < 0) {
        // Before it counts as a node, so that a search of a graph with nodes has an entry.
        graph.entry = new HnswEntry(ordinal, level);
      }
      graph.nodes.add(ordinal);
      graph.changed = true;
      // Zero rows may score alike with everything, so that no search would lead to another.
      if (inserter.isZero(ordinal)) {
        original = graph.zero;
        graph.zero = graph.zero < 0 ? ordinal : graph.zero;
      }
      if (start.ordinal() < 0) {
        return;
      }
    }
    if (original >= 0) {
      inserter.attach(original, ordinal);
    } else {
      original = inserter.insert(ordinal, level, start);
    }
    added(ordinal, level, original);
  }

  private void added(int ordinal, int level, int original) {
    if (original < 0 && level <= graph.entry.level()) {
      return;
    }
    synchronized (state) {
      if (original >= 0) {
        graph.twins.members().add(ordinal);
      } else if (level > graph.entry.level()) {
        graph.entry = new HnswEntry(ordinal, level);
      }
    }
  }

  /** Has a node's neighbours on all levels link back to it, as an insertion does. */
  void linkBack(int ordinal) {
    HnswInserter inserter = inserters.take();
    for (int level = graph.links.level(ordinal); level >= 0; level--) {
      inserter.linkBackAll(ordinal, level);
    }
    inserters.give(inserter);
  }

  /** Runs something while nothing is added. */
  <T> T exclusive(Supplier<T> action) {
    lock.writeLock().lock();
    try {
      return action.get();
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Nodes out of reach. */
  int unreachable() {
    return exclusive(() -> newRepair().unreachable());
  }

  /**
   * Makes every node reachable.
   *
   * @return how many links that took
   */
  int repair() {
    return exclusive(
        () -> {
          int added = graph.changed ? newRepair().repair() : 0;
          graph.changed = false;
          return added;
        });
  }

  private HnswRepair newRepair() {
    return new HnswRepair(graph.links, newSearcher.get(), graph.linked(), graph.entry);
  }
}
