package dev.akin.embedders.emoji;

import dev.akin.api.AkinException;
import dev.akin.embedders.Embedder;
import dev.akin.embedders.EmbedderOptions;
import dev.akin.embedders.EmbedderProvider;
import dev.akin.embedders.onnx.ImageModel;
import dev.akin.embedders.onnx.OnnxImageEmbedder;
import dev.akin.embedders.onnx.OnnxSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Brings the model {@code emoji}: pictures and short English texts in one space of 256 dimensions.
 * Trained on emoji only; it knows nothing of photographs. Safe for any number of threads.
 */
public final class EmojiProvider implements EmbedderProvider {
  /** The model's name. */
  public static final String NAME = "emoji";

  /** The longest text, special tokens included. */
  public static final int MAX_TOKENS = 32;

  /** For {@link java.util.ServiceLoader}. */
  public EmojiProvider() {}

  @Override
  public List<String> bundled() {
    return List.of(NAME);
  }

  @Override
  public Embedder openBundled(String name, EmbedderOptions options) {
    if (!name.equals(NAME)) {
      throw new AkinException.NotFound("no model '" + name + "'; known models: " + NAME);
    }
    String tokenizer = "tokenizer.json";
    ImageModel.TextSide text =
        new ImageModel.TextSide(
            onnx("onnx/text_model.onnx"),
            EmojiFiles.read(tokenizer),
            NAME + "/" + tokenizer,
            MAX_TOKENS,
            0,
            false);
    ImageModel model =
        new ImageModel(
            NAME,
            onnx("onnx/vision_model.onnx"),
            EmojiFiles.read("preprocessor_config.json"),
            Optional.of(text));
    return OnnxImageEmbedder.open(model, options);
  }

  /** A few megabytes: read into memory, not unpacked. */
  private static OnnxSource onnx(String file) {
    return new OnnxSource.Bytes(NAME + "/" + file, EmojiFiles.read(file));
  }

  @Override
  public String formats() {
    return "";
  }

  @Override
  public boolean accepts(Path path) {
    return false;
  }

  @Override
  public Embedder open(String name, Path path, EmbedderOptions options) {
    throw new AkinException.InvalidArgument(
        "model '" + NAME + "' comes with Akin and is not read from files: " + path);
  }
}
