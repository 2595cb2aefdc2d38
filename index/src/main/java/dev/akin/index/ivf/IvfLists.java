package dev.akin.index.ivf;

import dev.akin.index.FloatRows;
import dev.akin.index.internal.ScratchPool;
import dev.akin.index.internal.memory.Memory;
import dev.akin.index.internal.memory.RowTable;
import dev.akin.index.internal.recall.RecallTable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * The lists around one training's centroids. Rows are added from several threads while others
 * search. Searches hold it by {@link #acquire()} and {@link #release()}; when its index lets go of
 * it and the last search has ended, its memory is freed.
 */
final class IvfLists implements AutoCloseable {
  /** A list should be split when it has more than this many times the mean size. */
  private static final int SPLIT_ABOVE = 4;

  private final FloatRows rows;
  private final Centroids centroids;
  private final ListPayload payload;
  private final InvertedList[] lists;
  private final RowTable blocks;
  private final AtomicInteger nextBlock = new AtomicInteger();
  private final AtomicInteger holders = new AtomicInteger(1);
  private final ScratchPool<IvfSearcher> searchers;
  private final ScratchPool<IvfAssigner> assigners;
  private final int trainedOn;
  private volatile long splitAbove = Long.MAX_VALUE;
  private volatile RecallTable recall;

  /**
   * Empty lists.
   *
   * @param centroids closed with these
   * @param trainedOn how many rows there were when the centroids were learnt
   */
  IvfLists(FloatRows rows, Centroids centroids, ListPayload payload, int trainedOn) {
    this.rows = rows;
    this.centroids = centroids;
    this.payload = payload;
    this.trainedOn = trainedOn;
    this.lists = new InvertedList[centroids.count()];
    for (int list = 0; list < lists.length; list++) {
      lists[list] = new InvertedList();
    }
    this.blocks = new RowTable(payload.blockBytes() + Integer.BYTES * payload.blockRows());
    this.searchers = new ScratchPool<>(() -> new IvfSearcher(this));
    this.assigners = new ScratchPool<>(() -> new IvfAssigner(centroids));
  }

  /**
   * Adds a row to the list of its nearest centroid.
   *
   * @return whether that list has become so large that it should be split
   */
  boolean add(int ordinal) {
    long row = rows.table().address(ordinal);
    IvfAssigner assigner = assigners.take();
    int list;
    try {
      list = assigner.nearest(rows, ordinal);
    } finally {
      assigners.give(assigner);
    }
    return append(list, ordinal, row) > splitAbove;
  }

  private int append(int list, int ordinal, long row) {
    InvertedList to = lists[list];
    synchronized (to) {
      int size = to.size();
      int slot = size % payload.blockRows();
      if (slot == 0) {
        int block = nextBlock.getAndIncrement();
        blocks.ensure(block);
        to.addBlock(block);
      }
      long block = block(to.blocks()[size / payload.blockRows()]);
      payload.write(block, slot, row, list);
      Memory.putInt(ordinals(block) + 4L * slot, ordinal);
      to.publish(size + 1);
      return size + 1;
    }
  }

  /**
   * Fills empty lists, the blocks of each one after the other, on all threads of the caller's pool.
   *
   * @param nearest the list of each of the ordinals
   */
  void fill(int[] ordinals, int[] nearest) {
    int[] starts = new int[lists.length + 1];
    int[] members = Clusters.group(nearest, starts);
    for (int list = 0; list < lists.length; list++) {
      for (int i = starts[list]; i < starts[list + 1]; i += payload.blockRows()) {
        lists[list].addBlock(nextBlock.getAndIncrement());
      }
    }
    blocks.ensure(Math.max(0, nextBlock.get() - 1));
    IntStream.range(0, lists.length)
        .parallel()
        .forEach(list -> fill(list, ordinals, members, starts[list], starts[list + 1]));
    limitLists();
  }

  /**
   * Lists that are large from the outset stay so until they have doubled; a single one is wanted as
   * such.
   */
  private void limitLists() {
    long total = 0;
    long largest = 0;
    for (InvertedList list : lists) {
      total += list.size();
      largest = Math.max(largest, list.size());
    }
    splitAbove =
        lists.length == 1
            ? Long.MAX_VALUE
            : Math.max(2 * largest, SPLIT_ABOVE * total / lists.length);
  }

  /** The list of each ordinal below the limit that is in one. */
  int[] listOf(int limit) {
    int[] listOf = new int[limit];
    for (int list = 0; list < lists.length; list++) {
      int size = lists[list].size();
      int[] blocks = lists[list].blocks();
      for (int i = 0; i < size; i++) {
        long block = block(blocks[i / payload.blockRows()]);
        listOf[Memory.getInt(ordinals(block) + 4L * (i % payload.blockRows()))] = list;
      }
    }
    return listOf;
  }

  private void fill(int list, int[] ordinals, int[] members, int from, int to) {
    int[] into = lists[list].blocks();
    for (int i = 0; i < to - from; i++) {
      long block = block(into[i / payload.blockRows()]);
      int slot = i % payload.blockRows();
      int ordinal = ordinals[members[from + i]];
      payload.write(block, slot, rows.table().address(ordinal), list);
      Memory.putInt(ordinals(block) + 4L * slot, ordinal);
    }
    lists[list].publish(to - from);
  }

  FloatRows rows() {
    return rows;
  }

  Centroids centroids() {
    return centroids;
  }

  ListPayload payload() {
    return payload;
  }

  /** Rows there were at the training. */
  int trainedOn() {
    return trainedOn;
  }

  /** What the number of lists probed is worth, or null if that is not known. */
  RecallTable recall() {
    return recall;
  }

  /** Says what the number of lists probed is worth; null if that is not known. */
  void calibrated(RecallTable recall) {
    this.recall = recall;
  }

  /** A list. */
  InvertedList list(int list) {
    return lists[list];
  }

  /** The address of a block. */
  long block(int block) {
    return blocks.address(block);
  }

  /** The address of the ordinals of a block. */
  long ordinals(long block) {
    return block + payload.blockBytes();
  }

  /** The blocks; a block is a row of it. */
  RowTable blocks() {
    return blocks;
  }

  /** Gives the blocks of a file to the lists, each list's one after the other. */
  void adopt(int[] sizes) {
    for (int list = 0; list < lists.length; list++) {
      for (int i = 0; i < sizes[list]; i += payload.blockRows()) {
        lists[list].addBlock(nextBlock.getAndIncrement());
      }
      lists[list].publish(sizes[list]);
    }
    limitLists();
  }

  ScratchPool<IvfSearcher> searchers() {
    return searchers;
  }

  long memoryBytes() {
    return (long) nextBlock.get() * blocks.rowBytes()
        + centroids.memoryBytes()
        + payload.memoryBytes();
  }

  /** Takes hold, unless all have let go. */
  boolean acquire() {
    int now = holders.get();
    while (now > 0) {
      if (holders.compareAndSet(now, now + 1)) {
        return true;
      }
      now = holders.get();
    }
    return false;
  }

  /** Lets go; the last frees the memory. */
  void release() {
    if (holders.decrementAndGet() == 0) {
      blocks.close();
      centroids.close();
    }
  }

  /** The owner lets go; once. */
  @Override
  public void close() {
    release();
  }
}
