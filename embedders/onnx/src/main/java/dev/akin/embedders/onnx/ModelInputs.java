package dev.akin.embedders.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import dev.akin.api.AkinException;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tensors that a text model asks for, by name and element type, and how a batch fills them. */
final class ModelInputs {
  private enum Role {
    TOKEN_IDS,
    MASK,
    TYPES,
    POSITIONS
  }

  private record Wanted(Role role, OnnxJavaType type) {}

  private final Map<String, Wanted> wanted;

  private ModelInputs(Map<String, Wanted> wanted) {
    this.wanted = wanted;
  }

  /**
   * Reads what a model asks for.
   *
   * @throws AkinException.InvalidArgument if it asks for what a text does not have
   */
  static ModelInputs of(String model, Map<String, NodeInfo> inputs) {
    Map<String, Wanted> wanted = new LinkedHashMap<>();
    for (NodeInfo input : inputs.values()) {
      Role role =
          switch (input.getName()) {
            case "input_ids" -> Role.TOKEN_IDS;
            case "attention_mask", "input_mask" -> Role.MASK;
            case "token_type_ids", "segment_ids" -> Role.TYPES;
            case "position_ids" -> Role.POSITIONS;
            default -> throw unsupported(model, input, "a text has no such input");
          };
      OnnxJavaType type =
          input.getInfo() instanceof TensorInfo tensor ? tensor.type : OnnxJavaType.UNKNOWN;
      if (type != OnnxJavaType.INT64 && type != OnnxJavaType.INT32) {
        throw unsupported(model, input, "it must be int64 or int32, and is " + type);
      }
      wanted.put(input.getName(), new Wanted(role, type));
    }
    if (wanted.values().stream().noneMatch(input -> input.role() == Role.TOKEN_IDS)) {
      throw new AkinException.InvalidArgument(
          "not a text model, it has no input 'input_ids': " + model);
    }
    return new ModelInputs(wanted);
  }

  /** Whether the model asks for token types. */
  boolean wantsTypes() {
    return wanted.values().stream().anyMatch(input -> input.role() == Role.TYPES);
  }

  /**
   * Makes the tensors of a batch, short texts padded at the end; the caller closes them.
   *
   * @param length of the longest text
   */
  Map<String, OnnxTensor> tensors(
      OrtEnvironment environment, List<Tokens> batch, int length, long padToken)
      throws OrtException {
    Map<String, OnnxTensor> tensors = new HashMap<>();
    try {
      for (Map.Entry<String, Wanted> input : wanted.entrySet()) {
        long[] values = values(input.getValue().role(), batch, length, padToken);
        tensors.put(
            input.getKey(), tensor(environment, input.getValue().type(), values, batch.size()));
      }
      return tensors;
    } catch (OrtException | RuntimeException e) {
      tensors.values().forEach(OnnxTensor::close);
      throw e;
    }
  }

  private static long[] values(Role role, List<Tokens> batch, int length, long padToken) {
    long[] values = new long[batch.size() * length];
    for (int row = 0; row < batch.size(); row++) {
      Tokens tokens = batch.get(row);
      int start = row * length;
      int end = start + tokens.length();
      switch (role) {
        case TOKEN_IDS -> {
          System.arraycopy(tokens.ids(), 0, values, start, tokens.length());
          Arrays.fill(values, end, start + length, padToken);
        }
        case MASK -> Arrays.fill(values, start, end, 1);
        case TYPES -> System.arraycopy(tokens.types(), 0, values, start, tokens.length());
        case POSITIONS -> {
          for (int i = 0; i < tokens.length(); i++) {
            values[start + i] = i;
          }
        }
      }
    }
    return values;
  }

  private static OnnxTensor tensor(
      OrtEnvironment environment, OnnxJavaType type, long[] values, int rows) throws OrtException {
    long[] shape = {rows, values.length / rows};
    if (type == OnnxJavaType.INT64) {
      return OnnxTensor.createTensor(environment, LongBuffer.wrap(values), shape);
    }
    int[] narrow = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      narrow[i] = (int) values[i];
    }
    return OnnxTensor.createTensor(environment, IntBuffer.wrap(narrow), shape);
  }

  private static AkinException.InvalidArgument unsupported(
      String model, NodeInfo input, String why) {
    return new AkinException.InvalidArgument(
        "unsupported input '" + input.getName() + "' of model " + model + ": " + why);
  }
}
