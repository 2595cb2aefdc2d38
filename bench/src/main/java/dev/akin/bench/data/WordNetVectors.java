package dev.akin.bench.data;

import dev.akin.api.EmbedOptions;
import dev.akin.api.Input;
import dev.akin.cli.quickstart.Gloss;
import dev.akin.cli.quickstart.WordNet;
import dev.akin.embedders.Embedder;
import dev.akin.embedders.EmbedderOptions;
import dev.akin.embedders.EmbedderRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The glosses of WordNet 3.1, about 117,000, embedded by our own MiniLM: 384 numbers each. What a
 * text search of ours really looks like.
 *
 * @param limit glosses at most, spread over all parts of speech
 * @param progress told how far it is
 */
public record WordNetVectors(int limit, Consumer<String> progress) implements VectorSource {
  private static final int BATCH = 4096;

  @Override
  public String name() {
    return limit == Integer.MAX_VALUE ? "wordnet" : "wordnet-" + limit;
  }

  @Override
  public float[][] load(Path folder) {
    List<Gloss> glosses = WordNet.open().spread(limit);
    List<float[]> vectors = new ArrayList<>(glosses.size());
    try (Embedder embedder =
        EmbedderRegistry.load().openBundled("minilm", EmbedderOptions.DEFAULTS)) {
      for (int from = 0; from < glosses.size(); from += BATCH) {
        List<Input> texts =
            glosses.subList(from, Math.min(glosses.size(), from + BATCH)).stream()
                .<Input>map(gloss -> new Input.Text(gloss.text()))
                .toList();
        vectors.addAll(embedder.embed(texts, EmbedOptions.DOCUMENT));
        progress.accept("embedded " + vectors.size() + " of " + glosses.size() + " glosses");
      }
    }
    return vectors.toArray(float[][]::new);
  }
}
