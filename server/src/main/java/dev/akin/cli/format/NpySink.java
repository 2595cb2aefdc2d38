package dev.akin.cli.format;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.file.Path;

/** A NumPy matrix of float32, a vector per row; its header is written last. */
final class NpySink extends VectorSink {
  private static final int BUFFER = 1 << 20;

  private final RandomAccessFile file;
  private final OutputStream out;

  NpySink(Path path, String vectorName) throws IOException {
    super(vectorName);
    this.file = new RandomAccessFile(path.toFile(), "rw");
    this.out = new BufferedOutputStream(Channels.newOutputStream(file.getChannel()), BUFFER);
    file.setLength(0);
    file.seek(NpyHeader.WRITTEN_BYTES);
  }

  @Override
  void write(float[] values) throws IOException {
    writeFloats(out, values);
  }

  @Override
  public void close() throws IOException {
    try (file) {
      out.flush();
      file.seek(0);
      file.write(NpyHeader.bytes(written(), dimension()));
    }
  }
}
