package dev.akin.index.hnsw;

import dev.akin.index.internal.memory.Memory;
import dev.akin.index.internal.memory.RowTable;
import java.util.Arrays;

/**
 * The links of the graph and nothing else. A list is a row of ints, ended by -1 or by its capacity:
 * {@code 2 * m} on level 0, where there is one for every ordinal, and {@code m} above, where only
 * the nodes that reach there have any.
 *
 * <p>Lists are read without locks. A reader may see a list half rewritten, that is some old links
 * and some new ones, all of them valid; {@link Memory#observe()} after reading it makes the linked
 * nodes' data visible. Whoever changes a list holds the lock of its node.
 */
final class HnswLinks implements AutoCloseable {
  static final int NONE = -1;

  private static final int STRIPES = 4096;

  private final int m;
  private final int m0;
  final RowTable level0;
  final RowTable upper;
  private final Object[] locks = new Object[STRIPES];
  private volatile int[] upperRows = new int[64];
  private volatile int[] upperOwners = new int[64];
  private volatile int upperCount;

  HnswLinks(int m) {
    this.m = m;
    this.m0 = 2 * m;
    this.level0 = new RowTable(m0 * Integer.BYTES);
    this.upper = new RowTable(m * Integer.BYTES);
    for (int i = 0; i < STRIPES; i++) {
      locks[i] = new Object();
    }
  }

  /** The most links a node may have on a level. */
  int capacity(int level) {
    return level == 0 ? m0 : m;
  }

  /** The lock that whoever changes the node's lists holds. */
  Object lock(int ordinal) {
    return locks[ordinal & (STRIPES - 1)];
  }

  /** Gives a node its lists, empty, on levels 0 to {@code level}; before anything links to it. */
  void open(int ordinal, int level) {
    level0.ensure(ordinal);
    clear(level0.address(ordinal), m0);
    if (level > 0) {
      openUpper(ordinal, level);
    }
  }

  private synchronized void openUpper(int ordinal, int level) {
    int row = upperCount;
    reserve(ordinal, row + level);
    for (int i = 0; i < level; i++) {
      clear(upper.address(row + i), m);
      upperOwners[row + i] = ordinal;
    }
    // Rows are counted from 1 here, so that a new array says "none" everywhere.
    upperRows[ordinal] = row + 1;
    upperCount = row + level;
  }

  private void reserve(int ordinal, int rows) {
    if (ordinal >= upperRows.length) {
      upperRows = Arrays.copyOf(upperRows, Math.max(ordinal + 1, grown(upperRows.length)));
    }
    if (rows > upperOwners.length) {
      upperOwners = Arrays.copyOf(upperOwners, Math.max(rows, grown(upperOwners.length)));
    }
    upper.ensure(rows - 1);
  }

  private static int grown(int length) {
    return (int) Math.min(Integer.MAX_VALUE - 8, length + (length >>> 1) + 64L);
  }

  private static void clear(long list, int capacity) {
    for (int i = 0; i < capacity; i++) {
      Memory.putInt(list + 4L * i, NONE);
    }
  }

  /** The highest level a node has a list on. */
  int level(int ordinal) {
    int[] rows = upperRows;
    int row = ordinal < rows.length ? rows[ordinal] - 1 : -1;
    int level = 0;
    while (row >= 0 && row + level < upperCount && upperOwners[row + level] == ordinal) {
      level++;
    }
    return level;
  }

  /** Where a node's list on a level is. */
  long address(int ordinal, int level) {
    return level == 0 ? level0.address(ordinal) : upper.address(upperRows[ordinal] - 1 + level - 1);
  }

  /** Reads the first two lines of a list, which are all of it with m up to 16. */
  int touch(int ordinal, int level) {
    long list = address(ordinal, level);
    int rowBytes = (level == 0 ? level0 : upper).rowBytes();
    return Memory.getInt(list) ^ Memory.getInt(list + Math.min(rowBytes - 64, 64));
  }

  /** How many links a list holds. */
  static int count(long list, int capacity) {
    int count = 0;
    while (count < capacity && Memory.getInt(list + 4L * count) != NONE) {
      count++;
    }
    return count;
  }

  /**
   * Copies a node's links.
   *
   * @return how many
   */
  int copy(int ordinal, int level, int[] target) {
    long list = address(ordinal, level);
    int capacity = capacity(level);
    int count = 0;
    for (; count < capacity; count++) {
      int link = Memory.getInt(list + 4L * count);
      if (link == NONE) {
        break;
      }
      target[count] = link;
    }
    Memory.observe();
    return count;
  }

  /** Replaces a node's links. */
  void set(int ordinal, int level, int[] links, int count) {
    long list = address(ordinal, level);
    int capacity = capacity(level);
    Memory.publish();
    for (int i = 0; i < capacity; i++) {
      Memory.putInt(list + 4L * i, i < count ? links[i] : NONE);
    }
  }

  /** Appends a link to a list that has room. */
  void append(int ordinal, int level, int count, int link) {
    Memory.publish();
    Memory.putInt(address(ordinal, level) + 4L * count, link);
  }

  /** A copy of the upper levels alone. */
  synchronized HnswLinks copyUpper() {
    HnswLinks copy = new HnswLinks(m);
    if (upperCount > 0) {
      copy.upper.ensure(upperCount - 1);
    }
    for (int row = 0; row < upperCount; row++) {
      Memory.copy(upper.address(row), copy.upper.address(row), upper.rowBytes());
    }
    copy.adoptOwners(Arrays.copyOf(upperOwners, upperCount));
    return copy;
  }

  /** Rows of upper lists in use. */
  int upperCount() {
    return upperCount;
  }

  /** The node whose list a row of upper lists is; a node's rows follow each other from level 1. */
  int upperOwner(int row) {
    return upperOwners[row];
  }

  /** Takes the owners of upper lists that were adopted from a file. */
  synchronized void adoptOwners(int[] owners) {
    upperOwners = Arrays.copyOf(owners, Math.max(64, owners.length));
    int[] rows = new int[64];
    for (int row = owners.length - 1; row >= 0; row--) {
      if (owners[row] >= rows.length) {
        rows = Arrays.copyOf(rows, Math.max(owners[row] + 1, grown(rows.length)));
      }
      rows[owners[row]] = row + 1;
    }
    upperRows = rows;
    upperCount = owners.length;
  }

  /** Bytes in memory for this many nodes. */
  long memoryBytes(int nodes) {
    return (long) nodes * level0.rowBytes()
        + (long) upperCount * (upper.rowBytes() + Integer.BYTES)
        + (long) upperRows.length * Integer.BYTES;
  }

  @Override
  public void close() {
    level0.close();
    upper.close();
  }
}
