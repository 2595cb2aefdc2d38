package dev.akin.index.ivf;

import dev.akin.api.index.IvfConfig;
import dev.akin.api.index.Metric;
import dev.akin.api.index.QuantizerConfig;
import dev.akin.index.FloatRows;
import dev.akin.index.OrdinalSet;
import dev.akin.index.file.CorruptIndexFileException;
import dev.akin.index.file.IndexFile;
import dev.akin.index.file.IndexFileWriter;
import dev.akin.index.internal.MetricCode;
import dev.akin.index.internal.memory.Memory;
import dev.akin.index.internal.recall.RecallSection;
import dev.akin.index.internal.recall.RecallTable;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * The sections of an IVF index in an index file.
 *
 * <table>
 * <caption>Sections</caption>
 * <tr><th>name</th><th>what</th></tr>
 * <tr><td>ivf.shape</td><td>longs: metric (cosine 1, dot 2, euclidean 3, manhattan 4, hamming 5),
 * dimension, quantizer (0 none, 1 to 8 the bits of rabitq, 0x100 sq8, 0x200 + nbits + 2^32 *
 * numSubspaces pq), rows per block, lists or 0 if not trained, rows at the training</td></tr>
 * <tr><td>ivf.nodes</td><td>bits: the ordinals in the index</td></tr>
 * <tr><td>ivf.centroids</td><td>floats: the centroids, one after the other</td></tr>
 * <tr><td>pq.codebook</td><td>floats, with pq: for each number, that of all centroids of its
 * subspace</td></tr>
 * <tr><td>ivf.sizes</td><td>ints: entries of each list</td></tr>
 * <tr><td>ivf.blocks</td><td>the blocks of each list, one after the other: rows or codes, then the
 * ordinals as ints</td></tr>
 * <tr><td>hnsw.*</td><td>a graph over the centroids, when there are very many</td></tr>
 * <tr><td>ivf.recall</td><td>ints: a {@link RecallTable}; not there if nothing is known</td></tr>
 * </table>
 */
final class IvfFile {
  private static final String SHAPE = "ivf.shape";
  private static final String NODES = "ivf.nodes";
  private static final String CENTROIDS = "ivf.centroids";
  private static final String SIZES = "ivf.sizes";
  private static final String BLOCKS = "ivf.blocks";
  private static final String RECALL = "ivf.recall";
  private static final int SHAPE_LENGTH = 6;

  private final Metric metric;
  private final IvfConfig config;
  private final QuantizerConfig quantizer;
  private final FloatRows rows;

  IvfFile(Metric metric, IvfConfig config, QuantizerConfig quantizer, FloatRows rows) {
    this.metric = metric;
    this.config = config;
    this.quantizer = quantizer;
    this.rows = rows;
  }

  private long code() {
    return ListPayloads.code(quantizer, rows.dimension());
  }

  /** Writes what is below the limit; {@code lists} may be null. */
  void save(IndexFileWriter out, OrdinalSet nodes, IvfLists lists, int limit) {
    out.longs(
        SHAPE,
        new long[] {
          MetricCode.of(metric),
          rows.dimension(),
          code(),
          lists == null ? 0 : lists.payload().blockRows(),
          lists == null ? 0 : lists.centroids().count(),
          lists == null ? 0 : lists.trainedOn()
        });
    out.longs(NODES, nodes.toLongs(limit));
    if (lists != null) {
      out.begin(CENTROIDS);
      out.write(MemorySegment.ofArray(lists.centroids().toArray()));
      out.end();
      ListPayloads.save(out, lists.payload());
      out.ints(SIZES, sizes(lists, limit));
      out.begin(BLOCKS);
      for (int list = 0; list < lists.centroids().count(); list++) {
        writeList(out, lists, list, limit);
      }
      out.end();
      if (lists.centroids().graph() != null) {
        lists.centroids().graph().save(out);
      }
      RecallSection.write(out, RECALL, lists.recall());
    }
  }

  private static int[] sizes(IvfLists lists, int limit) {
    int[] sizes = new int[lists.centroids().count()];
    for (int list = 0; list < sizes.length; list++) {
      int size = lists.list(list).size();
      for (int i = 0; i < size; i++) {
        sizes[list] += ordinal(lists, list, i) < limit ? 1 : 0;
      }
    }
    return sizes;
  }

  private static int ordinal(IvfLists lists, int list, int entry) {
    int perBlock = lists.payload().blockRows();
    long block = lists.block(lists.list(list).blocks()[entry / perBlock]);
    return Memory.getInt(lists.ordinals(block) + 4L * (entry % perBlock));
  }

