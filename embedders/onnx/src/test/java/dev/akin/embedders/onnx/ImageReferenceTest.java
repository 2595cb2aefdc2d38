package dev.akin.embedders.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.akin.api.AkinException;
import dev.akin.api.EmbedOptions;
import dev.akin.api.Input;
import dev.akin.api.Modality;
import dev.akin.api.Purpose;
import dev.akin.embedders.Embedder;
import dev.akin.embedders.EmbedderOptions;
import dev.akin.embedders.onnx.image.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models of images answer what PyTorch answers, for pictures of every kind and for texts. */
class ImageReferenceTest {
  private static final EmbedderOptions CPU = EmbedderOptions.DEFAULTS.withDevice("cpu");
  private static final EmbedOptions RAW = new EmbedOptions(Purpose.DOCUMENT, false);

  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(strings = {"clip", "clip-one-file", "siglip", "resnet", "vit"})
  void answersWhatPyTorchAnswers(String name) throws IOException {
    JsonNode reference =
        new ObjectMapper().readTree(TestModels.directory(name).resolve("reference.json").toFile());
    try (Embedder model = open(TestModels.directory(name))) {
      List<Input> inputs = new ArrayList<>();
      List<JsonNode> expected = new ArrayList<>();
      reference.path("pictures").forEach(p -> inputs.add(image(p.asText())));
      reference.path("images").forEach(expected::add);
      reference.path("texts").forEach(t -> inputs.add(Input.text(t.asText())));
      reference.path("vectors").forEach(expected::add);
      assertThat(model.info().modalities().contains(Modality.TEXT))
          .isEqualTo(reference.has("texts"));
      assertThat(model.info().dimension()).isEqualTo(expected.getFirst().size());
      assertThat(inputs).hasSameSizeAs(expected).hasSizeGreaterThan(10);
      List<float[]> together = model.embed(inputs, RAW);
      for (int i = 0; i < inputs.size(); i++) {
        assertThat(cosine(together.get(i), expected.get(i))).as("%s", i).isGreaterThan(0.9999);
        float[] alone = model.embed(List.of(inputs.get(i)), RAW).getFirst();
        assertThat(cosine(alone, expected.get(i))).as("%s alone", i).isGreaterThan(0.9999);
      }
      // They differ, so that the comparison says something.
      assertThat(cosine(together.get(1), expected.get(0))).isLessThan(0.9999);
    }
  }

  @Test
  void vectorsHaveUnitLength() {
    try (Embedder model = open(TestModels.directory("resnet"))) {
      float[] vector = model.embed(List.of(image("grey.png")), EmbedOptions.QUERY).getFirst();
      double squares = 0;
      for (float value : vector) {
        squares += value * value;
      }
      assertThat(squares).isBetween(0.9999, 1.0001);
    }
  }

  @Test
  void aBadImageIsNamedByItsIndex() {
    try (Embedder model = open(TestModels.directory("clip"))) {
      List<Input> inputs =
          List.of(image("grey.png"), Input.text("a cat"), Input.image(new byte[] {1, 2, 3}));
      assertThatThrownBy(() -> model.embed(inputs, RAW))
          .isInstanceOf(AkinException.InvalidArgument.class)
          .hasMessage(
              "input 2: image must be PNG, JPEG, WebP, GIF or BMP, and its first bytes are those"
                  + " of none");
    }
  }

  @Test
  void aModelWithoutTextRefusesText() {
    try (Embedder model = open(TestModels.directory("vit"))) {
      assertThat(model.info().maxTokens()).isZero();
      assertThatThrownBy(() -> model.embed(List.of(Input.text("a")), RAW))
          .hasMessageContaining("embeds image");
    }
  }

  @Test
  void thePreprocessorMakesTheModelsFingerprint() throws IOException {
    Path copy = TestModels.copy("vit", temp.resolve("vit"));
    Path config = copy.resolve("preprocessor_config.json");
    Files.writeString(
        config, Files.readString(config).replace("\"resample\": 2", "\"resample\": 3"));
    try (Embedder one = open(TestModels.directory("vit"));
        Embedder other = open(copy)) {
      assertThat(other.info().fingerprint()).isNotEqualTo(one.info().fingerprint());
    }
  }

  @Test
  void aPreprocessorOfAnotherSizeIsRefused() throws IOException {
    Path copy = TestModels.copy("vit", temp.resolve("vit"));
    Path config = copy.resolve("preprocessor_config.json");
    Files.writeString(config, Files.readString(config).replace("\"width\": 32", "\"width\": 40"));
    assertThatThrownBy(() -> open(copy))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("pixel_values")
        .hasMessageContaining("32 x 40");
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    Path copy = TestModels.copy("clip", temp.resolve("clip"));
    Files.delete(copy.resolve("tokenizer.json"));
    assertThatThrownBy(() -> open(copy))
        .isInstanceOf(AkinException.NotFound.class)
        .hasMessageContaining("tokenizer.json");
  }

  private static Embedder open(Path path) {
    return (Embedder) new OnnxEmbedderProvider().open("tiny", path, CPU);
  }

  private static Input image(String name) {
    return Input.image(TestImages.bytes(name));
  }

  private static double cosine(float[] actual, JsonNode expected) {
    double product = 0;
    double one = 0;
    double other = 0;
    for (int d = 0; d < actual.length; d++) {
      double value = expected.get(d).asDouble();
      product += actual[d] * value;
      one += (double) actual[d] * actual[d];
      other += value * value;
    }
    return product / Math.sqrt(one * other);
  }
}
