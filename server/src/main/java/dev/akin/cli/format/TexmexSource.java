package dev.akin.cli.format;

import dev.akin.api.AkinException;
import dev.akin.api.VectorSpec;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The vectors of an fvecs, ivecs or bvecs file, as the SIFT and GIST sets come
 * (corpus-texmex.irisa.fr): each is its dimension as a 32-bit little-endian integer, then as many
 * numbers of the file's {@link Element}.
 */
final class TexmexSource extends VectorSource {
  /** What a vector consists of. */
  enum Element {
    /** Floats of 32 bits: fvecs. */
    FLOAT32(Float.BYTES),
    /** Signed integers of 32 bits, rounded to the nearest float: ivecs. */
    INT32(Integer.BYTES),
    /** Bytes of 0 to 255: bvecs. */
    UINT8(Byte.BYTES);

    private final int bytes;

    Element(int bytes) {
      this.bytes = bytes;
    }

    private float read(ByteBuffer from) {
      return switch (this) {
        case FLOAT32 -> from.getFloat();
        case INT32 -> from.getInt();
        case UINT8 -> Byte.toUnsignedInt(from.get());
      };
    }
  }

  private final InputStream in;
  private final Element element;
  private final long size;
  private int dimension;

  TexmexSource(
      InputStream in, Element element, String name, long size, String vectorName, long firstId) {
    super(name, "vector", vectorName, firstId);
    this.in = in;
    this.element = element;
    this.size = size;
  }

  @Override
  Optional<float[]> nextVector() throws IOException {
    byte[] header = in.readNBytes(Integer.BYTES);
    if (header.length == 0) {
      return Optional.empty();
    }
    if (header.length < Integer.BYTES) {
      throw new EOFException(at() + ": the file ends within a vector");
    }
    int length = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getInt();
    if (length < 1 || length > VectorSpec.MAX_DIMENSION) {
      throw new AkinException.InvalidArgument(
          at() + ": dimension must be 1 to " + VectorSpec.MAX_DIMENSION + ": " + length);
    }
    if (done() > 0 && length != dimension) {
      throw new AkinException.InvalidArgument(
          at() + ": dimension must be " + dimension + " as before: " + length);
    }
    dimension = length;
    byte[] body = in.readNBytes(length * element.bytes);
    if (body.length < length * element.bytes) {
      throw new EOFException(at() + ": the file ends within a vector");
    }
    float[] values = new float[length];
    ByteBuffer numbers = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < length; i++) {
      values[i] = element.read(numbers);
    }
    return Optional.of(values);
  }

  @Override
  public long total() {
    return done() == 0 ? 0 : size / (Integer.BYTES + (long) dimension * element.bytes);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
