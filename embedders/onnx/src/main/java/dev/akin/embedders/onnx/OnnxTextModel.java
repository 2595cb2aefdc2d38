package dev.akin.embedders.onnx;

import dev.akin.api.Names;
import java.util.Objects;

/**
 * All that {@link OnnxTextEmbedder} needs to run a text model. Immutable.
 *
 * @param name under which collections refer to it
 * @param onnx the model
 * @param tokenizerJson the tokenizer as Hugging Face's {@code tokenizer.json} has it; not copied
 * @param tokenizerLabel its name in messages
 * @param settings pooling and the rest
 */
@SuppressWarnings("ArrayRecordComponent")
public record OnnxTextModel(
    String name,
    OnnxSource onnx,
    byte[] tokenizerJson,
    String tokenizerLabel,
    TextSettings settings) {
  /** Checks that all is there. */
  public OnnxTextModel {
    Names.check("model name", name);
    Objects.requireNonNull(onnx, "onnx");
    Objects.requireNonNull(tokenizerJson, "tokenizerJson");
    Objects.requireNonNull(tokenizerLabel, "tokenizerLabel");
    Objects.requireNonNull(settings, "settings");
  }
}
