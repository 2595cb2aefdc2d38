package dev.akin.embedders.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;
import dev.akin.api.AkinException;
import java.util.List;
import java.util.Map;

/**
 * Which of a text model's outputs holds the vectors.
 *
 * @param name of the output
 * @param perToken whether it has a vector per token, to be pooled, or one per text
 * @param dimension of the vectors; 0 if the file does not say
 */
record ModelOutput(String name, boolean perToken, int dimension) {
  private static final List<String> PER_TOKEN = List.of("last_hidden_state", "token_embeddings");
  private static final List<String> PER_TEXT = List.of("sentence_embedding", "text_embeds");

  /**
   * Chooses an output.
   *
   * @param pooled whether the caller pools, and so wants token vectors where there are any
   * @throws AkinException.InvalidArgument if no output holds vectors
   */
  static ModelOutput choose(String model, Map<String, NodeInfo> outputs, boolean pooled) {
    List<String> first = pooled ? PER_TOKEN : PER_TEXT;
    List<String> second = pooled ? PER_TEXT : PER_TOKEN;
    for (List<String> names : List.of(first, second)) {
      for (String name : names) {
        if (outputs.containsKey(name) && rank(outputs.get(name)) > 0) {
          return of(outputs.get(name));
        }
      }
    }
    for (int rank : new int[] {3, 2}) {
      for (NodeInfo output : outputs.values()) {
        if (rank(output) == rank) {
          return of(output);
        }
      }
    }
    throw new AkinException.InvalidArgument(
        "no output with vectors of tokens or texts among " + outputs.keySet() + " of " + model);
  }

  private static ModelOutput of(NodeInfo output) {
    long[] shape = ((TensorInfo) output.getInfo()).getShape();
    return new ModelOutput(
        output.getName(), shape.length == 3, (int) Math.max(0, shape[shape.length - 1]));
  }

  /** 3 for token vectors, 2 for text vectors, 0 for what is neither. */
  private static int rank(NodeInfo output) {
    if (!(output.getInfo() instanceof TensorInfo tensor)) {
      return 0;
    }
    boolean floating =
        tensor.type == OnnxJavaType.FLOAT
            || tensor.type == OnnxJavaType.FLOAT16
            || tensor.type == OnnxJavaType.BFLOAT16;
    int rank = tensor.getShape().length;
    return floating && (rank == 2 || rank == 3) ? rank : 0;
  }
}
