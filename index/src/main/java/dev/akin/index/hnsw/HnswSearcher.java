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

  /**
   * The links to accepted nodes that a filtered walk looks for, of those that a node may have. On
   * 340,000 vectors of 100 dimensions, of which a tenth was accepted, five eighths of them found
   * 94% at the effort that finds 98% without a filter, three quarters 95%.
   */
  private static final double DEGREE = 0.75;

  /** Lists of links that are looked at to tell how many are accepted near a node. */
  private static final int SAMPLED_LISTS = 12;

  /** Fewer than this part of the share of accepted nodes is far fewer. */
  private static final double SPARSE = 0.25;

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
  private final int[] between;
  private final int degree;
  private byte[] visited = new byte[1024];
  private byte epoch;
  private int hidden = -1;
  private long computed;
  private long crossed;
  private int gathered;
  private int known;
  private int touched;
  private long hops;

  HnswSearcher(HnswLinks links, TwinChains twins, OrdinalScorer scorer, WalkLimit limit) {
    this.links = links;
    this.twins = twins;
    this.scorer = scorer;
    this.limit = limit;
    // A hop goes over no more nodes once it knows the degree, so the last list may add a capacity.
    int room = Math.max(2 * links.capacity(0), 1 + GraphSearch.SEEDS);
    this.ordinals = new int[room];
    this.scores = new float[room];
    this.between = new int[links.capacity(0)];
    this.degree = (int) Math.ceil(DEGREE * links.capacity(0));
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
   * Collects the {@code ef} best accepted nodes of level 0 into {@link #top()}. The walk goes from
   * one accepted node to the next, and over the nodes between them that are not: their links count
   * as links of the node before (ACORN-1, Patel et al., arXiv:2403.04871). So what may not be
   * returned is not scored, and the walk is one in a graph of accepted nodes.
   *
   * @param entry where it begins, accepted or not
   * @param seeds accepted nodes where it begins as well, since all may be far from the entry; -1
   *     for none
   * @param k how many are wanted of them
   * @param reach how far beyond the {@code k}-th best the walk goes, see {@link WalkLimit}
   * @param accept null for all
   * @param budget rows that it may score and nodes that it may go over, or a few more
   * @return false if that did not suffice; what it found then is worth nothing
   */
  boolean searchAccepted(
      int entry,
      int[] seeds,
      int ef,
      int k,
      float reach,
      OrdinalSet accept,
      long budget,
      BooleanSupplier stop) {
    top.reset(ef);
    nearest.reset(k);
    queue.clear();
    crossed = 0;
    beginVisit(entry);
    offer(begin(entry, seeds), accept, Float.NEGATIVE_INFINITY);
    float least = Float.NEGATIVE_INFINITY;
    while (!queue.isEmpty()
        && (!top.isFull() || queue.best() > top.floor())
        && Scored.score(queue.best()) >= least) {
      int node = Scored.ordinal(queue.poll());
      int count = accept == null ? gather(node, 0) : gatherAccepted(node, accept);
      touched += scorer.touch(ordinals, count);
      touched += queue.isEmpty() ? 0 : links.touch(Scored.ordinal(queue.best()), 0);
      scorer.score(ordinals, 0, count, scores);
      offer(count, accept, least);
      if (nearest.isFull()) {
        least = limit.least(nearest.floorScore(), reach);
      }
      poll(stop);
      if (computed + crossed > budget) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether far fewer are accepted among the links of a node, and the links of some of these, than
   * among all nodes.
   *
   * @param share of all nodes that are accepted
   */
  boolean isSparse(int node, OrdinalSet accept, double share) {
    int capacity = links.capacity(0);
    int count = links.copy(node, 0, between);
    int sampled = Math.min(count, SAMPLED_LISTS);
    for (int i = 0; i < sampled; i++) {
      touched += links.touch(between[i], 0);
    }
    int seen = 0;
    int accepted = 0;
    for (int i = 0; i < sampled; i++) {
      long list = links.address(between[i], 0);
      for (int j = 0; j < capacity; j++) {
        int link = Memory.getInt(list + 4L * j);
        if (link < 0) {
          break;
        }
        seen++;
        accepted += accept.contains(link) ? 1 : 0;
      }
    }
    Memory.observe();
    return accepted < SPARSE * share * seen;
  }

  /** Puts the entry and the seeds into {@link #ordinals} and scores them; returns how many. */
  private int begin(int entry, int[] seeds) {
    ordinals[0] = entry;
    int count = 1;
    for (int seed : seeds) {
      if (seed >= 0 && !isVisited(seed)) {
        visit(seed);
        ordinals[count++] = seed;
      }
    }
    scorer.score(ordinals, 0, count, scores);
    return count;
  }

  /**
   * Puts accepted nodes that were not visited yet into {@link #ordinals}: of those that the node
   * links to, and until {@link #degree} are known, of those that the others of its links do.
   */
  private int gatherAccepted(int node, OrdinalSet accept) {
    gathered = 0;
    known = 0;
    int others = 0;
    long list = links.address(node, 0);
    int capacity = links.capacity(0);
    for (int i = 0; i < capacity; i++) {
      int link = Memory.getInt(list + 4L * i);
      if (link < 0) {
        break;
      }
      if (!take(link, accept) && !isVisited(link)) {
        between[others++] = link;
      }
    }
    Memory.observe();
    touchCrossed(others);
    for (int i = 0; i < others && known < degree; i++) {
      visit(between[i]);
      cross(between[i], accept);
    }
    return gathered;
  }

  /**
   * Has the caches fetch, all at once, the links of so many of the nodes {@link #between} as will
   * probably be gone over: each brings about as many accepted ones as this node did.
   */
  private void touchCrossed(int others) {
    int missing = degree - known;
    int probable = missing <= 0 ? 0 : Math.min(others, 1 + missing / (known + 1));
    for (int i = 0; i < probable; i++) {
      touched += links.touch(between[i], 0);
    }
  }

  /** Goes over a node that is not accepted. */
  private void cross(int node, OrdinalSet accept) {
    crossed++;
    long list = links.address(node, 0);
    int capacity = links.capacity(0);
    for (int i = 0; i < capacity; i++) {
      int link = Memory.getInt(list + 4L * i);
      if (link < 0) {
        break;
      }
      take(link, accept);
    }
    Memory.observe();
  }

  /** Gathers a node, if it is accepted and was not visited; returns whether it is accepted. */
  private boolean take(int node, OrdinalSet accept) {
    if (!accept.contains(node) && !(twins.any() && hasAcceptedTwin(node, accept))) {
      return false;
    }
    known++;
    if (!isVisited(node)) {
      visit(node);
      ordinals[gathered++] = node;
    }
    return true;
  }

  private boolean hasAcceptedTwin(int node, OrdinalSet accept) {
    for (int twin = twins.next(node); twin >= 0; twin = twins.next(twin)) {
      if (accept.contains(twin)) {
        return true;
      }
    }
    return false;
  }

  private boolean isVisited(int node) {
    return node < visited.length && visited[node] == epoch;
  }

  private void visit(int node) {
    if (node >= visited.length) {
      growVisited(node);
    }
    visited[node] = epoch;
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
