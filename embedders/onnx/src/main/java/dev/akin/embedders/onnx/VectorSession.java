package dev.akin.embedders.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.akin.api.AkinException;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One output of a model loaded into ONNX Runtime, as one vector per row of a batch. Safe for any
 * number of threads. It does not own the session, which may have another output of use.
 */
final class VectorSession {
  private final String label;
  private final OrtSession session;
  private final String output;

  /**
   * Chooses an output.
   *
   * @param label the model's name in messages
   * @param wanted names of outputs, the best first; where there is none of them, the first with
   *     numbers is taken
   * @throws AkinException.InvalidArgument if no output holds vectors
   */
  VectorSession(String label, OrtSession session, List<String> wanted) {
    this.label = label;
    this.session = session;
    Map<String, NodeInfo> outputs = outputs();
    this.output =
        wanted.stream()
            .filter(outputs::containsKey)
            .findFirst()
            .or(
                () ->
                    outputs.entrySet().stream()
                        .filter(entry -> shape(entry.getValue()).length >= 2)
                        .map(Map.Entry::getKey)
                        .findFirst())
            .orElseThrow(
                () ->
                    new AkinException.InvalidArgument(
                        "no output with vectors among " + outputs.keySet() + " of " + label));
  }

  /** The shape of an input, with -1 for what the file leaves open; empty if there is none. */
  long[] inputShape(String name) {
    NodeInfo input = inputs().get(name);
    return input == null ? new long[0] : shape(input);
  }

  /** The element type of an input. */
  OnnxJavaType inputType(String name) {
    return ((TensorInfo) inputs().get(name).getInfo()).type;
  }

  /** The names of the inputs. */
  Set<String> inputNames() {
    return inputs().keySet();
  }

  /** The model's name in messages. */
  String label() {
    return label;
  }

  /**
   * Runs a batch, and closes its tensors.
   *
   * <p>A vector per token gives its first token's, as vision transformers are read; a vector per
   * place of a grid their mean, as convolutional networks are.
   *
   * @return a vector per row
   * @throws AkinException.ResourceExhausted if memory runs out
   */
  float[][] run(Map<String, OnnxTensor> tensors) {
    try (OrtSession.Result result = session.run(tensors, Set.of(output))) {
      OnnxTensor tensor = (OnnxTensor) result.get(0);
      long[] shape = tensor.getInfo().getShape();
      FloatBuffer values = tensor.getFloatBuffer();
      float[][] rows = new float[(int) shape[0]][];
      int length = rows.length == 0 ? 0 : values.remaining() / rows.length;
      for (int row = 0; row < rows.length; row++) {
        rows[row] = row(values, row * length, length, shape);
      }
      return rows;
    } catch (OrtException e) {
      String message = "model " + label + " failed: " + e.getMessage();
      throw e.getMessage().contains("Failed to allocate memory")
          ? new AkinException.ResourceExhausted(message, e)
          : new AkinException.Internal(message, e);
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  private static float[] row(FloatBuffer values, int start, int length, long[] shape) {
    switch (shape.length) {
      case 3 -> {
        float[] first = new float[(int) shape[2]];
        values.get(start, first);
        return first;
      }
      case 4 -> {
        float[] means = new float[(int) shape[1]];
        int places = length / means.length;
        for (int channel = 0; channel < means.length; channel++) {
          double sum = 0;
          for (int place = 0; place < places; place++) {
            sum += values.get(start + channel * places + place);
          }
          means[channel] = (float) (sum / places);
        }
        return means;
      }
      default -> {
        float[] vector = new float[length];
        values.get(start, vector);
        return vector;
      }
    }
  }

  private Map<String, NodeInfo> inputs() {
    try {
      return session.getInputInfo();
    } catch (OrtException e) {
      throw new AkinException.Internal("cannot read the inputs of " + label, e);
    }
  }

  private Map<String, NodeInfo> outputs() {
    try {
      return session.getOutputInfo();
    } catch (OrtException e) {
      throw new AkinException.Internal("cannot read the outputs of " + label, e);
    }
  }

  private static long[] shape(NodeInfo node) {
    return node.getInfo() instanceof TensorInfo tensor ? tensor.getShape() : new long[0];
  }
}
