package dev.akin.index.hnsw;

import dev.akin.index.OrdinalSet;
import dev.akin.index.internal.candidates.BestPool;
import dev.akin.index.internal.candidates.CandidateQueue;
import dev.akin.index.internal.candidates.Scored;
import dev.akin.index.internal.candidates.TopHeap;
import dev.akin.index.internal.memory.Memory;
import dev.akin.index.internal.simd.OrdinalScorer;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Walks the graph: the algorithm and its working memory. Not thread-safe, one per thread; a search
 * clears what the one before left, so that an aborted one does no harm.
 */
final class HnswSearcher {
  private static final int POLL_MASK = 63;

  private final HnswLinks links;
  private final TwinChains twins;
  private final OrdinalScorer scorer;
  private final WalkLimit limit;
  private final BestPool pool = new BestPool();
  private final TopHeap top = new TopHeap();
  private final TopHeap nearest = new TopHeap();
  private final CandidateQueue queue = new CandidateQueue();
  private final int[] ordinals;
  private final float[] scores;
  private byte[] visited = new byte[1024];
  private byte epoch;
  private int hidden = -1;
  private long computed;
  private int touched;
  private long hops;

  HnswSearcher(HnswLinks links, TwinChains twins, OrdinalScorer scorer, WalkLimit limit) {
    this.links = links;
    this.twins = twins;
    this.scorer = scorer;
    this.limit = limit;
    this.ordinals = new int[links.capacity(0)];
    this.scores = new float[links.capacity(0)];
  }

  OrdinalScorer scorer() {
    return scorer;
  }

  /** Rows scored since {@link #resetCost()}. */
  long computed() {
    return computed;
  }

  /** Depends on all that was touched, so that none of it is optimised away; without meaning. */
  int touched() {
    return touched;
  }

  /** Nodes expanded since {@link #resetCost()}. */
  long hops() {
    return hops;
  }

  void resetCost() {
    computed = 0;
    hops = 0;
  }

  /** Has walks go as if a node were not there, until -1 is given. */
  void hide(int ordinal) {
    hidden = ordinal;
  }

  /** What {@link #search} found, best first. */
  BestPool pool() {
    return pool;
  }

  /** Puts the best {@code k} of {@link #pool()} and their twins into {@link #top()}. */
  void expandTwins(int k) {
    top.reset(k);
    for (int i = 0; i < pool.size() && Scored.score(pool.get(i)) >= top.floorScore(); i++) {
      top.insert(pool.get(i));
      offerTwins(pool.get(i), null);
    }
  }

  private void offerTwins(long node, OrdinalSet accept) {
    int twin = twins.next(Scored.ordinal(node));
    while (twin >= 0) {
      if (accept == null || accept.contains(twin)) {
        top.insert(Scored.withOrdinal(node, twin));
        nearest.insert(Scored.withOrdinal(node, twin));
      }
      twin = twins.next(twin);
    }
  }

  /** What {@link #searchAccepted} or {@link #expandTwins} found. */
  TopHeap top() {
    return top;
  }

  /** Walks greedily from a node on {@code level} down to where {@code target} begins. */
  int descend(int ordinal, int level, int target) {
    int best = ordinal;
    float bestScore = best == hidden ? Float.NEGATIVE_INFINITY : scorer.score(best);
    computed++;
    // Once for all levels: what has been scored above is not better than the best.
    beginVisit(best);
    for (int l = level; l > target; l--) {
      boolean moved = true;
      while (moved) {
        moved = false;
        int count = gather(best, l);
        scorer.score(ordinals, 0, count, scores);
        computed += count;
        hops++;
        for (int i = 0; i < count; i++) {
          if (scores[i] > bestScore) {
            bestScore = scores[i];
            best = ordinals[i];
            moved = true;
          }
        }
      }
    }
    return best;
  }

  /** Collects the {@code ef} best nodes of a level near an entry into {@link #pool()}. */
  void search(int entry, int level, int ef, BooleanSupplier stop) {
    search(entry, level, ef, ef, WalkLimit.NONE, stop);
  }

