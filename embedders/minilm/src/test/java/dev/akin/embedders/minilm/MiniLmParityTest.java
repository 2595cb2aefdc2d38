package dev.akin.embedders.minilm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.akin.api.EmbedOptions;
import dev.akin.api.Input;
import dev.akin.embedders.Embedder;
import dev.akin.embedders.EmbedderOptions;
import dev.akin.embedders.EmbedderRegistry;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The model makes the vectors that langchain4j's own code makes from the same files. */
class MiniLmParityTest {
  private static final double FLOOR = 0.9999;

  private static Embedder ours;
  private static EmbeddingModel theirs;

  @BeforeAll
  static void open() {
    ours = EmbedderRegistry.load().openBundled(MiniLmProvider.NAME, EmbedderOptions.DEFAULTS);
    theirs = new AllMiniLmL6V2QuantizedEmbeddingModel();
  }

  @AfterAll
  static void close() {
    ours.close();
  }

  @Test
  void glossesInOneBatch() {
    List<String> glosses = Glosses.sample(200, 42);
    List<Input> inputs = glosses.stream().map(Input::text).toList();
    List<float[]> vectors = ours.embed(inputs, EmbedOptions.DOCUMENT);
    for (int i = 0; i < glosses.size(); i++) {
      assertThat(cosine(vectors.get(i), reference(glosses.get(i))))
          .as(glosses.get(i))
          .isGreaterThan(FLOOR);
    }
  }

  @Test
  void glossesOneByOne() {
    for (String gloss : Glosses.sample(200, 43)) {
      assertThat(cosine(embed(gloss), reference(gloss))).as(gloss).isGreaterThan(FLOOR);
    }
  }

  @Test
  void emojiChineseAccentsAndLongTexts() {
    String words = String.join(" ", Glosses.sample(40, 44));
    for (String text :
        List.of(
            "a smiling face \ud83d\ude00 and a family"
                + " \ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67",
            "\u4f60\u597d\uff0c\u4e16\u754c \u65e5\u672c\u8a9e\u306e\u30c6\u30ad\u30b9\u30c8",
            "cafe\u0301 na\u00efve \u0130stanbul \u00df",
            "x",
            words.substring(0, 500))) {
      assertThat(cosine(embed(text), reference(text))).as(text).isGreaterThan(FLOOR);
    }
  }

  /** langchain4j cuts texts at 128 tokens, since the tokenizer's file says so; we go on to 256. */
  @Test
  void beyondLangchain4jsLimitOnlyTheLimitDiffers() {
    String text = String.join(" ", Glosses.sample(40, 44)).substring(0, 700);
    assertThat(cosine(embed(text), reference(text))).isBetween(0.8, 0.99);
  }

  private static float[] embed(String text) {
    return ours.embed(List.of(Input.text(text)), EmbedOptions.QUERY).getFirst();
  }

  private static float[] reference(String text) {
    return theirs.embed(text).content().vector();
  }

  static double cosine(float[] a, float[] b) {
    double dot = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      squaresA += (double) a[i] * a[i];
      squaresB += (double) b[i] * b[i];
    }
    return dot / Math.sqrt(squaresA * squaresB);
  }
}
