package dev.akin.cli.format;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The rows of a NumPy .npy matrix of float32 or float64. */
final class NpySource extends VectorSource {
  private final InputStream in;
  private final NpyHeader header;

  NpySource(InputStream in, String name, String vectorName, long firstId) throws IOException {
    super(name, "row", vectorName, firstId);
    this.in = in;
    this.header = NpyHeader.read(in, name);
  }

  @Override
  Optional<float[]> nextVector() throws IOException {
    if (done() == header.rows()) {
      return Optional.empty();
    }
    int length = header.columns() * header.bytesPerValue();
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException(
          at() + ": the file ends here, its header says " + header.rows() + " rows");
    }
    ByteBuffer row = ByteBuffer.wrap(bytes).order(header.order());
    float[] values = new float[header.columns()];
    for (int i = 0; i < values.length; i++) {
      values[i] = header.bytesPerValue() == 4 ? row.getFloat() : (float) row.getDouble();
    }
    return Optional.of(values);
  }

  @Override
  public long total() {
    return header.rows();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
