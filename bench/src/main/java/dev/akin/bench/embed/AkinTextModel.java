package dev.akin.bench.embed;

import dev.akin.api.EmbedOptions;
import dev.akin.api.Input;
import dev.akin.embedders.Embedder;
import dev.akin.embedders.EmbedderOptions;
import dev.akin.embedders.EmbedderRegistry;
import java.util.List;

/** Our MiniLM. */
final class AkinTextModel implements TextModel {
  private final Embedder embedder =
      EmbedderRegistry.load().openBundled("minilm", EmbedderOptions.DEFAULTS);

  @Override
  public String name() {
    return "Akin minilm";
  }

  @Override
  public List<float[]> embedAll(List<String> texts) {
    return embedder.embed(
        texts.stream().<Input>map(Input.Text::new).toList(), EmbedOptions.DOCUMENT);
  }

  @Override
  public float[] embed(String text) {
    return embedder.embed(List.of(new Input.Text(text)), EmbedOptions.QUERY).getFirst();
  }

  @Override
  public void close() {
    embedder.close();
  }
}
