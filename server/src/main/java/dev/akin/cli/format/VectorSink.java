package dev.akin.cli.format;

import dev.akin.api.AkinException;
import dev.akin.api.Input;
import dev.akin.api.Record;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** One vector of each record, and nothing else, in the order of the records. */
abstract class VectorSink implements RecordSink {
  private final String vectorName;
  private long written;
  private int dimension;

  VectorSink(String vectorName) {
    this.vectorName = vectorName;
  }

  @Override
  public final void write(Record record) throws IOException {
    Input.Vector vector = record.vectors().get(vectorName);
    if (vector == null) {
      throw new AkinException.InvalidArgument(
          "record " + IdText.format(record.id()) + " has no vector '" + vectorName + "'");
    }
    float[] values = vector.values();
    if (written > 0 && values.length != dimension) {
      throw TableColumns.changed(record);
    }
    dimension = values.length;
    written++;
    write(values);
  }

  abstract void write(float[] values) throws IOException;

  /** The vectors so far. */
  final long written() {
    return written;
  }

  /** Of the vectors; 0 as long as there is none. */
  final int dimension() {
    return dimension;
  }

  /** Writes the values as little-endian float32. */
  static void writeFloats(OutputStream out, float[] values) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    out.write(bytes.array());
  }
}
