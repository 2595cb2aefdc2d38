package dev.akin.embedders.onnx;

import dev.akin.api.AkinException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/**
 * The operators of an ONNX file, read off the protobuf without touching its weights.
 *
 * <p>ONNX Runtime does not tell them, and they decide how a model may be batched: see {@link
 * #quantizesActivations}.
 *
 * @param operators the names of the operators in the main graph
 */
record OnnxGraph(Set<String> operators) {
  private static final int MODEL_GRAPH = 7;
  private static final int GRAPH_NODE = 1;
  private static final int NODE_OPERATOR = 4;

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED32 = 5;

  /**
   * Reads the operators.
   *
   * @throws AkinException.Corrupted if the bytes are not an ONNX model
   */
  static OnnxGraph read(OnnxSource source) {
    try {
      ByteBuffer bytes =
          switch (source) {
            case OnnxSource.Bytes inMemory -> ByteBuffer.wrap(inMemory.bytes());
            case OnnxSource.File file -> {
              try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.READ)) {
                yield channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
              }
            }
          };
      Set<String> operators = new HashSet<>();
      eachField(
          bytes,
          MODEL_GRAPH,
          graph ->
              eachField(
                  graph,
                  GRAPH_NODE,
                  node ->
                      eachField(
                          node,
                          NODE_OPERATOR,
                          name -> operators.add(StandardCharsets.UTF_8.decode(name).toString()))));
      if (operators.isEmpty()) {
        throw new AkinException.Corrupted("not an ONNX model: " + source.describe());
      }
      return new OnnxGraph(Set.copyOf(operators));
    } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new AkinException.Corrupted("damaged ONNX model: " + source.describe(), e);
    } catch (IOException e) {
      throw new AkinException.Internal("cannot read " + source.describe(), e);
    }
  }

  /**
   * Whether activations are quantized by the range that a whole tensor happens to have, so that a
   * text's vector depends on the texts it shares a batch with.
   */
  boolean quantizesActivations() {
    return operators.stream().anyMatch(name -> name.startsWith("DynamicQuantize"));
  }

  private interface Visitor {
    void visit(ByteBuffer value);
  }

  /** Visits every length-delimited field of one number in a message, and steps over the rest. */
  private static void eachField(ByteBuffer message, int wanted, Visitor visitor) {
    while (message.hasRemaining()) {
      long tag = varint(message);
      int length =
          switch ((int) (tag & 7)) {
            case VARINT -> {
              varint(message);
              yield 0;
            }
            case FIXED64 -> Long.BYTES;
            case LENGTH_DELIMITED -> Math.toIntExact(Math.min(varint(message), Integer.MAX_VALUE));
            case FIXED32 -> Integer.BYTES;
            default -> throw new IllegalArgumentException("wire type " + (tag & 7));
          };
      if (length < 0 || length > message.remaining()) {
        throw new BufferUnderflowException();
      }
      if (tag >>> 3 == wanted && (tag & 7) == LENGTH_DELIMITED) {
        visitor.visit(message.slice(message.position(), length));
      }
      message.position(message.position() + length);
    }
  }

  private static long varint(ByteBuffer bytes) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = bytes.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("varint of more than 10 bytes");
  }
}
