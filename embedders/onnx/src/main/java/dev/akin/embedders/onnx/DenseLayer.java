package dev.akin.embedders.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import dev.akin.api.AkinException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A layer that sentence-transformers puts after the pooling: a linear map and an activation.
 * Immutable.
 *
 * @param in length of what it takes
 * @param out length of what it makes
 * @param weight {@code out} rows of {@code in}; not copied
 * @param bias {@code out} values; not copied
 * @param activation what is done to each value at last
 */
@SuppressWarnings("ArrayRecordComponent")
public record DenseLayer(int in, int out, float[] weight, float[] bias, Activation activation) {
  private static final int MAX_WIDTH = 65_536;

  /** What is done to each value. */
  public enum Activation {
    /** Nothing. */
    IDENTITY {
      @Override
      double apply(double x) {
        return x;
      }
    },
    /** The hyperbolic tangent. */
    TANH {
      @Override
      double apply(double x) {
        return Math.tanh(x);
      }
    },
    /** What is negative becomes 0. */
    RELU {
      @Override
      double apply(double x) {
        return Math.max(0, x);
      }
    },
    /** The logistic function. */
    SIGMOID {
      @Override
      double apply(double x) {
        return 1 / (1 + Math.exp(-x));
      }
    };

    abstract double apply(double x);
  }

  /**
   * Reads a layer: {@code config.json}, and its weights from {@code model.safetensors}.
   *
   * @throws AkinException.NotFound if a file is missing
   * @throws AkinException.InvalidArgument if it is of a kind that is not supported
   */
  static DenseLayer read(Path directory) {
    Path file = directory.resolve("config.json");
    JsonNode config = Json.read(file);
    if (config.isMissingNode()) {
      throw new AkinException.NotFound("missing file: " + file);
    }
    String input = config.path("module_input_name").asText("sentence_embedding");
    if (!input.equals("sentence_embedding")) {
      throw new AkinException.InvalidArgument(
          "module_input_name in " + file + " must be sentence_embedding: " + input);
    }
    int in = width(file, config, "in_features");
    int out = width(file, config, "out_features");
    Path weights = directory.resolve("model.safetensors");
    if (!Files.isRegularFile(weights)) {
      throw new AkinException.NotFound(
          "missing file: "
              + weights
              + (Files.exists(directory.resolve("pytorch_model.bin"))
                  ? "; pytorch_model.bin holds Python objects and is not read: save the model anew"
                      + " with sentence-transformers, which writes safetensors"
                  : ""));
    }
    Safetensors tensors = Safetensors.read(weights);
    boolean biased = config.path("bias").asBoolean(true);
    return new DenseLayer(
        in,
        out,
        tensors.values("linear.weight", out, in),
        biased ? tensors.values("linear.bias", out) : new float[out],
        activation(file, config.path("activation_function").asText("")));
  }

  private static int width(Path file, JsonNode config, String field) {
    int width = config.path(field).asInt(0);
    if (width < 1 || width > MAX_WIDTH) {
      throw new AkinException.InvalidArgument(
          field + " in " + file + " must be 1 to " + MAX_WIDTH + ": " + config.path(field));
    }
    return width;
  }

  private static Activation activation(Path file, String name) {
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "Identity" -> Activation.IDENTITY;
      // What sentence-transformers takes where the file says nothing.
      case "Tanh", "" -> Activation.TANH;
      case "ReLU" -> Activation.RELU;
      case "Sigmoid" -> Activation.SIGMOID;
      default ->
          throw new AkinException.InvalidArgument(
              "activation_function in "
                  + file
                  + " must be Identity, Tanh, ReLU or Sigmoid of torch.nn: "
                  + name);
    };
  }

  /** What becomes of a vector. */
  float[] apply(float[] vector) {
    if (vector.length != in) {
      throw new AkinException.InvalidArgument(
          "a Dense layer takes vectors of " + in + ", and the model makes " + vector.length);
    }
    float[] made = new float[out];
    for (int row = 0; row < out; row++) {
      float sum = bias[row];
      for (int i = 0; i < in; i++) {
        sum += weight[row * in + i] * vector[i];
      }
      made[row] = (float) activation.apply(sum);
    }
    return made;
  }

  /** All layers in turn. */
  static float[] apply(List<DenseLayer> layers, float[] vector) {
    float[] made = vector;
    for (DenseLayer layer : layers) {
      made = layer.apply(made);
    }
    return made;
  }

  /** SHA-256 of all that it consists of, in hexadecimal digits. */
  String digest() {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
    ByteBuffer bytes = ByteBuffer.allocate((weight.length + bias.length + 3) * Float.BYTES);
    bytes.putInt(in).putInt(out).putInt(activation.name().hashCode());
    bytes.asFloatBuffer().put(weight).put(bias);
    return HexFormat.of().formatHex(digest.digest(bytes.array()));
  }
}
