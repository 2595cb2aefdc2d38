package dev.akin.storage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A vector: its float32 values, little-endian, nothing else. */
final class VectorCodec {
  private VectorCodec() {}

  static byte[] encode(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  /** Decodes into the array, whose length is the dimension. */
  static void decode(ByteBuffer bytes, float[] into) throws Damaged {
    if (bytes.remaining() != into.length * Float.BYTES) {
      throw new Damaged(
          "vector of dimension "
              + into.length
              + " must be "
              + into.length * Float.BYTES
              + " bytes: "
              + bytes.remaining());
    }
    bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(into);
    for (float value : into) {
      if (!Float.isFinite(value)) {
        throw new Damaged("vector is not finite");
      }
    }
  }
}
