package dev.akin.index.hnsw;

import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.Metric;
import dev.akin.index.FloatRows;
import dev.akin.index.OrdinalSet;
import dev.akin.index.file.CorruptIndexFileException;
import dev.akin.index.file.IndexFile;
import dev.akin.index.file.IndexFileWriter;
import dev.akin.index.internal.MetricCode;
import dev.akin.index.internal.memory.RowTable;
import dev.akin.index.internal.recall.RecallSection;
import dev.akin.index.internal.recall.RecallTable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * The sections of a graph in an index file.
 *
 * <table>
 * <caption>Sections</caption>
 * <tr><th>name</th><th>what</th></tr>
 * <tr><td>hnsw.shape</td><td>longs: m, metric (cosine 1, dot 2, euclidean 3, manhattan 4), dimension, number of lists on level 0,
 * entry ordinal, entry level, a zero row or -1, whether links were cut</td></tr>
 * <tr><td>hnsw.nodes</td><td>bits: the ordinals in the graph</td></tr>
 * <tr><td>hnsw.level0</td><td>for each ordinal {@code 2 * m} ints ended by -1, filled with -1 to a
 * multiple of 64 bytes</td></tr>
 * <tr><td>hnsw.owners</td><td>ints: the ordinal whose list each upper row is, a node's rows from
 * level 1 up</td></tr>
 * <tr><td>hnsw.twins</td><td>ints in pairs: a node and a row equal to it, in the order to attach; a
 * row with itself if its node was left out</td></tr>
 * <tr><td>hnsw.upper</td><td>for each of these {@code m} ints, likewise</td></tr>
 * <tr><td>hnsw.recall</td><td>ints: a {@link RecallTable} of efforts, see {@link WalkLimit}; not
 * there if nothing is known</td></tr>
 * </table>
 */
final class HnswFile {
  private static final String SHAPE = "hnsw.shape";
  private static final String NODES = "hnsw.nodes";
  private static final String LEVEL0 = "hnsw.level0";
  private static final String OWNERS = "hnsw.owners";
  private static final String TWINS = "hnsw.twins";
  private static final String UPPER = "hnsw.upper";
  private static final String RECALL = "hnsw.recall";
  private static final int CHECKED_AT_ONCE = 8192;
  private static final int SHAPE_LENGTH = 8;

  private HnswFile() {}

  /**
   * What a file holds.
   *
   * @param orphans twins without a node, to be inserted again
   * @param recall that efforts give, or null
   */
  record Opened(HnswGraph graph, int[] orphans, RecallTable recall) {}

  static void save(
      IndexFileWriter out,
      int limit,
      HnswConfig config,
      Metric metric,
      int dimension,
      HnswGraph graph,
      RecallTable recall) {
    HnswLinks links = graph.links;
    OrdinalSet nodes = OrdinalSet.of(graph.nodes.toLongs(limit));
    int lists = nodes.limit();
    boolean cut = graph.changed || nodes.cardinality() < graph.nodes.cardinality();
    OrdinalSet linked = nodes.andNot(graph.twins.members());
    int[] owners = owners(links, linked);
    HnswEntry entry = nodes.contains(graph.entry.ordinal()) ? graph.entry : highest(linked, owners);
    out.longs(
        SHAPE,
        new long[] {
          config.m(),
          MetricCode.of(metric),
          dimension,
          lists,
          entry.ordinal(),
          entry.level(),
          nodes.contains(graph.zero) ? graph.zero : -1,
          cut ? 1 : 0
        });
    out.longs(NODES, nodes.toLongs());
    out.begin(LEVEL0);
    int[] list = new int[links.level0.rowBytes() / Integer.BYTES];
    for (int ordinal = 0; ordinal < lists; ordinal++) {
      writeList(out, links, ordinal, 0, nodes, list);
    }
    out.end();
    out.ints(TWINS, twinPairs(graph.twins, graph.nodes, nodes));
    out.ints(OWNERS, owners);
    writeUpper(out, UPPER, links, owners, nodes);
    RecallSection.write(out, RECALL, recall);
  }