  /**
   * Collects the best nodes of a level near an entry into {@link #pool()}.
   *
   * @param ef the most to keep
   * @param k how many are wanted of them
   * @param reach how far beyond the {@code k}-th best the walk goes, see {@link WalkLimit}
   */
  void search(int entry, int level, int ef, int k, float reach, BooleanSupplier stop) {
    pool.reset(ef);
    beginVisit(entry);
    pool.insert(Scored.pack(scorer.score(entry), entry));
    computed++;
    float least = Float.NEGATIVE_INFINITY;
    for (int node = pool.next(least); node >= 0; node = pool.next(least)) {
      int count = gather(node, level);
      touch(count, level);
      scorer.score(ordinals, 0, count, scores);
      float floor = Math.max(least, pool.floorScore());
      for (int i = 0; i < count; i++) {
        if (scores[i] >= floor) {
          pool.insert(Scored.pack(scores[i], ordinals[i]));
          floor = Math.max(least, pool.floorScore());
        }
      }
      computed += count;
      if (pool.size() >= k) {
        least = limit.least(pool.score(k - 1), reach);
      }
      poll(stop);
    }
  }

  /** Has the caches fetch what this hop scores, and the links that the next will probably read. */
  private void touch(int count, int level) {
    int next = pool.peek();
    touched += scorer.touch(ordinals, count) + (next < 0 ? 0 : links.touch(next, level));
  }

  /**
   * Collects the {@code ef} best accepted nodes of level 0 into {@link #top()}. Nodes that are not
   * accepted are walked through, and the walk does not end before {@code ef} are found or nothing
   * is left, or it has scored too many rows.
   *
   * @param k how many are wanted of them
   * @param reach how far beyond the {@code k}-th best the walk goes, see {@link WalkLimit}
   * @param accept null for all
   * @param budget rows that it may score, or a few more
   * @return false if it has scored too many rows; what it found then is worth nothing
   */
  boolean searchAccepted(
      int entry, int ef, int k, float reach, OrdinalSet accept, long budget, BooleanSupplier stop) {
    top.reset(ef);
    nearest.reset(k);
    queue.clear();
    beginVisit(entry);
    ordinals[0] = entry;
    scorer.score(ordinals, 0, 1, scores);
    offer(1, accept, Float.NEGATIVE_INFINITY);
    float least = Float.NEGATIVE_INFINITY;
    while (!queue.isEmpty()
        && (!top.isFull() || queue.best() > top.floor())
        && Scored.score(queue.best()) >= least) {
      int count = gather(Scored.ordinal(queue.poll()), 0);
      scorer.score(ordinals, 0, count, scores);
      offer(count, accept, least);
      if (nearest.isFull()) {
        least = limit.least(nearest.floorScore(), reach);
      }
      poll(stop);
      if (computed > budget) {
        return false;
      }
    }
    return true;
  }

  private void offer(int count, OrdinalSet accept, float least) {
    computed += count;
    boolean withTwins = twins.any();
    for (int i = 0; i < count; i++) {
      long candidate = Scored.pack(scores[i], ordinals[i]);
      if (scores[i] >= least && (!top.isFull() || scores[i] >= top.floorScore())) {
        queue.add(candidate);
        if (accept == null || accept.contains(ordinals[i])) {
          top.insert(candidate);
          nearest.insert(candidate);
        }
        if (withTwins) {
          offerTwins(candidate, accept);
        }
      }
    }
  }

  private void poll(BooleanSupplier stop) {
    if ((++hops & POLL_MASK) == 0 && stop != null && stop.getAsBoolean()) {
      throw new CancellationException("search stopped after " + hops + " hops");
    }
  }

  /** Puts the links of a node that were not visited yet into {@link #ordinals}. */
  private int gather(int node, int level) {
    long list = links.address(node, level);
    int capacity = links.capacity(level);
    byte[] seen = visited;
    byte mark = epoch;
    int count = 0;
    for (int i = 0; i < capacity; i++) {
      int link = Memory.getInt(list + 4L * i);
      if (link < 0) {
        break;
      }
      if (link >= seen.length) {
        seen = growVisited(link);
      }
      ordinals[count] = link;
      count += seen[link] == mark ? 0 : 1;
      seen[link] = mark;
    }
    Memory.observe();
    return count;
  }

  private void beginVisit(int entry) {
    if (++epoch == 0) {
      Arrays.fill(visited, (byte) 0);
      epoch = 1;
    }
    if (entry >= visited.length) {
      growVisited(entry);
    }
    visited[entry] = epoch;
    if (hidden >= 0) {
      if (hidden >= visited.length) {
        growVisited(hidden);
      }
      visited[hidden] = epoch;
    }
  }

  private byte[] growVisited(int ordinal) {
    long length = Math.max(ordinal + 1L, visited.length + (visited.length >>> 1));
    visited = Arrays.copyOf(visited, (int) Math.min(Integer.MAX_VALUE - 8, length));
    return visited;
  }
}
