package dev.akin.index.hnsw;

import dev.akin.index.OrdinalSet;
import dev.akin.index.internal.candidates.BestPool;
import dev.akin.index.internal.candidates.CandidateQueue;
import dev.akin.index.internal.candidates.Scored;
import dev.akin.index.internal.candidates.TopHeap;
import dev.akin.index.internal.memory.Memory;
import dev.akin.index.internal.memory.RowTable;
import dev.akin.index.internal.rabitq.RabitqQuery;
import dev.akin.index.internal.simd.NeighborKernels;
import dev.akin.index.internal.simd.RowScorer;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Walks sealed records: the algorithm and its working memory. A hop scores its node exactly and
 * estimates all its neighbours at once, so whatever is found was scored exactly and nothing is
 * scored again. Not thread-safe, one per thread; a search clears what the one before left, so that
 * an aborted one does no harm.
 */
final class SealedSearcher {
  private static final int POLL_MASK = 63;

  private final RowTable records;
  private final SealedLayout layout;
  private final TwinChains twins;
  private final RowScorer scorer;
  private final RowScorer walkScorer;
  private final RabitqQuery tables;
  private final WalkLimit limit;
  private final NeighborKernels kernels = NeighborKernels.get();
  private final BestPool pool = new BestPool();
  private final CandidateQueue queue = new CandidateQueue();
  private final TopHeap nearest = new TopHeap();
  private final TopHeap top = new TopHeap();
  private final float[] estimates = new float[NeighborKernels.ROWS];
  private final byte[] visited;
  private byte epoch;
  private long hops;
  private int touched;

  /**
   * A searcher.
   *
   * @param scorer gives the score of what is found
   * @param walkScorer gives the score that estimates are of; the same, if it is the same
   * @param limit of the walk, in these scores
   */
  SealedSearcher(
      SealedGraph graph,
      RowScorer scorer,
      RowScorer walkScorer,
      RabitqQuery tables,
      WalkLimit limit) {
    this.records = graph.records();
    this.layout = graph.layout();
    this.twins = graph.upper().twins;
    this.scorer = scorer;
    this.walkScorer = walkScorer;
    this.tables = tables;
    this.limit = limit;
    this.visited = new byte[graph.limit()];
  }

  /** Nodes expanded by the last search, each scored exactly. */
  long hops() {
    return hops;
  }

  /** Depends on all that was touched, so that none of it is optimised away; without meaning. */
  int touched() {
    return touched;
  }

  /** What the last search found. */
  TopHeap top() {
    return top;
  }

  /**
   * Takes a query and how many are wanted.
   *
   * @param hidden a node that the walk takes for not there, or -1
   */
  void begin(float[] query, int k, int hidden) {
    tables.set(query);
    scorer.query(query);
    if (walkScorer != scorer) {
      walkScorer.query(query);
    }
    top.reset(k);
    hops = 0;
    if (++epoch == 0) {
      Arrays.fill(visited, (byte) 0);
      epoch = 1;
    }
    if (hidden >= 0) {
      visited[hidden] = epoch;
    }
  }

  /**
   * Expands the {@code ef} nodes near an entry that are best by estimate, and collects the best of
   * them and of their twins into {@link #top()}.
   *
   * @param reach how far beyond the worst of these the walk goes, see {@link WalkLimit}
   */
  void search(int entry, int ef, float reach, BooleanSupplier stop) {
    visited[entry] = epoch;
    pool.reset(ef);
    pool.insert(Scored.pack(0, entry));
    float least = Float.NEGATIVE_INFINITY;
    for (int node = pool.next(); node >= 0; ) {
      // Taken before the node's neighbours are known, so that its record is on its way meanwhile.
      int ahead = pool.next(least);
      if (ahead >= 0) {
        touch(ahead);
      }
      expand(node, least);
      if (top.isFull()) {
        least = limit.least(top.floorScore(), reach);
      }
      poll(stop);
      node = ahead >= 0 ? ahead : pool.next(least);
    }
  }