  /** Writes a list, its entries moved together where some are left out. */
  private static void writeList(IndexFileWriter out, IvfLists lists, int list, int limit) {
    int perBlock = lists.payload().blockRows();
    long bytes = lists.blocks().rowBytes();
    int[] blocks = lists.list(list).blocks();
    int size = lists.list(list).size();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment target = arena.allocate(bytes, 64);
      int slot = 0;
      for (int i = 0; i < size; i++) {
        int ordinal = ordinal(lists, list, i);
        if (ordinal >= limit) {
          continue;
        }
        long from = lists.block(blocks[i / perBlock]);
        lists.payload().copy(from, i % perBlock, target.address(), slot);
        Memory.putInt(lists.ordinals(target.address()) + 4L * slot, ordinal);
        if (++slot == perBlock) {
          out.write(target);
          target.fill((byte) 0);
          slot = 0;
        }
      }
      if (slot > 0) {
        out.write(target);
      }
    }
  }

  /** The ordinals in the index. */
  OrdinalSet nodes(IndexFile file) {
    OrdinalSet nodes = OrdinalSet.of(file.longs(NODES));
    if (!nodes.andNot(rows.present()).equals(new OrdinalSet())) {
      throw corrupt(file, NODES, "the index has ordinals without rows");
    }
    return nodes;
  }

  /** The lists, used where they are mapped; null if the index was not trained. */
  IvfLists lists(IndexFile file, OrdinalSet nodes) {
    long[] shape = file.longs(SHAPE);
    if (shape.length != SHAPE_LENGTH) {
      throw corrupt(file, SHAPE, "bad shape of the index");
    }
    if (shape[0] != MetricCode.of(metric) || shape[1] != rows.dimension() || shape[2] != code()) {
      throw corrupt(
          file,
          SHAPE,
          "the index has metric, dimension and quantizer "
              + Arrays.toString(Arrays.copyOf(shape, 3))
              + "; expected "
              + Arrays.toString(new long[] {MetricCode.of(metric), rows.dimension(), code()}));
    }
    if (shape[4] == 0) {
      return null;
    }
    if (shape[4] < 0
        || shape[4] > IvfConfig.MAX_NLIST
        || config.nlist() > shape[4]
        || shape[5] < 1
        || shape[5] > Integer.MAX_VALUE) {
      throw corrupt(file, SHAPE, "bad number of lists or of rows at the training: " + shape[4]);
    }
    float[] values = file.map(CENTROIDS).toArray(ValueLayout.JAVA_FLOAT);
    if (values.length != shape[4] * rows.dimension()) {
      throw corrupt(file, CENTROIDS, "the centroids and their number differ");
    }
    CentroidGraph graph =
        CentroidGraph.isWorthIt((int) shape[4])
            ? CentroidGraph.open(file, Centroids.assignment(metric), values, rows.dimension())
            : null;
    Centroids centroids = new Centroids(metric, values, rows.dimension(), graph);
    IvfLists lists =
        new IvfLists(
            rows,
            centroids,
            ListPayloads.open(file, metric, quantizer, rows, centroids),
            (int) shape[5]);
    try {
      if (lists.payload().blockRows() != shape[3]) {
        throw corrupt(file, SHAPE, "the blocks have " + shape[3] + " rows");
      }
      adopt(file, lists, nodes);
      lists.calibrated(RecallSection.read(file, RECALL));
      return lists;
    } catch (RuntimeException e) {
      lists.close();
      throw e;
    }
  }

  private static void adopt(IndexFile file, IvfLists lists, OrdinalSet nodes) {
    int[] sizes = file.ints(SIZES);
    int perBlock = lists.payload().blockRows();
    long blocks = 0;
    for (int size : sizes) {
      if (size < 0) {
        throw corrupt(file, SIZES, "a list of " + size + " entries");
      }
      blocks += (size + (long) perBlock - 1) / perBlock;
    }
    MemorySegment data = file.mapPrivate(BLOCKS);
    if (sizes.length != lists.centroids().count()
        || data.byteSize() != blocks * lists.blocks().rowBytes()) {
      throw corrupt(file, BLOCKS, "the lists and their sizes differ");
    }
    lists.blocks().adopt(data);
    lists.adopt(sizes);
    OrdinalSet seen = new OrdinalSet();
    for (int list = 0; list < sizes.length; list++) {
      for (int i = 0; i < sizes[list]; i++) {
        int ordinal = ordinal(lists, list, i);
        if (!nodes.contains(ordinal) || !seen.add(ordinal)) {
          throw corrupt(file, BLOCKS, "an entry for ordinal " + ordinal);
        }
      }
    }
    if (seen.cardinality() != nodes.cardinality()) {
      throw corrupt(file, BLOCKS, "ordinals are missing");
    }
  }

  static CorruptIndexFileException corrupt(IndexFile file, String section, String what) {
    return new CorruptIndexFileException(file.path(), file.offset(section), what);
  }
}