  /** Writes the lists of the upper levels, as their owners are ordered. */
  static void writeUpper(
      IndexFileWriter out, String section, HnswLinks links, int[] owners, OrdinalSet nodes) {
    out.begin(section);
    int[] list = new int[links.upper.rowBytes() / Integer.BYTES];
    for (int i = 0, level = 1; i < owners.length; i++, level++) {
      level = i > 0 && owners[i - 1] == owners[i] ? level : 1;
      writeList(out, links, owners[i], level, nodes, list);
    }
    out.end();
  }

  /** Whose lists the upper rows are, nodes alone. */
  static int[] owners(HnswLinks links, OrdinalSet nodes) {
    int[] owners = new int[links.upperCount()];
    int count = 0;
    for (int row = 0; row < owners.length; row++) {
      if (nodes.contains(links.upperOwner(row))) {
        owners[count++] = links.upperOwner(row);
      }
    }
    return Arrays.copyOf(owners, count);
  }

  /** Twins that are kept, each with its node, in the order in which they are to be attached. */
  static int[] twinPairs(TwinChains twins, OrdinalSet all, OrdinalSet kept) {
    int[] pairs = new int[2 * twins.members().and(kept).cardinality()];
    int count = 0;
    OrdinalSet heads = all.andNot(twins.members());
    for (int node = heads.next(0); twins.any() && node >= 0; node = heads.next(node + 1)) {
      int from = count;
      for (int twin = twins.next(node); twin >= 0; twin = twins.next(twin)) {
        if (kept.contains(twin)) {
          pairs[count++] = kept.contains(node) ? node : twin;
          pairs[count++] = twin;
        }
      }
      // A chain is read from its latest member on; attaching again starts with its first.
      for (int i = from, j = count - 2; i < j; i += 2, j -= 2) {
        swap(pairs, i, j);
        swap(pairs, i + 1, j + 1);
      }
    }
    return Arrays.copyOf(pairs, count);
  }

  private static void swap(int[] array, int i, int j) {
    int value = array[i];
    array[i] = array[j];
    array[j] = value;
  }

  private static HnswEntry highest(OrdinalSet nodes, int[] owners) {
    HnswEntry best = new HnswEntry(nodes.next(0), nodes.next(0) < 0 ? -1 : 0);
    for (int i = 0, level = 1; i < owners.length; i++, level++) {
      level = i > 0 && owners[i - 1] == owners[i] ? level : 1;
      if (level > best.level()) {
        best = new HnswEntry(owners[i], level);
      }
    }
    return best;
  }

