package dev.akin.embedders.remote;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Reads the vectors out of an answer, and trusts nothing in it. */
final class EmbeddingsResponse {
  /** The answer is whole, but wrong: another attempt would not help. */
  static final class Wrong extends Exception {
    private static final long serialVersionUID = 1;

    Wrong(String message) {
      super(message);
    }
  }

  private EmbeddingsResponse() {}

  /**
   * The vectors, in the order of the texts that were sent.
   *
   * @param count of the texts
   * @param dimension that each must have; 0 takes that of the first
   */
  static List<float[]> read(JsonNode answer, int count, int dimension) throws Wrong {
    JsonNode data = answer.path("data");
    if (!data.isArray() || data.size() != count) {
      throw new Wrong(
          "it must have "
              + count
              + " embeddings in 'data': "
              + (data.isArray() ? data.size() : "none"));
    }
    float[][] vectors = new float[count][];
    int expected = dimension;
    for (int i = 0; i < count; i++) {
      int index = data.path(i).path("index").asInt(i);
      if (index < 0 || index >= count || vectors[index] != null) {
        throw new Wrong("embedding " + i + " has index " + index + ", out of range or taken");
      }
      float[] vector = vector(data.path(i).path("embedding"), i);
      expected = expected == 0 ? vector.length : expected;
      if (vector.length != expected || expected == 0) {
        throw new Wrong("embedding " + i + " must have " + expected + " values: " + vector.length);
      }
      for (float value : vector) {
        if (!Float.isFinite(value)) {
          throw new Wrong("embedding " + i + " has a value that is not finite: " + value);
        }
      }
      vectors[index] = vector;
    }
    return Arrays.asList(vectors);
  }

  /**
   * An array of numbers, or base64 of float32, little-endian: servers may ignore what was asked.
   */
  private static float[] vector(JsonNode embedding, int index) throws Wrong {
    if (embedding.isTextual()) {
      byte[] bytes;
      try {
        bytes = Base64.getDecoder().decode(embedding.asText());
      } catch (IllegalArgumentException e) {
        throw new Wrong("embedding " + index + " is not base64");
      }
      if (bytes.length % Float.BYTES != 0) {
        throw new Wrong("embedding " + index + " is " + bytes.length + " bytes, not float32");
      }
      float[] vector = new float[bytes.length / Float.BYTES];
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
      return vector;
    }
    if (!embedding.isArray()) {
      throw new Wrong("embedding " + index + " is neither an array nor base64");
    }
    float[] vector = new float[embedding.size()];
    for (int d = 0; d < vector.length; d++) {
      // What is no number, such as null, "NaN" or an object, counts as one that is not finite.
      vector[d] = embedding.get(d).isNumber() ? (float) embedding.get(d).asDouble() : Float.NaN;
    }
    return vector;
  }
}
