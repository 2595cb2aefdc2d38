package dev.akin.index;

import dev.akin.index.file.CorruptIndexFileException;
import dev.akin.index.file.IndexFile;
import dev.akin.index.file.IndexFileWriter;
import dev.akin.index.internal.memory.Memory;
import dev.akin.index.internal.memory.RowTable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * A float32 matrix off-heap, one row per ordinal; rows may be missing. Rows are padded with zeros
 * to a multiple of 64 bytes and aligned to it, never change once written and never move.
 *
 * <p>One writer at a time; any number of readers, who may read a row as soon as {@link
 * #contains(int)} or {@link #limit()} shows it. The owner closes it when no index over it is
 * searched any more.
 */
public final class FloatRows implements AutoCloseable {
  /** The most numbers a vector may have. */
  public static final int MAX_DIMENSION = 65_536;

  static final String SHAPE = "rows.shape";
  static final String PRESENT = "rows.present";
  static final String DATA = "rows.data";
  private static final int POLL_MASK = 1023;

  private final int dimension;
  private final RowTable table;
  private final OrdinalSet present;
  private volatile int limit;

  /**
   * No rows yet.
   *
   * @param dimension numbers per row, 1 to {@value #MAX_DIMENSION}
   */
  public FloatRows(int dimension) {
    this(dimension, new OrdinalSet());
  }

  private FloatRows(int dimension, OrdinalSet present) {
    if (dimension < 1 || dimension > MAX_DIMENSION) {
      throw new IllegalArgumentException(
          "dimension must be 1 to " + MAX_DIMENSION + ": " + dimension);
    }
    this.dimension = dimension;
    this.table = new RowTable(dimension * Float.BYTES);
    this.present = present;
  }

  /**
   * The rows that a file holds, used where they are mapped; more can be put.
   *
   * @param file stays open until after these rows are closed
   */
  public static FloatRows open(IndexFile file) {
    return open(
        file.path(),
        file.offset(SHAPE),
        file.longs(SHAPE),
        OrdinalSet.of(file.longs(PRESENT)),
        file.map(DATA));
  }

  /**
   * The rows of a file being written, used where they are mapped.
   *
   * @param out stays open until after these rows are closed
   */
  public static FloatRows open(IndexFileWriter out) {
    return open(
        out.path(),
        0,
        out.map(SHAPE).toArray(ValueLayout.JAVA_LONG),
        OrdinalSet.of(out.map(PRESENT).toArray(ValueLayout.JAVA_LONG)),
        out.map(DATA));
  }

  private static FloatRows open(
      Path path, long offset, long[] shape, OrdinalSet present, MemorySegment data) {
    if (shape.length != 2
        || shape[0] < 1
        || shape[0] > MAX_DIMENSION
        || shape[1] < 0
        || shape[1] > Integer.MAX_VALUE) {
      throw new CorruptIndexFileException(path, offset, "bad shape of the rows");
    }
    FloatRows rows = new FloatRows((int) shape[0], present);
    rows.limit = (int) shape[1];
    if (data.byteSize() != (long) rows.limit * rows.table.rowBytes()
        || rows.present.limit() > rows.limit) {
      rows.close();
      throw new CorruptIndexFileException(path, offset, "the rows and their number differ");
    }
    rows.table.adopt(data);
    return rows;
  }

  /**
   * Writes a selection of the rows into a file, numbered from 0 without gaps, and uses them there:
   * whatever their number, they take no memory of their own.
   *
   * @param ordinals which rows, in their new order; those that are not there, as a negative one,
   *     are not there in the copy either
   * @param out a file being written, which then has the sections of {@link #save}; it stays open
   *     until after the copy is closed
   * @param stop polled now and then; once true the copying throws {@link CancellationException}
   */
  public FloatRows copy(int[] ordinals, IndexFileWriter out, BooleanSupplier stop) {
    OrdinalSet there = new OrdinalSet();
    for (int i = 0; i < ordinals.length; i++) {
      if (present.contains(ordinals[i])) {
        there.add(i);
      }
    }
    int limit = there.limit();
    out.longs(SHAPE, new long[] {dimension, limit});
    out.longs(PRESENT, there.toLongs());
    out.begin(DATA);
    MemorySegment missing = MemorySegment.ofArray(new byte[table.rowBytes()]);
    for (int i = 0; i < limit; i++) {
      boolean have = there.contains(i);
      out.write(have ? Memory.ALL.asSlice(table.address(ordinals[i]), table.rowBytes()) : missing);
      if ((i & POLL_MASK) == 0 && stop.getAsBoolean()) {
        throw new CancellationException("copying of rows was stopped");
      }
    }
    out.end();
    return mapped(dimension, there, limit, out.map(DATA));
  }

  /** Rows where a file being written is mapped. */
  static FloatRows mapped(int dimension, OrdinalSet present, int limit, MemorySegment data) {
    FloatRows rows = new FloatRows(dimension, present);
    rows.limit = limit;
    rows.table.adopt(data);
    return rows;
  }

  /**
   * Writes a row that is not there yet.
   *
   * @throws IllegalArgumentException if the vector has another dimension
   * @throws IllegalStateException if the row was written before
   */
  public void put(int ordinal, float[] vector) {
    if (vector.length != dimension) {
      throw new IllegalArgumentException(
          "dimension mismatch: rows have " + dimension + ", vector has " + vector.length);
    }
    if (present.contains(ordinal)) {
      throw new IllegalStateException("row " + ordinal + " is already written");
    }
    table.ensure(ordinal);
    Memory.putRow(table.address(ordinal), vector, table.rowBytes());
    present.add(ordinal);
    if (ordinal >= limit) {
      limit = ordinal + 1;
    }
  }

  /** Whether a row was written. */
  public boolean contains(int ordinal) {
    return present.contains(ordinal);
  }

  /**
   * Copies a row.
   *
   * @param target of this dimension
   * @throws IllegalArgumentException if there is no such row
   */
  public void copy(int ordinal, float[] target) {
    if (!present.contains(ordinal)) {
      throw new IllegalArgumentException("there is no row " + ordinal);
    }
    if (target.length != dimension) {
      throw new IllegalArgumentException(
          "dimension mismatch: rows have " + dimension + ", target has " + target.length);
    }
    Memory.getRow(table.address(ordinal), target);
  }

  /** Numbers per row. */
  public int dimension() {
    return dimension;
  }

  /** The highest ordinal ever written plus one. */
  public int limit() {
    return limit;
  }

  /** Rows written. */
  public int size() {
    return present.cardinality();
  }

  /** The ordinals that have a row; changes as rows are put. */
  public OrdinalSet present() {
    return present;
  }

  /** Bytes that the rows take, whether in memory or mapped. */
  public long memoryBytes() {
    return (long) limit * table.rowBytes() + limit / 8;
  }

  /** The memory behind the rows, for the scorers of this module; others cannot see the type. */
  @SuppressWarnings("exports")
  public RowTable table() {
    return table;
  }

  /** Writes the rows below {@code limit}; more may be put meanwhile. */
  public void save(IndexFileWriter out, int limit) {
    int count = Math.min(limit, this.limit);
    out.longs(SHAPE, new long[] {dimension, count});
    out.longs(PRESENT, present.toLongs(count));
    out.begin(DATA);
    for (int row = 0; row < count; ) {
      int run = table.contiguous(row, count - row);
      out.write(Memory.ALL.asSlice(table.address(row), (long) run * table.rowBytes()));
      row += run;
    }
    out.end();
  }

  /** Frees the rows; idempotent. */
  @Override
  public void close() {
    table.close();
  }
}
