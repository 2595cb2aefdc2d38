package dev.akin.embedders.onnx;

import dev.akin.api.AkinException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an ONNX file says of its main graph, read off the protobuf without touching its weights.
 *
 * <p>ONNX Runtime does not tell it. The operators decide how a model may be batched: see {@link
 * #quantizesActivations}.
 *
 * @param operators their names
 * @param externalData the files with weights outside the model's, by the names it gives them
 */
record OnnxGraph(Set<String> operators, Set<String> externalData) {
  private static final int MODEL_GRAPH = 7;
  private static final int GRAPH_NODE = 1;
  private static final int GRAPH_INITIALIZER = 5;
  private static final int NODE_OPERATOR = 4;
  private static final int TENSOR_EXTERNAL_DATA = 13;
  private static final int ENTRY_KEY = 1;
  private static final int ENTRY_VALUE = 2;

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED32 = 5;

  /**
   * Reads a model.
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
      Set<String> externalData = new TreeSet<>();
      eachField(
          bytes,
          MODEL_GRAPH,
          graph -> {
            eachField(
                graph.duplicate(),
                GRAPH_NODE,
                node -> eachField(node, NODE_OPERATOR, name -> operators.add(text(name))));
            eachField(
                graph,
                GRAPH_INITIALIZER,
                tensor ->
                    eachField(
                        tensor,
                        TENSOR_EXTERNAL_DATA,
                        entry -> location(entry).ifPresent(externalData::add)));
          });
      if (operators.isEmpty()) {
        throw new AkinException.Corrupted("not an ONNX model: " + source.describe());
      }
      return new OnnxGraph(operators, externalData);
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

  /**
   * The files with the weights of a model that are outside its own, in a fixed order.
   *
   * @throws AkinException.InvalidArgument if the model names a file that is not below its directory
   * @throws AkinException.NotFound if one is missing
   */
  static List<Path> externalFiles(Path model) {
    Path directory = model.toAbsolutePath().normalize().getParent();
    List<Path> files = new ArrayList<>();
    for (String name : read(new OnnxSource.File(model)).externalData()) {
      Path file = directory.resolve(name).normalize();
      if (!file.startsWith(directory)) {
        throw new AkinException.InvalidArgument(
            "external data of " + model + " must lie below its directory: " + name);
      }
      if (!Files.isRegularFile(file)) {
        throw new AkinException.NotFound(
            "missing file: " + file + ", with weights of " + model.getFileName());
      }
      files.add(file);
    }
    return files;
  }

  private static Optional<String> location(ByteBuffer entry) {
    StringBuilder key = new StringBuilder();
    StringBuilder value = new StringBuilder();
    eachField(entry.duplicate(), ENTRY_KEY, text -> key.append(text(text)));
    eachField(entry, ENTRY_VALUE, text -> value.append(text(text)));
    return key.toString().equals("location") ? Optional.of(value.toString()) : Optional.empty();
  }

  private static String text(ByteBuffer utf8) {
    return StandardCharsets.UTF_8.decode(utf8).toString();
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
