package dev.akin.embedders.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;
import dev.akin.api.AkinException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which of a text model's outputs holds the vectors.
 *
 * @param name of the output
 * @param perToken whether it has a vector per token, to be pooled, or one per text
 */
record ModelOutput(String name, boolean perToken) {
  /** Chooses among the outputs of a model, which is named for messages. */
  interface Choice {
    ModelOutput choose(String model, Map<String, NodeInfo> outputs);
  }

  private static final String SCORES = "logits";

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

  /**
   * The output with the scores of a cross-encoder: {@code logits}, or the only one.
   *
   * @throws AkinException.InvalidArgument if there is none
   */
  static ModelOutput ofScores(String model, Map<String, NodeInfo> outputs) {
    NodeInfo scores =
        outputs.size() == 1 ? outputs.values().iterator().next() : outputs.get(SCORES);
    if (scores == null || rank(scores) != 2) {
      throw new AkinException.InvalidArgument(
          "no output '"
              + SCORES
              + "' with scores of texts among "
              + outputs.keySet()
              + " of "
              + model);
    }
    return of(scores);
  }

  /** The output with a vector per token, if there is one. */
  static Optional<ModelOutput> ofTokens(Map<String, NodeInfo> outputs) {
    for (String name : PER_TOKEN) {
      if (outputs.containsKey(name) && rank(outputs.get(name)) == 3) {
        return Optional.of(new ModelOutput(name, true));
      }
    }
    return outputs.values().stream()
        .filter(output -> rank(output) == 3)
        .map(ModelOutput::of)
        .findFirst();
  }

  private static ModelOutput of(NodeInfo output) {
    return new ModelOutput(output.getName(), rank(output) == 3);
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
