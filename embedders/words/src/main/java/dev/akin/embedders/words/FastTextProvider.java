package dev.akin.embedders.words;

import dev.akin.api.AkinException;
import dev.akin.embedders.Embedder;
import dev.akin.embedders.EmbedderOptions;
import dev.akin.embedders.EmbedderProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Opens fastText models. Safe for any number of threads. */
public final class FastTextProvider implements EmbedderProvider {
  /** For {@link java.util.ServiceLoader}. */
  public FastTextProvider() {}

  @Override
  public List<String> bundled() {
    return List.of();
  }

  @Override
  public Embedder openBundled(String name, EmbedderOptions options) {
    throw new AkinException.NotFound("no model '" + name + "' comes with the word vectors");
  }

  @Override
  public String type() {
    return "fasttext";
  }

  @Override
  public String formats() {
    return "a fastText .bin or .ftz file";
  }

  @Override
  public boolean accepts(Path path) {
    String name = path.toString();
    // The binary files of word2vec end with .bin as well.
    return Files.isRegularFile(path)
        && (name.endsWith(".ftz") || (name.endsWith(".bin") && FastTextModel.looksLikeOne(path)));
  }

  @Override
  public Embedder open(String name, Path path, EmbedderOptions options) {
    return new FastTextEmbedder(name, FastTextModel.open(path));
  }
}
