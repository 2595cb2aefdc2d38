package dev.akin.embedders.onnx;

import dev.akin.api.Names;
import java.util.Objects;
import java.util.Optional;

/**
 * All that {@link OnnxImageEmbedder} needs to run a model of images, and perhaps of text in the
 * same space. Immutable.
 *
 * @param name under which collections refer to it
 * @param vision the model that takes {@code pixel_values}
 * @param preprocessorJson the contents of its {@code preprocessor_config.json}; not copied
 * @param text the side that takes text, if there is one
 */
@SuppressWarnings("ArrayRecordComponent")
public record ImageModel(
    String name, OnnxSource vision, byte[] preprocessorJson, Optional<TextSide> text) {
  /**
   * The side of a dual encoder that takes text.
   *
   * @param onnx the model; the vision side's own source if one file holds both
   * @param tokenizerJson the tokenizer as Hugging Face's {@code tokenizer.json} has it; not copied
   * @param tokenizerLabel its name in messages
   * @param maxTokens of one text, special tokens included; longer texts are truncated
   * @param padToken the id of the padding token
   * @param padsToMaximum whether each text is padded to the maximum, since the model was trained so
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record TextSide(
      OnnxSource onnx,
      byte[] tokenizerJson,
      String tokenizerLabel,
      int maxTokens,
      int padToken,
      boolean padsToMaximum) {
    /** Checks that all is there. */
    public TextSide {
      Objects.requireNonNull(onnx, "onnx");
      Objects.requireNonNull(tokenizerJson, "tokenizerJson");
      Objects.requireNonNull(tokenizerLabel, "tokenizerLabel");
    }
  }

  /** Checks that all is there. */
  public ImageModel {
    Names.check("model name", name);
    Objects.requireNonNull(vision, "vision");
    Objects.requireNonNull(preprocessorJson, "preprocessorJson");
    Objects.requireNonNull(text, "text");
  }
}
