package dev.akin.embedders.onnx;

import java.util.Objects;

/**
 * All that {@link OnnxReranker} needs to run a cross-encoder. Immutable.
 *
 * @param text the transformer; its settings say how much it reads, and nothing of vectors
 * @param activation what is made of its output
 */
public record OnnxRerankerModel(OnnxTextModel text, Activation activation) {
  /** Checks that both are there. */
  public OnnxRerankerModel {
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(activation, "activation");
  }

  /** What is made of a model's output. */
  public enum Activation {
    /** The output itself, any number. */
    IDENTITY,
    /** The logistic function of it, 0 to 1. */
    SIGMOID;

    float apply(float output) {
      return switch (this) {
        case IDENTITY -> output;
        case SIGMOID -> (float) (1 / (1 + Math.exp(-output)));
      };
    }
  }
}
