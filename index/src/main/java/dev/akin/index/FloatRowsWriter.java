package dev.akin.index;

import dev.akin.index.file.IndexFileWriter;
import java.lang.foreign.MemorySegment;

/**
 * Writes rows that come one after the other into a file, and uses them there: whatever their
 * number, they take no memory of their own. For one thread.
 */
public final class FloatRowsWriter {
  /** Rows are a multiple of 64 bytes. */
  private static final int PADDING = 16;

  private final int dimension;
  private final IndexFileWriter out;
  private final OrdinalSet present = new OrdinalSet();
  private final float[] row;
  private final float[] missing;
  private int next;

  /**
   * Begins.
   *
   * @param dimension numbers per row, 1 to {@value FloatRows#MAX_DIMENSION}
   * @param out a file being written, which then has the sections of {@link FloatRows#save}
   */
  public FloatRowsWriter(int dimension, IndexFileWriter out) {
    this.dimension = dimension;
    this.out = out;
    int padded = Math.addExact(dimension, PADDING - 1) & -PADDING;
    this.row = new float[padded];
    this.missing = new float[padded];
    out.begin(FloatRows.DATA);
  }

  /**
   * Writes a row.
   *
   * @param ordinal above those before it; those passed over have no row
   * @param vector of this dimension
   */
  public void add(int ordinal, float[] vector) {
    if (ordinal < next || vector.length != dimension) {
      throw new IllegalArgumentException(
          "row " + ordinal + " of " + vector.length + " numbers cannot follow row " + (next - 1));
    }
    for (; next < ordinal; next++) {
      out.write(MemorySegment.ofArray(missing));
    }
    System.arraycopy(vector, 0, row, 0, dimension);
    out.write(MemorySegment.ofArray(row));
    present.add(ordinal);
    next++;
  }

  /** Ends; the file stays open until after the rows are closed. */
  public FloatRows finish() {
    out.end();
    out.longs(FloatRows.SHAPE, new long[] {dimension, next});
    out.longs(FloatRows.PRESENT, present.toLongs());
    return FloatRows.mapped(dimension, present, next, out.map(FloatRows.DATA));
  }
}