  private void touch(int node) {
    long record = records.address(node);
    int bytes = records.rowBytes();
    int sink = 0;
    for (int offset = 0; offset < bytes; offset += 64) {
      sink ^= Memory.getInt(record + offset);
    }
    touched += sink;
  }

  private void expand(int node, float least) {
    long record = records.address(node);
    float base = score(record, node, null);
    float floor = Math.max(least, pool.floorScore());
    byte[] seen = visited;
    byte mark = epoch;
    for (int b = 0; b < layout.blocks(); b++) {
      long links = record + layout.links() + 4L * NeighborKernels.ROWS * b;
      for (int passed = estimate(record, b, base, floor); passed != 0; passed &= passed - 1) {
        int i = Integer.numberOfTrailingZeros(passed);
        int neighbor = Memory.getInt(links + 4L * i);
        if (seen[neighbor] != mark) {
          seen[neighbor] = mark;
          if (estimates[i] >= floor) {
            pool.insert(Scored.pack(estimates[i], neighbor));
            floor = Math.max(least, pool.floorScore());
          }
        }
      }
    }
  }

  /** Scores a node, offers it to what is found, and gives what the estimates start from. */
  private float score(long record, int node, OrdinalSet accept) {
    float score = scorer.scoreAt(record);
    if (accept == null || accept.contains(node)) {
      top.insert(Scored.pack(score, node));
    }
    if (twins.any()) {
      for (int twin = twins.next(node); twin >= 0; twin = twins.next(twin)) {
        if (accept == null || accept.contains(twin)) {
          top.insert(Scored.pack(score, twin));
        }
      }
    }
    return walkScorer == scorer ? score : walkScorer.scoreAt(record);
  }

  private int estimate(long record, int block, float base, float floor) {
    return kernels.estimate(
        record + layout.block(block),
        layout.positions(),
        tables.tables(),
        base,
        tables.step(),
        tables.offset(),
        floor,
        estimates);
  }

  /**
   * Collects the best accepted nodes and twins into {@link #top()}. Nodes that are not accepted are
   * walked through, and the walk does not end before {@code ef} are found or nothing is left, or it
   * has made too many hops.
   *
   * @param reach how far beyond the worst of what is found the walk goes, see {@link WalkLimit}
   * @param budget hops that it may make
   * @return false if it has made too many; what it found then is worth nothing
   */
  boolean searchAccepted(
      int entry, int ef, float reach, OrdinalSet accept, long budget, BooleanSupplier stop) {
    visited[entry] = epoch;
    nearest.reset(ef);
    queue.clear();
    queue.add(Scored.pack(0, entry));
    float least = Float.NEGATIVE_INFINITY;
    while (!queue.isEmpty()
        && (!nearest.isFull() || queue.best() > nearest.floor())
        && Scored.score(queue.best()) >= least) {
      expandAccepted(Scored.ordinal(queue.poll()), accept, least);
      if (top.isFull()) {
        least = limit.least(top.floorScore(), reach);
      }
      poll(stop);
      if (hops > budget) {
        return false;
      }
    }
    return true;
  }

  private void expandAccepted(int node, OrdinalSet accept, float least) {
    long record = records.address(node);
    float base = score(record, node, accept);
    if (accept == null || accept.contains(node)) {
      nearest.insert(Scored.pack(base, node));
    }
    float floor = Math.max(least, nearest.floorScore());
    for (int b = 0; b < layout.blocks(); b++) {
      for (int passed = estimate(record, b, base, floor); passed != 0; passed &= passed - 1) {
        int i = Integer.numberOfTrailingZeros(passed);
        int neighbor = layout.neighbor(record, b * NeighborKernels.ROWS + i);
        if (visited[neighbor] != epoch) {
          visited[neighbor] = epoch;
          queue.add(Scored.pack(estimates[i], neighbor));
        }
      }
    }
  }

  private void poll(BooleanSupplier stop) {
    if ((++hops & POLL_MASK) == 0 && stop != null && stop.getAsBoolean()) {
      throw new CancellationException("search stopped after " + hops + " hops");
    }
  }
}
