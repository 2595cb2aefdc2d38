package dev.akin.embedders.onnx;

import dev.akin.api.AkinException;
import dev.akin.embedders.Embedder;
import dev.akin.embedders.EmbedderOptions;
import dev.akin.embedders.EmbedderProvider;
import dev.akin.embedders.Model;
import java.nio.file.Path;
import java.util.List;

/**
 * Opens models of text and images, and rerankers, that people have as ONNX files. Safe for any
 * number of threads.
 */
public final class OnnxEmbedderProvider implements EmbedderProvider {
  /** For {@link java.util.ServiceLoader}. */
  public OnnxEmbedderProvider() {}

  @Override
  public List<String> bundled() {
    return List.of();
  }

  @Override
  public Embedder openBundled(String name, EmbedderOptions options) {
    throw new AkinException.NotFound("no model '" + name + "' comes with the ONNX embedders");
  }

  @Override
  public String type() {
    return "onnx";
  }

  @Override
  public String formats() {
    return "a sentence-transformers or transformers.js directory, or an .onnx file with its"
        + " tokenizer.json";
  }

  @Override
  public boolean accepts(Path path) {
    return ModelFiles.accepts(path) || ImageModelDirectory.accepts(path);
  }

  @Override
  public Model open(String name, Path path, EmbedderOptions options) {
    if (ImageModelDirectory.accepts(path)) {
      return OnnxImageEmbedder.open(ImageModelDirectory.read(name, path), options);
    }
    ModelFiles files = ModelFiles.find(path);
    if (RerankerDirectory.accepts(files)) {
      return OnnxReranker.open(RerankerDirectory.read(name, files), options);
    }
    return OnnxTextEmbedder.open(ModelDirectory.read(name, files), options);
  }
}
