package dev.akin.cli.format;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Vectors as the SIFT and GIST sets come: the dimension and the values of each. */
final class FvecsSink extends VectorSink {
  private final OutputStream out;

  FvecsSink(OutputStream out, String vectorName) {
    super(vectorName);
    this.out = out;
  }

  @Override
  void write(float[] values) throws IOException {
    out.write(
        ByteBuffer.allocate(Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(values.length)
            .array());
    writeFloats(out, values);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
