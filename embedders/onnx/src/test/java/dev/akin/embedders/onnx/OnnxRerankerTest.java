package dev.akin.embedders.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.akin.api.AkinException;
import dev.akin.api.ModelInfo;
import dev.akin.api.ModelKind;
import dev.akin.embedders.EmbedderOptions;
import dev.akin.embedders.EmbedderRegistry;
import dev.akin.embedders.Model;
import dev.akin.embedders.Reranker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cross-encoders score pairs as sentence-transformers does. */
class OnnxRerankerTest {
  private static final EmbedderOptions CPU = EmbedderOptions.DEFAULTS.withDevice("cpu");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Offset<Float> NEAR = Offset.offset(2e-5f);

  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(strings = {"cross-bert", "cross-roberta"})
  void asSentenceTransformersScores(String name) throws IOException {
    List<String> passages = strings(reference(name).path("passages"));
    List<String> questions = strings(reference(name).path("questions"));
    assertThat(passages).hasSizeGreaterThan(5);
    try (Reranker reranker = open(TestModels.directory(name))) {
      ModelInfo info = reranker.info();
      assertThat(info.kind()).isEqualTo(ModelKind.RERANKER);
      assertThat(info.maxTokens()).isEqualTo(16);
      for (int q = 0; q < questions.size(); q++) {
        float[] expected = floats(reference(name).path("scores").path(q));
        float[] together = reranker.score(questions.get(q), passages);
        assertThat(together).containsExactly(expected, NEAR);
        assertThat(together[0]).isNotCloseTo(together[1 + q], Offset.offset(1e-3f));
        for (int i = 0; i < passages.size(); i++) {
          assertThat(reranker.score(questions.get(q), List.of(passages.get(i))))
              .as("%s / %s", questions.get(q), passages.get(i))
              .containsExactly(new float[] {expected[i]}, NEAR);
        }
      }
      assertThat(reranker.score("who?", List.of())).isEmpty();
      assertThat(reranker.stats().inputs()).isEqualTo(2L * questions.size() * passages.size());
    }
  }

  @Test
  void manyAtOnceFromSeveralThreadsScoreTheSame() throws Exception {
    JsonNode reference = reference("cross-bert");
    List<String> passages = strings(reference.path("passages"));
    String question = reference.path("questions").path(0).asText();
    float[] expected = floats(reference.path("scores").path(0));
    List<String> many = new ArrayList<>();
    Collections.nCopies(50, passages).forEach(many::addAll);
    try (Reranker reranker = open(TestModels.directory("cross-bert"));
        ExecutorService threads = Executors.newFixedThreadPool(3)) {
      Callable<float[]> call = () -> reranker.score(question, many);
      for (Future<float[]> scores : threads.invokeAll(Collections.nCopies(6, call))) {
        for (int i = 0; i < many.size(); i++) {
          assertThat(scores.get()[i]).isCloseTo(expected[i % expected.length], NEAR);
        }
      }
    }
  }

  @Test
  void theActivationIsFoundWhereverItIsWritten() throws IOException {
    float[] logits =
        scored(config -> config.put("unrelated", 1), "torch.nn.modules.linear.Identity");
    float[] logistic = new float[logits.length];
    for (int i = 0; i < logits.length; i++) {
      logistic[i] = (float) (1 / (1 + Math.exp(-logits[i])));
    }
    String sigmoid = "torch.nn.modules.activation.Sigmoid";
    assertThat(scored(config -> {}, sigmoid)).containsExactly(logistic, NEAR);
    assertThat(scored(config -> {}, "")).containsExactly(logistic, NEAR);
    assertThat(
            scored(
                config ->
                    config
                        .putObject("sentence_transformers")
                        .put("activation_fn", "torch.nn.Identity"),
                ""))
        .containsExactly(logits, NEAR);
    assertThat(
            scored(
                config -> config.put("sbert_ce_default_activation_function", "torch.nn.Identity"),
                ""))
        .containsExactly(logits, NEAR);
    assertThatThrownBy(() -> scored(config -> {}, "torch.nn.modules.activation.Tanh"))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("unsupported activation torch.nn.modules.activation.Tanh");
  }

  /** Scores by a copy of the model with another config.json, and another activation or none. */
  private float[] scored(Consumer<ObjectNode> change, String activation) throws IOException {
    Path model = TestModels.copy("cross-bert", Files.createTempDirectory(temp, "model"));
    edit(
        model.resolve("config.json"),
        config -> {
          config.remove("sentence_transformers");
          change.accept(config);
        });
    edit(
        model.resolve("config_sentence_transformers.json"),
        config -> {
          config.remove("activation_fn");
          if (!activation.isEmpty()) {
            config.put("activation_fn", activation);
          }
        });
    try (Reranker reranker = open(model)) {
      return reranker.score("a cat", List.of("a dog", "the mat", "who?"));
    }
  }

  private static void edit(Path file, Consumer<ObjectNode> change) throws IOException {
    ObjectNode json = (ObjectNode) JSON.readTree(file.toFile());
    change.accept(json);
    JSON.writeValue(file.toFile(), json);
  }

  @Test
  void whatIsNoRerankerIsRefused() throws IOException {
    Path model = TestModels.copy("cross-bert", temp.resolve("prompted"));
    edit(
        model.resolve("config_sentence_transformers.json"),
        config -> config.put("default_prompt_name", "query"));
    assertThatThrownBy(() -> open(model))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("default_prompt_name");
    // Vectors of tokens where scores should be.
    Path vectors = TestModels.copy("bert", temp.resolve("vectors"));
    Files.delete(vectors.resolve("modules.json"));
    Files.delete(vectors.resolve("1_Pooling/config.json"));
    edit(
        vectors.resolve("config.json"),
        config -> config.putArray("architectures").add("BertForSequenceClassification"));
    assertThatThrownBy(() -> open(vectors))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("no output 'logits'");
    EmbedderRegistry registry = new EmbedderRegistry(List.of(new OnnxEmbedderProvider()));
    assertThatThrownBy(() -> registry.open("cross", TestModels.directory("cross-bert"), CPU))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("'cross' is a reranker");
    Path damaged = TestModels.copy("cross-bert", temp.resolve("damaged"));
    Path onnx = damaged.resolve("onnx/model.onnx");
    Files.write(onnx, Arrays.copyOf(Files.readAllBytes(onnx), 1000));
    assertThatThrownBy(() -> open(damaged)).isInstanceOf(AkinException.Corrupted.class);
    Reranker closed = open(TestModels.directory("cross-bert"));
    closed.close();
    closed.close();
    assertThatThrownBy(() -> closed.score("a", List.of("b")))
        .isInstanceOf(AkinException.FailedPrecondition.class);
  }

  private static Reranker open(Path path) {
    Model model = new OnnxEmbedderProvider().open("tiny", path, CPU);
    assertThat(model).isInstanceOf(Reranker.class);
    return (Reranker) model;
  }

  private static JsonNode reference(String name) throws IOException {
    return JSON.readTree(TestModels.directory(name).resolve("reference.json").toFile());
  }

  private static List<String> strings(JsonNode array) {
    List<String> strings = new ArrayList<>();
    array.forEach(each -> strings.add(each.asText()));
    return strings;
  }

  private static float[] floats(JsonNode array) {
    float[] floats = new float[array.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) array.get(i).asDouble();
    }
    return floats;
  }
}
