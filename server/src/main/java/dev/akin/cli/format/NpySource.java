package dev.akin.cli.format;

import dev.akin.api.AkinException;
import dev.akin.api.Input;
import dev.akin.api.Record;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The rows of a NumPy .npy matrix of float32 or float64. Ids are row numbers. */
final class NpySource implements RecordSource {
  private final InputStream in;
  private final String name;
  private final String vectorName;
  private final long firstId;
  private final NpyHeader header;
  private long read;

  NpySource(InputStream in, String name, String vectorName, long firstId) throws IOException {
    this.in = in;
    this.name = name;
    this.vectorName = vectorName;
    this.firstId = firstId;
    this.header = NpyHeader.read(in, name);
  }

  @Override
  public Optional<Record> next() throws IOException {
    if (read == header.rows()) {
      return Optional.empty();
    }
    int length = header.columns() * header.bytesPerValue();
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException(
          at(read) + ": the file ends here, its header says " + header.rows() + " rows");
    }
    ByteBuffer row = ByteBuffer.wrap(bytes).order(header.order());
    float[] values = new float[header.columns()];
    for (int i = 0; i < values.length; i++) {
      values[i] = header.bytesPerValue() == 4 ? row.getFloat() : (float) row.getDouble();
    }
    try {
      Record record = Record.of(firstId + read).with(vectorName, new Input.Vector(values));
      read++;
      return Optional.of(record);
    } catch (AkinException.InvalidArgument e) {
      throw new AkinException.InvalidArgument(at(read) + ": " + e.getMessage(), e);
    }
  }

  private String at(long row) {
    return name + ": row " + row;
  }

  @Override
  public String place() {
    return at(read - 1);
  }

  @Override
  public long done() {
    return read;
  }

  @Override
  public long total() {
    return header.rows();
  }

  @Override
  public boolean countsBytes() {
    return false;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
