package dev.akin.embedders.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.akin.api.EmbedOptions;
import dev.akin.api.Input;
import dev.akin.api.Purpose;
import dev.akin.embedders.Embedder;
import dev.akin.embedders.EmbedderOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models answer what PyTorch answers, text by text and in padded batches. */
class ReferenceTest {
  private static final Offset<Float> TOLERANCE = Offset.offset(2e-4f);
  private static final EmbedderOptions CPU = EmbedderOptions.DEFAULTS.withDevice("cpu");
  private static final EmbedOptions RAW = new EmbedOptions(Purpose.DOCUMENT, false);

  @TempDir Path temp;

  @ParameterizedTest
  @CsvSource({
    "cls, pooling_mode_cls_token",
    "mean, pooling_mode_mean_tokens",
    "max, pooling_mode_max_tokens",
    "mean_sqrt_len_tokens, pooling_mode_mean_sqrt_len_tokens",
    "weightedmean, pooling_mode_weightedmean_tokens",
    "lasttoken, pooling_mode_lasttoken"
  })
  void everyPooling(String mode, String flag) throws IOException {
    Path model = TestModels.copy("bert", temp.resolve("model"));
    for (String json :
        List.of("{\"" + flag + "\": true}", "{\"pooling_mode\": \"" + mode + "\"}")) {
      Files.writeString(model.resolve("1_Pooling/config.json"), json);
      try (Embedder embedder = open(model, CPU)) {
        expect(embedder, "bert", mode);
      }
    }
  }

  @Test
  void smallBatchesMakeTheSameVectors() {
    Path model = TestModels.directory("bert");
    try (Embedder embedder = open(model, CPU.withMaxBatchTokens(16).withThreads(2))) {
      expect(embedder, "bert", "mean");
    }
  }

  @Test
  void int32InputsPositionsAndTheModelsOwnSentenceVector() {
    try (Embedder embedder = open(TestModels.directory("positions"), CPU)) {
      assertThat(embedder.info().dimension()).isEqualTo(8);
      expect(embedder, "positions", "own");
    }
  }

  @Test
  void oneOnnxFileIsEnoughToNameAModel() {
    Path file = TestModels.directory("bert").resolve("onnx/model.onnx");
    try (Embedder embedder = open(file, CPU)) {
      expect(embedder, "bert", "mean");
    }
  }

  @Test
  void normalisesWhereTheModulesSaySo() throws IOException {
    try (Embedder embedder = open(TestModels.directory("bert"), CPU)) {
      assertThat(length(embedder)).isCloseTo(1, Offset.offset(1e-5));
    }
    Path model = TestModels.copy("bert", temp.resolve("model"));
    String modules = Files.readString(model.resolve("modules.json"));
    Files.writeString(
        model.resolve("modules.json"), modules.replace("models.Normalize", "models.Transformer"));
    try (Embedder embedder = open(model, CPU)) {
      assertThat(length(embedder)).isGreaterThan(1.5);
    }
  }

  @Test
  void prefixesGoBeforeQueriesAndDocuments() throws IOException {
    Path model = TestModels.copy("bert", temp.resolve("model"));
    Files.writeString(
        model.resolve("config_sentence_transformers.json"),
        "{\"prompts\": {\"query\": \"a cat \", \"document\": \"the dog \"}}");
    try (Embedder plain = open(TestModels.directory("bert"), CPU);
        Embedder prefixed = open(model, CPU)) {
      assertThat(prefixed.embed(List.of(Input.text("sat")), EmbedOptions.QUERY).getFirst())
          .isEqualTo(plain.embed(List.of(Input.text("a cat sat")), EmbedOptions.QUERY).getFirst());
      assertThat(prefixed.embed(List.of(Input.text("sat")), EmbedOptions.DOCUMENT).getFirst())
          .isEqualTo(
              plain.embed(List.of(Input.text("the dog sat")), EmbedOptions.QUERY).getFirst());
      assertThat(prefixed.info().fingerprint()).isNotEqualTo(plain.info().fingerprint());
    }
  }

  private static Embedder open(Path path, EmbedderOptions options) {
    return (Embedder) new OnnxEmbedderProvider().open("tiny", path, options);
  }

  private static double length(Embedder embedder) {
    double squares = 0;
    for (float value :
        embedder.embed(List.of(Input.text("a cat")), EmbedOptions.DOCUMENT).getFirst()) {
      squares += value * value;
    }
    return Math.sqrt(squares);
  }

  private static void expect(Embedder embedder, String model, String pooling) {
    List<String> texts = TestModels.texts(model);
    List<float[]> expected = TestModels.vectors(model, pooling);
    assertThat(expected).hasSameSizeAs(texts).hasSizeGreaterThan(5);
    List<Input> inputs = texts.stream().map(Input::text).toList();
    List<float[]> together = embedder.embed(inputs, RAW);
    List<float[]> apart = new ArrayList<>();
    for (Input input : inputs) {
      apart.addAll(embedder.embed(List.of(input), RAW));
    }
    for (int i = 0; i < texts.size(); i++) {
      assertThat(together.get(i)).as(texts.get(i)).containsExactly(expected.get(i), TOLERANCE);
      assertThat(apart.get(i)).as(texts.get(i)).containsExactly(expected.get(i), TOLERANCE);
    }
  }
}
