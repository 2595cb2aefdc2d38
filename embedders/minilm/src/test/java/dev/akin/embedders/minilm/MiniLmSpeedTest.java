package dev.akin.embedders.minilm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.akin.api.EmbedOptions;
import dev.akin.api.Input;
import dev.akin.embedders.Embedder;
import dev.akin.embedders.EmbedderOptions;
import dev.akin.embedders.EmbedderRegistry;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How fast the model is beside langchain4j's, on the same texts in the same run; prints both. */
@Tag("long")
class MiniLmSpeedTest {
  private static final int ROUNDS = 4;
  private static final int SINGLE = 500;

  private static final EmbedderOptions TWO_THREADS = EmbedderOptions.DEFAULTS.withThreads(2);

  private interface Work {
    void run();
  }

  @Test
  void fasterThanLangchain4j() {
    List<String> glosses = Glosses.sample(2_000, 7);
    List<Input> inputs = glosses.stream().map(Input::text).toList();
    List<TextSegment> segments = glosses.stream().map(TextSegment::from).toList();
    EmbeddingModel theirs = new AllMiniLmL6V2QuantizedEmbeddingModel();
    double ourBatches = 0;
    double theirBatches = 0;
    double ourSingles = 0;
    double theirSingles = 0;
    try (Embedder ours = EmbedderRegistry.load().openBundled(MiniLmProvider.NAME, TWO_THREADS)) {
      for (int round = 0; round < ROUNDS; round++) {
        ourBatches =
            Math.max(
                ourBatches, rate(inputs.size(), () -> ours.embed(inputs, EmbedOptions.DOCUMENT)));
        theirBatches = Math.max(theirBatches, rate(inputs.size(), () -> theirs.embedAll(segments)));
        ourSingles =
            Math.max(
                ourSingles,
                rate(
                    SINGLE,
                    () ->
                        inputs
                            .subList(0, SINGLE)
                            .forEach(input -> ours.embed(List.of(input), EmbedOptions.QUERY))));
        theirSingles =
            Math.max(
                theirSingles,
                rate(SINGLE, () -> glosses.subList(0, SINGLE).forEach(theirs::embed)));
      }
    }
    System.out.printf(
        "texts/s, best of %d: batches %.0f, langchain4j %.0f (%.2fx); single %.0f, langchain4j %.0f"
            + " (%.2fx)%n",
        ROUNDS,
        ourBatches,
        theirBatches,
        ourBatches / theirBatches,
        ourSingles,
        theirSingles,
        ourSingles / theirSingles);
    assertThat(ourBatches).isGreaterThan(theirBatches);
    assertThat(ourSingles).isGreaterThan(0.9 * theirSingles);
  }

  private static double rate(int texts, Work work) {
    long start = System.nanoTime();
    work.run();
    return texts / ((System.nanoTime() - start) / 1e9);
  }
}