  private static void writeList(
      IndexFileWriter out, HnswLinks links, int ordinal, int level, OrdinalSet nodes, int[] list) {
    int count = nodes.contains(ordinal) ? links.copy(ordinal, level, list) : 0;
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (nodes.contains(list[i])) {
        list[kept++] = list[i];
      }
    }
    Arrays.fill(list, kept, list.length, HnswLinks.NONE);
    out.write(list, list.length);
  }

  /** Reads what a file holds, and adopts its lists where they are mapped. */
  static Opened open(IndexFile file, HnswConfig config, Metric metric, FloatRows rows) {
    HnswLinks links = new HnswLinks(config.m());
    TwinChains twins = new TwinChains();
    try {
      return open(file, config, metric, rows, links, twins);
    } catch (RuntimeException e) {
      links.close();
      twins.close();
      throw e;
    }
  }

  private static Opened open(
      IndexFile file,
      HnswConfig config,
      Metric metric,
      FloatRows rows,
      HnswLinks links,
      TwinChains twins) {
    int dimension = rows.dimension();
    long[] shape = file.longs(SHAPE);
    if (shape.length != SHAPE_LENGTH) {
      throw corrupt(file, SHAPE, "bad shape of the graph");
    }
    if (shape[0] != config.m() || shape[1] != MetricCode.of(metric) || shape[2] != dimension) {
      throw corrupt(
          file,
          SHAPE,
          "the graph has m "
              + shape[0]
              + ", metric "
              + shape[1]
              + ", dimension "
              + shape[2]
              + "; expected "
              + config.m()
              + ", "
              + MetricCode.of(metric)
              + ", "
              + dimension);
    }
    OrdinalSet nodes = OrdinalSet.of(file.longs(NODES));
    int limit = nodes.limit();
    HnswEntry entry = new HnswEntry((int) shape[4], (int) shape[5]);
    if (shape[3] != limit || (limit > 0) != nodes.contains(entry.ordinal())) {
      throw corrupt(file, NODES, "the nodes and their number or entry differ");
    }
    if (nodes.andNot(rows.present()).cardinality() > 0) {
      throw corrupt(file, NODES, "the graph has nodes without rows");
    }
    int[] owners = file.ints(OWNERS);
    checkOwners(file, OWNERS, owners, nodes, entry);
    adopt(file, LEVEL0, limit, limit, links.level0);
    adopt(file, UPPER, owners.length, limit, links.upper);
    links.adoptOwners(owners);
    int zero = (int) shape[6];
    if (zero != -1 && !nodes.contains(zero)) {
      throw corrupt(file, SHAPE, "the zero row is not a node");
    }
    int[] orphans = readTwins(file, TWINS, nodes, twins);
    return new Opened(
        new HnswGraph(links, twins, nodes, entry, zero, shape[7] != 0),
        orphans,
        RecallSection.read(file, RECALL));
  }

  /**
   * Attaches the twins that a section holds.
   *
   * @return those that have no node
   */
  static int[] readTwins(IndexFile file, String section, OrdinalSet nodes, TwinChains twins) {
    int[] pairs = file.ints(section);
    int[] orphans = new int[pairs.length / 2];
    int count = 0;
    for (int i = 0; i + 1 < pairs.length; i += 2) {
      if (!nodes.contains(pairs[i])
          || !nodes.contains(pairs[i + 1])
          || twins.members().contains(pairs[i])
          || twins.members().contains(pairs[i + 1])) {
        throw corrupt(file, section, "bad twins " + pairs[i] + " and " + pairs[i + 1]);
      }
      if (pairs[i] == pairs[i + 1]) {
        orphans[count++] = pairs[i];
      } else {
        twins.members().add(pairs[i + 1]);
        twins.attach(pairs[i], pairs[i + 1]);
      }
    }
    return Arrays.copyOf(orphans, count);
  }

  static void checkOwners(
      IndexFile file, String section, int[] owners, OrdinalSet nodes, HnswEntry entry) {
    int entryLevel = nodes.cardinality() > 0 ? 0 : -1;
    for (int owner : owners) {
      if (!nodes.contains(owner)) {
        throw corrupt(file, section, "links of an ordinal that is not a node: " + owner);
      }
      entryLevel += owner == entry.ordinal() ? 1 : 0;
    }
    if (entryLevel != entry.level()) {
      throw corrupt(file, section, "the entry is on " + entryLevel + " levels");
    }
  }

  /** Takes lists where they are mapped. */
  static void adopt(IndexFile file, String name, int rows, int limit, RowTable table) {
    MemorySegment lists = file.mapPrivate(name);
    if (lists.byteSize() != (long) rows * table.rowBytes()) {
      throw corrupt(file, name, "the lists and their number differ");
    }
    checkLinks(file, name, limit);
    table.adopt(lists);
  }

  private static void checkLinks(IndexFile file, String name, int limit) {
    MemorySegment lists = file.map(name);
    int[] part = new int[CHECKED_AT_ONCE];
    for (long at = 0; at < lists.byteSize(); at += 4L * part.length) {
      int count = (int) Math.min(part.length, (lists.byteSize() - at) / Integer.BYTES);
      MemorySegment.copy(lists, ValueLayout.JAVA_INT, at, part, 0, count);
      int lowest = 0;
      int highest = -1;
      for (int i = 0; i < count; i++) {
        lowest = Math.min(lowest, part[i]);
        highest = Math.max(highest, part[i]);
      }
      if (lowest < HnswLinks.NONE || highest >= limit) {
        throw corrupt(file, name, "a link to " + lowest + " or " + highest + " of " + limit);
      }
    }
  }

  static CorruptIndexFileException corrupt(IndexFile file, String section, String what) {
    return new CorruptIndexFileException(file.path(), file.offset(section), what);
  }
}
