package dev.akin.embedders.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.EmbedOptions;
import dev.akin.api.Input;
import dev.akin.embedders.Embedder;
import dev.akin.embedders.EmbedderOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A directory of each family, as sentence-transformers writes it, answers what it answered. */
class FamiliesTest {
  private static final EmbedderOptions CPU = EmbedderOptions.DEFAULTS.withDevice("cpu");

  @TempDir Path temp;

  /** The weights of roberta are float16, hence its tolerance. */
  @ParameterizedTest
  @CsvSource({
    "sbert, 12, 2e-5",
    "roberta, 24, 2e-2",
    "albert, 24, 2e-5",
    "xlnet, 24, 5e-5",
    "gpt2, 24, 5e-5"
  })
  void asSentenceTransformersEmbeds(String family, int dimension, float tolerance) {
    List<String> texts = TestModels.texts(family);
    List<Input> inputs = texts.stream().map(Input::text).toList();
    List<float[]> documents = TestModels.embedded(family, "document");
    List<float[]> queries = TestModels.embedded(family, "query");
    assertThat(documents).hasSameSizeAs(texts).hasSizeGreaterThan(5);
    Offset<Float> near = Offset.offset(tolerance);
    try (Embedder embedder = open(family, TestModels.directory(family))) {
      assertThat(embedder.info().dimension()).isEqualTo(dimension);
      assertThat(embedder.info().maxTokens()).isEqualTo(16);
      List<float[]> together = embedder.embed(inputs, EmbedOptions.DOCUMENT);
      for (int i = 0; i < texts.size(); i++) {
        assertThat(together.get(i)).as(texts.get(i)).containsExactly(documents.get(i), near);
        assertThat(embedder.embed(List.of(inputs.get(i)), EmbedOptions.QUERY).getFirst())
            .as(texts.get(i))
            .containsExactly(queries.get(i), near);
      }
    }
  }

  @Test
  void weightsOutsideTheFileCountAndMustBeThere() throws IOException {
    Path model = TestModels.copy("sbert", temp.resolve("model"));
    Path weights = model.resolve("onnx/weights.bin");
    byte[] bytes = Files.readAllBytes(weights);
    String before = fingerprint(model);
    bytes[bytes.length / 2] ^= 1;
    Files.write(weights, bytes);
    assertThat(fingerprint(model)).isNotEqualTo(before);
    Files.delete(weights);
    assertThatThrownBy(() -> open("sbert", model))
        .isInstanceOf(AkinException.NotFound.class)
        .hasMessageContaining("weights.bin");
  }

  @Test
  void denseLayersCountAndAreCheckedWhole() throws IOException {
    Path model = TestModels.copy("sbert", temp.resolve("model"));
    Path weights = model.resolve("2_Dense/model.safetensors");
    Path config = model.resolve("2_Dense/config.json");
    byte[] bytes = Files.readAllBytes(weights);
    String said = Files.readString(config);
    String before = fingerprint(model);
    byte[] other = bytes.clone();
    other[bytes.length - 1] ^= 1;
    Files.write(weights, other);
    assertThat(fingerprint(model)).isNotEqualTo(before);
    for (int length = 0; length < bytes.length; length += 97) {
      Files.write(weights, Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> open("sbert", model))
          .as("%d bytes", length)
          .isInstanceOf(AkinException.Corrupted.class)
          .hasMessageContaining("model.safetensors");
    }
    Files.write(weights, bytes);
    Files.writeString(config, said.replace("activation.Tanh", "activation.Mish"));
    assertThatThrownBy(() -> open("sbert", model))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("Mish");
    Files.writeString(config, said);
    Files.delete(weights);
    Files.write(model.resolve("2_Dense/pytorch_model.bin"), bytes);
    assertThatThrownBy(() -> open("sbert", model))
        .isInstanceOf(AkinException.NotFound.class)
        .hasMessageContaining("safetensors")
        .hasMessageContaining("pytorch_model.bin");
  }

  @Test
  void memoryGivenBackAfterEachBatchMakesTheSameVectors() {
    List<Input> inputs = TestModels.texts("albert").stream().map(Input::text).toList();
    List<List<float[]>> made = new ArrayList<>();
    for (boolean arena : new boolean[] {true, false}) {
      try (Embedder embedder =
          (Embedder)
              new OnnxEmbedderProvider()
                  .open("albert", TestModels.directory("albert"), CPU.withArena(arena))) {
        made.add(embedder.embed(inputs, EmbedOptions.DOCUMENT));
      }
    }
    for (int i = 0; i < inputs.size(); i++) {
      assertThat(made.get(1).get(i)).containsExactly(made.get(0).get(i), Offset.offset(1e-6f));
    }
  }

  private static String fingerprint(Path model) {
    try (Embedder embedder = open("sbert", model)) {
      return embedder.info().fingerprint();
    }
  }

  private static Embedder open(String name, Path path) {
    return (Embedder) new OnnxEmbedderProvider().open(name, path, CPU);
  }
}
