package dev.akin.index.hnsw;

import dev.akin.api.index.Metric;
import dev.akin.index.FloatRows;
import dev.akin.index.OrdinalSet;
import dev.akin.index.file.CorruptIndexFileException;
import dev.akin.index.file.IndexFile;
import dev.akin.index.file.IndexFileWriter;
import dev.akin.index.internal.MetricCode;
import dev.akin.index.internal.memory.Memory;
import dev.akin.index.internal.memory.RowTable;
import dev.akin.index.internal.recall.RecallSection;
import dev.akin.index.internal.recall.RecallTable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The sections of a sealed graph in an index file.
 *
 * <table>
 * <caption>Sections</caption>
 * <tr><th>name</th><th>what</th></tr>
 * <tr><td>sealed.shape</td><td>longs: m, metric, dimension, degree, bits, number of records, entry
 * ordinal, entry level</td></tr>
 * <tr><td>sealed.nodes</td><td>bits: the ordinals in the graph</td></tr>
 * <tr><td>sealed.origin</td><td>float32: the mean of the rows</td></tr>
 * <tr><td>sealed.records</td><td>for each ordinal a record as {@link SealedLayout} says</td></tr>
 * <tr><td>sealed.recall</td><td>as that of {@link HnswFile}</td></tr>
 * <tr><td>sealed.twins, sealed.owners, sealed.upper</td><td>as those of {@link HnswFile}</td></tr>
 * </table>
 */
final class SealedFile {
  private static final String SHAPE = "sealed.shape";
  private static final String NODES = "sealed.nodes";
  private static final String ORIGIN = "sealed.origin";
  private static final String RECORDS = "sealed.records";
  private static final String TWINS = "sealed.twins";
  private static final String OWNERS = "sealed.owners";
  private static final String UPPER = "sealed.upper";
  private static final String RECALL = "sealed.recall";
  private static final int SHAPE_LENGTH = 8;

  private SealedFile() {}

  static void save(IndexFileWriter out, SealedGraph graph, Metric metric, RecallTable recall) {
    HnswGraph upper = graph.upper();
    SealedLayout layout = graph.layout();
    int limit = graph.limit();
    out.longs(
        SHAPE,
        new long[] {
          upper.links.capacity(1),
          MetricCode.of(metric),
          layout.dimension(),
          layout.degree(),
          layout.bits(),
          limit,
          upper.entry.ordinal(),
          upper.entry.level()
        });
    out.longs(NODES, upper.nodes.toLongs());
    out.begin(ORIGIN);
    out.write(MemorySegment.ofArray(graph.origin()));
    out.end();
    out.begin(RECORDS);
    RowTable records = graph.records();
    for (int row = 0; row < limit; ) {
      int run = records.contiguous(row, limit - row);
      out.write(Memory.ALL.asSlice(records.address(row), (long) run * records.rowBytes()));
      row += run;
    }
    out.end();
    out.ints(TWINS, HnswFile.twinPairs(upper.twins, upper.nodes, upper.nodes));
    OrdinalSet linked = upper.linked();
    int[] owners = HnswFile.owners(upper.links, linked);
    out.ints(OWNERS, owners);
    HnswFile.writeUpper(out, UPPER, upper.links, owners, linked);
    RecallSection.write(out, RECALL, recall);
  }

  /** Whether a file holds a sealed graph. */
  static boolean isIn(IndexFile file) {
    return file.has(SHAPE);
  }

  /** What the file tells of recall; null if nothing. */
  static RecallTable recall(IndexFile file) {
    return RecallSection.read(file, RECALL);
  }

  static SealedGraph open(IndexFile file, FloatRows rows, Metric metric) {
    long[] shape = file.longs(SHAPE);
    SealedLayout layout =
        shape.length == SHAPE_LENGTH
            ? new SealedLayout(rows.dimension(), (int) shape[3], (int) shape[4])
            : null;
    if (layout == null || !layout.isValid() || shape[0] < 2 || shape[0] > 256) {
      throw corrupt(file, SHAPE, "bad shape of the sealed graph");
    }
    if (shape[1] != MetricCode.of(metric) || shape[2] != rows.dimension()) {
      throw corrupt(
          file,
          SHAPE,
          "the sealed graph has metric "
              + shape[1]
              + ", dimension "
              + shape[2]
              + "; expected "
              + MetricCode.of(metric)
              + ", "
              + rows.dimension());
    }
    HnswLinks links = new HnswLinks((int) shape[0]);
    TwinChains twins = new TwinChains();
    RowTable records = layout.newTable();
    try {
      OrdinalSet nodes = OrdinalSet.of(file.longs(NODES));
      HnswEntry entry = new HnswEntry((int) shape[6], (int) shape[7]);
      int limit = nodes.limit();
      if (shape[5] != limit || (limit > 0) != nodes.contains(entry.ordinal())) {
        throw corrupt(file, NODES, "the nodes and their number or entry differ");
      }
      if (nodes.andNot(rows.present()).cardinality() > 0) {
        throw corrupt(file, NODES, "the graph has nodes without rows");
      }
      if (HnswFile.readTwins(file, TWINS, nodes, twins).length > 0) {
        throw corrupt(file, TWINS, "a twin without a node");
      }
      HnswGraph upper = new HnswGraph(links, twins, nodes, entry, -1, false);
      int[] owners = file.ints(OWNERS);
      HnswFile.checkOwners(file, OWNERS, owners, upper.linked(), entry);
      HnswFile.adopt(file, UPPER, owners.length, limit, links.upper);
      links.adoptOwners(owners);
      adoptRecords(file, layout, upper.linked(), limit, records);
      return new SealedGraph(layout, records, upper, origin(file, layout.dimension()));
    } catch (RuntimeException e) {
      links.close();
      twins.close();
      records.close();
      throw e;
    }
  }

  private static float[] origin(IndexFile file, int dimension) {
    MemorySegment section = file.map(ORIGIN);
    if (section.byteSize() != (long) dimension * Float.BYTES) {
      throw corrupt(file, ORIGIN, "the mean of the rows has another dimension");
    }
    return section.toArray(ValueLayout.JAVA_FLOAT);
  }

  private static void adoptRecords(
      IndexFile file, SealedLayout layout, OrdinalSet linked, int limit, RowTable records) {
    MemorySegment section = file.map(RECORDS);
    if (section.byteSize() != (long) limit * records.rowBytes()) {
      throw corrupt(file, RECORDS, "the records and their number differ");
    }
    records.adopt(section);
    for (int node = linked.next(0); node >= 0; node = linked.next(node + 1)) {
      long record = records.address(node);
      for (int i = 0; i < layout.degree(); i++) {
        if (!linked.contains(layout.neighbor(record, i))) {
          throw corrupt(
              file, RECORDS, "node " + node + " has neighbour " + layout.neighbor(record, i));
        }
      }
    }
  }

  private static CorruptIndexFileException corrupt(IndexFile file, String section, String what) {
    return HnswFile.corrupt(file, section, what);
  }
}
