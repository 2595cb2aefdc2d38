package dev.akin.bench.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A file in the {@code .fvecs} format of the TEXMEX corpora: each vector is an int32 dimension and
 * that many float32, little-endian.
 *
 * @param file to read
 */
public record FvecsFile(Path file) implements VectorSource {
  @Override
  public String name() {
    String name = file.getFileName().toString();
    return name.substring(0, name.length() - ".fvecs".length());
  }

  @Override
  public float[][] load(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer length = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      DatasetFormat.readFully(channel, length, 0);
      int dimension = length.flip().getInt();
      long bytes = Integer.BYTES + (long) dimension * Float.BYTES;
      if (dimension < 1 || dimension > 65_536 || channel.size() % bytes != 0) {
        throw new IOException(
            file + " is not an .fvecs file of one dimension: it begins with " + dimension);
      }
      ByteBuffer buffer = ByteBuffer.allocate((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
      List<float[]> vectors = new ArrayList<>();
      for (long at = 0; at < channel.size(); at += bytes) {
        buffer.clear();
        DatasetFormat.readFully(channel, buffer, at);
        buffer.flip();
        int here = buffer.getInt();
        if (here != dimension) {
          throw new IOException(
              file + " mixes dimensions: " + dimension + " at the start, " + here + " at " + at);
        }
        float[] vector = new float[dimension];
        buffer.asFloatBuffer().get(vector);
        vectors.add(vector);
      }
      return vectors.toArray(float[][]::new);
    }
  }
}
