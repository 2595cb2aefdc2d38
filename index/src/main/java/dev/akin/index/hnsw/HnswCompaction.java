package dev.akin.index.hnsw;

import dev.akin.index.FloatRows;
import dev.akin.index.OrdinalSet;
import dev.akin.index.internal.ParallelParts;
import dev.akin.index.internal.ScratchPool;
import dev.akin.index.internal.simd.RowScorer;
import dev.akin.index.internal.sq8.Sq8Codes;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * Makes a graph without the dead out of one with them, for much less than building it anew: links
 * between the living stay, and only nodes with dead neighbours look for new ones. A row that
 * equalled a dead node takes its place.
 */
public final class HnswCompaction {
  private static final int NODES_AT_ONCE = 256;

  private final HnswIndex source;
  private final HnswGraph from;
  private final OrdinalSet live;
  private final int[] ordinals;
  private final int limit;
  private final OrdinalSet kept = new OrdinalSet();
  private final int[] heirs;
  private final boolean[] healed;
  private final HnswGraph to;

  private HnswCompaction(HnswIndex source, OrdinalSet live, int[] ordinals, FloatRows target) {
    this.source = source;
    this.from = source.graph();
    this.live = live;
    this.ordinals = ordinals;
    this.limit = live.limit() == 0 ? 0 : from.nodes.limit();
    this.heirs = new int[limit];
    this.healed = new boolean[limit];
    this.to = new HnswGraph(source.config().m());
    check(target);
  }

  /**
   * A new graph of the living.
   *
   * <p>The source is not changed. It may be searched and may grow meanwhile; what is added then is
   * not in the new graph. Works on all threads of the fork-join pool that it is called in, or of
   * the common one.
   *
   * @param live the source's ordinals that stay; each was added before the call
   * @param ordinals at each of these, its ordinal in the new graph; no two alike
   * @param target the rows of the new graph; has those of the living already
   * @param progress receives now and then how many nodes are done, from several threads and not
   *     always in order; or null
   * @param stop polled now and then, or null
   * @return an index over {@code target} with the source's settings, every node in reach
   * @throws CancellationException if the stop signal came on
   * @throws IllegalArgumentException if a living ordinal is not in the source, or its new row is
   *     not in the target
   */
  public static HnswIndex compact(
      HnswIndex source,
      OrdinalSet live,
      int[] ordinals,
      FloatRows target,
      IntConsumer progress,
      BooleanSupplier stop) {
    source.checkOpen();
    HnswCompaction compaction = new HnswCompaction(source, live, ordinals, target);
    Sq8Codes codes = source.hasCodes() ? new Sq8Codes(target) : null;
    HnswIndex index = new HnswIndex(target, source.metric(), source.config(), codes, compaction.to);
    try {
      compaction.openNodes();
      compaction.relink(progress, stop);
      compaction.linkBack(index.growth(), stop);
      if (codes != null) {
        OrdinalSet nodes = compaction.to.nodes;
        for (int node = nodes.next(0); node >= 0; node = nodes.next(node + 1)) {
          codes.encode(node);
        }
      }
      index.repair();
      return index;
    } catch (RuntimeException e) {
      index.close();
      throw e;
    }
  }

  private void check(FloatRows target) {
    if (target.dimension() != source.dimension()) {
      throw new IllegalArgumentException(
          "dimension mismatch: the index has "
              + source.dimension()
              + ", the target "
              + target.dimension());
    }
    OrdinalSet given = new OrdinalSet();
    for (int old = live.next(0); old >= 0; old = live.next(old + 1)) {
      if (!from.nodes.contains(old)) {
        throw new IllegalArgumentException("a living ordinal is not in the index: " + old);
      }
      if (old >= ordinals.length || !target.contains(ordinals[old])) {
        throw new IllegalArgumentException(
            "the target has no row for the living ordinal "
                + old
                + (old < ordinals.length ? ": " + ordinals[old] : ""));
      }
      if (!given.add(ordinals[old])) {
        throw new IllegalArgumentException("two living ordinals become " + ordinals[old]);
      }
    }
  }

  /**
   * Decides which nodes stay and under which ordinal, and gives these empty lists and twins. A node
   * stays if it or a twin of it lives.
   */
  private void openNodes() {
    OrdinalSet linked = from.linked();
    for (int node = linked.next(0); node >= 0 && node < limit; node = linked.next(node + 1)) {
      int heir = live.contains(node) ? node : nextLiveTwin(node);
      if (heir < 0) {
        continue;
      }
      heirs[node] = ordinals[heir];
      kept.add(node);
      int level = from.links.level(node);
      to.links.open(heirs[node], level);
      to.nodes.add(heirs[node]);
      if (level > to.entry.level()) {
        to.entry = new HnswEntry(heirs[node], level);
      }
      if (node == from.zero) {
        to.zero = heirs[node];
      }
      for (int twin = nextLiveTwin(node); twin >= 0; twin = nextLiveTwin(twin)) {
        if (twin != heir) {
          to.nodes.add(ordinals[twin]);
          to.twins.members().add(ordinals[twin]);
          to.twins.attach(heirs[node], ordinals[twin]);
        }
      }
    }
    to.changed = true;
  }

  private int nextLiveTwin(int ordinal) {
    int twin = from.twins.next(ordinal);
    while (twin >= 0 && !live.contains(twin)) {
      twin = from.twins.next(twin);
    }
    return twin;
  }

  private void relink(IntConsumer progress, BooleanSupplier stop) {
    ScratchPool<HnswHealer> healers =
        new ScratchPool<>(
            () ->
                new HnswHealer(
                    from.links,
                    kept,
                    limit,
                    new RowScorer(source.metric(), source.rows().table())));
    AtomicInteger done = new AtomicInteger();
    forEachPart(
        stop,
        part -> {
          HnswHealer healer = healers.take();
          int relinked = relink(healer, part);
          healers.give(healer);
          int total = done.addAndGet(relinked);
          if (progress != null) {
            progress.accept(total);
          }
        });
  }

  /** New links lead both ways, once all lists are there. */
  private void linkBack(HnswGrowth growth, BooleanSupplier stop) {
    forEachPart(
        stop,
        part -> {
          int end = Math.min(limit, (part + 1) * NODES_AT_ONCE);
          for (int node = part * NODES_AT_ONCE; node < end; node++) {
            if (healed[node]) {
              growth.linkBack(heirs[node]);
            }
          }
        });
  }

  private void forEachPart(BooleanSupplier stop, IntConsumer task) {
    ParallelParts.run(
        (limit + NODES_AT_ONCE - 1) / NODES_AT_ONCE,
        part -> {
          if (stop != null && stop.getAsBoolean()) {
            throw new CancellationException("compaction stopped");
          }
          task.accept(part);
        });
  }

  private int relink(HnswHealer healer, int part) {
    int relinked = 0;
    int end = Math.min(limit, (part + 1) * NODES_AT_ONCE);
    for (int node = kept.next(part * NODES_AT_ONCE);
        node >= 0 && node < end;
        node = kept.next(node + 1)) {
      for (int level = to.links.level(heirs[node]); level >= 0; level--) {
        int count = healer.heal(node, level);
        healed[node] |= healer.healed();
        int[] neighbors = healer.neighbors();
        for (int i = 0; i < count; i++) {
          neighbors[i] = heirs[neighbors[i]];
        }
        to.links.set(heirs[node], level, neighbors, count);
      }
      relinked++;
    }
    return relinked;
  }
}
