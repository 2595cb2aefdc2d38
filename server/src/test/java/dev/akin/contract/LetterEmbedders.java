package dev.akin.contract;

import dev.akin.api.AkinException;
import dev.akin.api.EmbedOptions;
import dev.akin.api.Input;
import dev.akin.api.Modality;
import dev.akin.api.ModelInfo;
import dev.akin.api.index.Metric;
import dev.akin.embedders.Embedder;
import dev.akin.embedders.EmbedderOptions;
import dev.akin.embedders.EmbedderProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** One small model named {@code letters}: how often each of the 26 letters occurs in a text. */
public final class LetterEmbedders implements EmbedderProvider {
  /** The name of the model. */
  public static final String LETTERS = "letters";

  private static final int DIMENSION = 26;

  /** For the service loader. */
  public LetterEmbedders() {}

  @Override
  public List<String> bundled() {
    return List.of(LETTERS);
  }

  @Override
  public Embedder openBundled(String name, EmbedderOptions options) {
    return new Letters();
  }

  @Override
  public String formats() {
    return "no file";
  }

  @Override
  public boolean accepts(Path path) {
    return false;
  }

  @Override
  public Embedder open(String name, Path path, EmbedderOptions options) {
    throw new AkinException.InvalidArgument("letters reads no files: " + path);
  }

  private static final class Letters implements Embedder {
    @Override
    public ModelInfo info() {
      return new ModelInfo(
          LETTERS, DIMENSION, Set.of(Modality.TEXT), Metric.COSINE, 0, "letters-of-english-1");
    }

    @Override
    public List<float[]> embed(List<Input> inputs, EmbedOptions options) {
      List<float[]> vectors = new ArrayList<>();
      for (int i = 0; i < inputs.size(); i++) {
        if (!(inputs.get(i) instanceof Input.Text(String text))) {
          throw new AkinException.InvalidArgument("inputs[" + i + "] must be text");
        }
        float[] counts = new float[DIMENSION];
        text.chars().filter(c -> c >= 'a' && c <= 'z').forEach(c -> counts[c - 'a']++);
        vectors.add(options.normalize() ? Metric.COSINE.prepare(counts) : counts);
      }
      return vectors;
    }

    @Override
    public void close() {}
  }
}
