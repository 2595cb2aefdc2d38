package dev.akin.embedders.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.akin.api.AkinException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A file of small tensors as the safetensors format has it: the length of a JSON header in 8 bytes,
 * little-endian; the header, with type, shape and place of each tensor; their values. Read whole.
 */
final class Safetensors {
  private static final long MAX_BYTES = 1L << 30;

  private final Path file;
  private final JsonNode header;
  private final ByteBuffer values;

  private Safetensors(Path file, JsonNode header, ByteBuffer values) {
    this.file = file;
    this.header = header;
    this.values = values;
  }

  /**
   * Reads a file of up to a gibibyte.
   *
   * @throws AkinException.Corrupted if it is not of this format
   */
  static Safetensors read(Path file) {
    try {
      long size = Files.size(file);
      if (size > MAX_BYTES) {
        throw new AkinException.InvalidArgument(
            file + " must be at most " + MAX_BYTES + " bytes: " + size);
      }
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      long length = bytes.remaining() < Long.BYTES ? -1 : bytes.getLong();
      if (length < 2 || length > bytes.remaining()) {
        throw new AkinException.Corrupted(
            "not a safetensors file: " + file + ": a header of " + length + " bytes");
      }
      byte[] json = new byte[(int) length];
      bytes.get(json);
      JsonNode header = new ObjectMapper().readTree(json);
      return new Safetensors(file, header, bytes.slice().order(ByteOrder.LITTLE_ENDIAN));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AkinException.Corrupted("not a safetensors file: " + file + ": its header", e);
    } catch (IOException e) {
      throw new AkinException.Internal("cannot read " + file, e);
    }
  }

  /** Whether there is a tensor of this name. */
  boolean has(String name) {
    return header.path(name).isObject();
  }

  /**
   * The values of a tensor.
   *
   * @throws AkinException.Corrupted if it is not there, or of another shape
   * @throws AkinException.InvalidArgument if its type is none of F32, F16, BF16 and F64
   */
  float[] values(String name, int... shape) {
    JsonNode tensor = header.path(name);
    int[] actual = new int[tensor.path("shape").size()];
    Arrays.setAll(actual, i -> tensor.path("shape").path(i).asInt(-1));
    if (!Arrays.equals(actual, shape)) {
      throw new AkinException.Corrupted(
          "tensor '"
              + name
              + "' of "
              + file
              + " must have shape "
              + Arrays.toString(shape)
              + ": "
              + (has(name) ? Arrays.toString(actual) : "there is none"));
    }
    String type = tensor.path("dtype").asText("");
    int width =
        switch (type) {
          case "F32" -> Float.BYTES;
          case "F16", "BF16" -> Short.BYTES;
          case "F64" -> Double.BYTES;
          default ->
              throw new AkinException.InvalidArgument(
                  "tensor '" + name + "' of " + file + " must be F32, F16, BF16 or F64: " + type);
        };
    int count = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    long start = tensor.path("data_offsets").path(0).asLong(-1);
    long end = tensor.path("data_offsets").path(1).asLong(-1);
    if (start < 0 || end > values.capacity() || end - start != (long) count * width) {
      throw new AkinException.Corrupted(
          "tensor '" + name + "' of " + file + " lies at bytes " + start + " to " + end);
    }
    float[] floats = new float[count];
    for (int i = 0; i < count; i++) {
      int at = (int) start + i * width;
      floats[i] =
          switch (type) {
            case "F32" -> values.getFloat(at);
            case "F16" -> Float.float16ToFloat(values.getShort(at));
            case "BF16" -> Float.intBitsToFloat(values.getShort(at) << Short.SIZE);
            default -> (float) values.getDouble(at);
          };
    }
    return floats;
  }
}
