package dev.akin.embedders.words;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.EmbedOptions;
import dev.akin.api.Input;
import dev.akin.embedders.Embedder;
import dev.akin.embedders.EmbedderOptions;
import dev.akin.embedders.EmbedderRegistry;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small models that fasttext 0.9.2 trained on WordNet glosses, and what it printed for them. */
class FastTextModelTest {
  private static final int DIMENSION = 6;

  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(strings = {"skipgram.bin", "supervised.ftz"})
  void sentencesAsTheCommandPrintsThem(String file) throws IOException {
    List<String> sentences = lines("sentences.txt");
    List<String> printed = lines(file.substring(0, file.indexOf('.')) + ".txt");
    try (Embedder embedder =
        EmbedderRegistry.load().open("tiny", path(file), EmbedderOptions.DEFAULTS)) {
      assertThat(embedder.info().dimension()).isEqualTo(DIMENSION);
      List<float[]> vectors =
          embedder.embed(sentences.stream().map(Input::text).toList(), EmbedOptions.DOCUMENT);
      for (int i = 0; i < sentences.size(); i++) {
        assertThat(vectors.get(i))
            .as(sentences.get(i))
            .containsExactly(
                FastTextCommand.vector(printed.get(i), DIMENSION), Offset.offset(1e-5f));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"skipgram.bin", "supervised.ftz"})
  void aTornOrOversizedFileIsSaidToBeOne(String file) throws IOException {
    byte[] bytes = Files.readAllBytes(path(file));
    Path torn = temp.resolve(file);
    for (int length = 0; length < bytes.length; length += 1 + length / 50) {
      Files.write(torn, Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> FastTextModel.open(torn))
          .as("%d bytes", length)
          .isInstanceOf(AkinException.Corrupted.class)
          .hasMessageContaining(torn.toString());
    }
    Files.write(torn, Arrays.copyOf(bytes, bytes.length + 1));
    assertThatThrownBy(() -> FastTextModel.open(torn))
        .isInstanceOf(AkinException.Corrupted.class)
        .hasMessageContaining("goes on");
  }

  @ParameterizedTest
  @ValueSource(strings = {"skipgram.bin", "supervised.ftz"})
  void flippedBitsAreFoundOrHarmless(String file) throws IOException {
    long seed = Long.getLong("test.seed", 20261124L);
    Random random = new Random(seed);
    byte[] bytes = Files.readAllBytes(path(file));
    Path flipped = temp.resolve(file);
    int found = 0;
    for (int round = 0; round < 400; round++) {
      byte[] damaged = bytes.clone();
      damaged[random.nextInt(round % 2 == 0 ? 400 : damaged.length)] ^=
          (byte) (1 << random.nextInt(8));
      Files.write(flipped, damaged);
      try (FastTextModel model = FastTextModel.open(flipped)) {
        model.sentenceVector("the act of escaping \u4e16\u754c");
      } catch (AkinException.Corrupted e) {
        found++;
      }
    }
    assertThat(found).as("seed %d", seed).isBetween(20, 399);
  }

  @Test
  void anotherModelHasAnotherFingerprint() throws IOException {
    byte[] bytes = Files.readAllBytes(path("skipgram.bin"));
    Path other = temp.resolve("other.bin");
    bytes[bytes.length / 2] ^= 1;
    Files.write(other, bytes);
    try (FastTextModel one = FastTextModel.open(path("skipgram.bin"));
        FastTextModel two = FastTextModel.open(other)) {
      assertThat(one.fingerprint()).matches("[0-9a-f]{64}").isNotEqualTo(two.fingerprint());
    }
  }

  @Test
  void whatAnEmbedderMustRefuse() throws IOException {
    Embedder embedder = new FastTextEmbedder("tiny", FastTextModel.open(path("skipgram.bin")));
    assertThat(embedder.embed(List.of(), EmbedOptions.DOCUMENT)).isEmpty();
    assertThatThrownBy(
            () ->
                embedder.embed(
                    List.of(Input.text("a"), Input.image(new byte[1])), EmbedOptions.QUERY))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("input 1");
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> embedder.embed(List.of(Input.text("a")), EmbedOptions.QUERY))
        .isInstanceOf(AkinException.Cancelled.class);
    assertThat(Thread.interrupted()).isTrue();
    embedder.close();
    embedder.close();
    assertThatThrownBy(() -> embedder.embed(List.of(Input.text("a")), EmbedOptions.QUERY))
        .isInstanceOf(AkinException.FailedPrecondition.class);
  }

  private static List<String> lines(String file) throws IOException {
    return Files.readAllLines(path(file), StandardCharsets.UTF_8);
  }

  private static Path path(String file) {
    try {
      return Path.of(FastTextModelTest.class.getResource("/fasttext/" + file).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
