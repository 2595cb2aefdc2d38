package dev.akin.index.internal.sq8;

import dev.akin.index.FloatRows;
import dev.akin.index.file.CorruptIndexFileException;
import dev.akin.index.file.IndexFile;
import dev.akin.index.file.IndexFileWriter;
import dev.akin.index.internal.memory.Memory;
import dev.akin.index.internal.memory.RowTable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * One code per row: each number as a signed byte {@code c} that stands for {@code offset + step *
 * c}, with the offset and the step of the row itself, so that nothing is trained (the scheme of
 * LVQ, arXiv:2304.04759, without its mean). The error of a number is at most half a step.
 *
 * <p>A code is 16 bytes of header, float32 each: offset, step, squared length of what the code
 * stands for, 0; then the bytes, filled up with zeros to a multiple of 64 in all.
 *
 * <p>Rows are encoded by any number of threads, each row by one before it is linked; readers see a
 * code as soon as they see a link to it. The owner closes it when nobody searches any more.
 */
public final class Sq8Codes implements AutoCloseable {
  static final int HEADER_BYTES = 16;
  static final int OFFSET = 0;
  static final int STEP = 4;
  static final int SQUARED_LENGTH = 8;

  private static final String SECTION = "sq8.codes";
  private static final int STEPS = 255;
  private static final int LOWEST = -128;

  private final FloatRows rows;
  private final RowTable table;

  /** No codes yet of these rows. */
  public Sq8Codes(FloatRows rows) {
    this.rows = rows;
    this.table = new RowTable(codeBytes(rows.dimension()));
  }

  /**
   * The codes that a file holds, used where they are mapped.
   *
   * @param file stays open until after this is closed
   * @param limit ordinals below this have codes
   */
  public static Sq8Codes open(IndexFile file, FloatRows rows, int limit) {
    Sq8Codes codes = new Sq8Codes(rows);
    MemorySegment mapped = file.map(SECTION);
    if (mapped.byteSize() != (long) limit * codes.table.rowBytes()) {
      codes.close();
      throw new CorruptIndexFileException(
          file.path(), file.offset(SECTION), "the codes and their number differ");
    }
    codes.table.adopt(mapped);
    return codes;
  }

  /** Writes the codes below {@code limit}. */
  public void save(IndexFileWriter out, int limit) {
    out.begin(SECTION);
    if (limit > 0) {
      table.ensure(limit - 1);
    }
    for (int row = 0; row < limit; ) {
      int run = table.contiguous(row, limit - row);
      out.write(Memory.ALL.asSlice(table.address(row), (long) run * table.rowBytes()));
      row += run;
    }
    out.end();
  }

  /** Makes the code of a row that is there. */
  public void encode(int ordinal) {
    float[] vector = new float[rows.dimension()];
    rows.copy(ordinal, vector);
    table.ensure(ordinal);
    encode(vector, table.address(ordinal));
  }

  /** Bytes of a code. */
  public static int codeBytes(int dimension) {
    return Math.addExact(HEADER_BYTES + dimension, 63) & -64;
  }

  /** The step of a code: no number is further from what its byte stands for than half of it. */
  public static float step(long code) {
    return Memory.getFloat(code + STEP);
  }

  /** Writes the code of a vector to an address. */
  public static void encode(float[] vector, long address) {
    float low = vector[0];
    float high = vector[0];
    for (float value : vector) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    float step = (float) (((double) high - low) / STEPS);
    float offset = (float) (low - (double) step * LOWEST);
    double inverse = step > 0 ? 1.0 / step : 0;
    double squaredLength = 0;
    for (int i = 0; i < vector.length; i++) {
      long rounded = step > 0 ? Math.round(((double) vector[i] - offset) * inverse) : 0;
      byte code = (byte) Math.clamp(rounded, LOWEST, LOWEST + STEPS);
      Memory.ALL.set(ValueLayout.JAVA_BYTE, address + HEADER_BYTES + i, code);
      double decoded = offset + (double) step * code;
      squaredLength += decoded * decoded;
    }
    Memory.putFloat(address + OFFSET, offset);
    Memory.putFloat(address + STEP, step);
    Memory.putFloat(address + SQUARED_LENGTH, (float) squaredLength);
  }

  /** The rows that were encoded. */
  FloatRows rows() {
    return rows;
  }

  /** The memory of the codes. */
  RowTable table() {
    return table;
  }

  /** Bytes of so many codes. */
  public long memoryBytes(int count) {
    return (long) count * table.rowBytes();
  }

  @Override
  public void close() {
    table.close();
  }
}
