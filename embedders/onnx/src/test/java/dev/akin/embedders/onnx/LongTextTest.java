package dev.akin.embedders.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.EmbedOptions;
import dev.akin.api.Input;
import dev.akin.api.LongText;
import dev.akin.api.TokenVector;
import dev.akin.embedders.Embedder;
import dev.akin.embedders.EmbedderOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts of more than the 16 tokens, 14 of them words, that the model reads; and single tokens. */
class LongTextTest {
  private static final EmbedOptions AVERAGE = EmbedOptions.DOCUMENT.longText(LongText.AVERAGE);
  private static final EmbedOptions REJECT = EmbedOptions.DOCUMENT.longText(LongText.REJECT);

  /** 14 words of one token each. */
  private static final String FITS = "the cat sat on the mat and a dog sat on the cat again";

  @TempDir Path temp;
  private Embedder embedder;

  @BeforeEach
  void open() {
    embedder = open(TestModels.directory("bert"));
  }

  @AfterEach
  void close() {
    embedder.close();
  }

  @Test
  void whatFitsIsNotTouched() {
    float[] expected = embed(FITS, EmbedOptions.DOCUMENT);
    assertThat(embed(FITS, AVERAGE)).containsExactly(expected, Offset.offset(1e-6f));
    assertThat(embed(FITS, REJECT)).containsExactly(expected, Offset.offset(1e-6f));
  }

  @Test
  void piecesOfEqualLengthAreAveraged() {
    String[] words = (FITS + " " + FITS + " and the cat").split(" ", 0);
    assertThat(words).hasSize(31);
    float[] sum = new float[24];
    for (int[] piece : new int[][] {{0, 10}, {10, 20}, {20, 31}}) {
      String text = String.join(" ", List.of(words).subList(piece[0], piece[1]));
      float[] vector = embed(text, EmbedOptions.DOCUMENT);
      for (int d = 0; d < 24; d++) {
        sum[d] += (piece[1] - piece[0] + 2) * vector[d];
      }
    }
    float[] mean = embed(String.join(" ", words), AVERAGE);
    assertThat(length(mean)).isCloseTo(1, Offset.offset(1e-5));
    double scale = length(sum);
    for (int d = 0; d < 24; d++) {
      assertThat((double) mean[d]).isCloseTo(sum[d] / scale, Offset.offset(1e-5));
    }
    assertThat(embed(String.join(" ", words), EmbedOptions.DOCUMENT))
        .containsExactly(embed(FITS, EmbedOptions.DOCUMENT), Offset.offset(1e-6f));
  }

  @Test
  void longAndShortInOneCallStayInOrder() {
    List<Input> inputs = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      inputs.add(Input.text("cat ".repeat(1 + i % 40)));
    }
    List<float[]> together = embedder.embed(inputs, AVERAGE);
    for (int i = 0; i < inputs.size(); i++) {
      assertThat(together.get(i))
          .as("%d", i)
          .containsExactly(
              embed(((Input.Text) inputs.get(i)).text(), AVERAGE), Offset.offset(1e-5f));
    }
  }

  @Test
  void everyPieceGetsThePrefix() throws IOException {
    Path model = TestModels.copy("bert", temp.resolve("model"));
    Files.writeString(
        model.resolve("config_sentence_transformers.json"),
        "{\"prompts\": {\"document\": \"a dog \"}}");
    try (Embedder prefixed = open(model)) {
      // 24 words in pieces of at most 12: there is room for two fewer.
      String half = "cat ".repeat(12);
      float[] one = prefixed.embed(List.of(Input.text(half)), AVERAGE).getFirst();
      float[] two = prefixed.embed(List.of(Input.text(half + half)), AVERAGE).getFirst();
      assertThat(two).containsExactly(one, Offset.offset(1e-5f));
    }
  }

  @Test
  void refusedBeforeAnythingIsEmbeddedAndNamed() {
    List<Input> inputs = List.of(Input.text(FITS), Input.text(FITS + " cat"));
    assertThatThrownBy(() -> embedder.embed(inputs, REJECT))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessage(
            "input 1 must be at most 16 tokens long for model 'tiny', and has 17:"
                + " 'the cat sat on the mat and a dog sat on …'");
  }

  @Test
  void tokensHaveVectorsOfTheirOwnAndAPlaceInTheText() throws IOException {
    List<TokenVector> tokens = embedder.embedTokens("A cat, \ud83d\ude00 catx");
    assertThat(tokens.stream().map(TokenVector::token))
        .containsExactly("[CLS]", "a", "cat", ",", "[UNK]", "cat", "##x", "[SEP]");
    assertThat(tokens.get(2).start()).isEqualTo(2);
    assertThat(tokens.get(2).end()).isEqualTo(5);
    assertThat(tokens.get(5).start()).isEqualTo(9);
    assertThat(tokens.getLast().end()).isZero();
    float[] mean = new float[24];
    for (TokenVector token : tokens) {
      for (int d = 0; d < 24; d++) {
        mean[d] += token.vector()[d] / tokens.size();
      }
    }
    double scale = length(mean);
    float[] pooled = embed("A cat, \ud83d\ude00 catx", EmbedOptions.DOCUMENT);
    for (int d = 0; d < 24; d++) {
      assertThat(mean[d] / scale).isCloseTo(pooled[d], Offset.offset(1e-5));
    }
    // The same word elsewhere has another vector.
    assertThat(tokens.get(2).vector()).isNotEqualTo(tokens.get(5).vector());
    assertThat(embedder.embedTokens(FITS + FITS)).hasSize(16);
    try (Embedder without = open(TestModels.directory("positions"))) {
      assertThatThrownBy(() -> without.embedTokens("a"))
          .isInstanceOf(AkinException.InvalidArgument.class)
          .hasMessageContaining("tokens");
    }
  }

  private static Embedder open(Path path) {
    return (Embedder)
        new OnnxEmbedderProvider()
            .open("tiny", path, EmbedderOptions.DEFAULTS.withDevice("cpu").withThreads(2));
  }

  private float[] embed(String text, EmbedOptions options) {
    return embedder.embed(List.of(Input.text(text)), options).getFirst();
  }

  private static double length(float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }
}
