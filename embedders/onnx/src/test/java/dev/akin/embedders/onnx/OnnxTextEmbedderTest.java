package dev.akin.embedders.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.EmbedOptions;
import dev.akin.api.Input;
import dev.akin.api.Modality;
import dev.akin.api.ModelInfo;
import dev.akin.embedders.Embedder;
import dev.akin.embedders.EmbedderOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OnnxTextEmbedderTest {
  private static final EmbedderOptions OPTIONS =
      EmbedderOptions.DEFAULTS
          .withThreads(2)
          .withDevice("cpu")
          .withMaxBatchTokens(EmbedderOptions.MIN_BATCH_TOKENS);

  private Embedder embedder;

  @BeforeEach
  void open() {
    embedder =
        (Embedder) new OnnxEmbedderProvider().open("tiny", TestModels.directory("bert"), OPTIONS);
  }

  @AfterEach
  void close() {
    embedder.close();
  }

  @Test
  void saysWhatItIs() {
    ModelInfo info = embedder.info();
    assertThat(info.name()).isEqualTo("tiny");
    assertThat(info.dimension()).isEqualTo(24);
    assertThat(info.modalities()).containsExactly(Modality.TEXT);
    assertThat(info.maxTokens()).isEqualTo(16);
    assertThat(info.fingerprint()).matches("[0-9a-f]{64}");
  }

  @Test
  void nothingMakesNothing() {
    assertThat(embedder.embed(List.of(), EmbedOptions.DOCUMENT)).isEmpty();
  }

  @Test
  void wrongInputsAreNamedByIndex() {
    List<Input> inputs = List.of(Input.text("a"), Input.vector(1, 2));
    assertThatThrownBy(() -> embedder.embed(inputs, EmbedOptions.DOCUMENT))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessage("input 1 is a vector, and model 'tiny' embeds text");
  }

  @Test
  void textsThatNoOneWouldType() {
    for (String text :
        List.of("", "\u0000", "\ud800", "\udc00x", "\u200d", "\ud83d\ude00", "x".repeat(200_000))) {
      assertThat(embed(text)).hasSize(24);
    }
  }

  @Test
  void longTextsAreCut() {
    String words = "the cat sat on the mat and the dog sat on a cat ";
    assertThat(embed(words + "again")).isEqualTo(embed(words + "again and again and again"));
  }

  @Test
  void manyThreadsGetWhatOneGets() throws Exception {
    List<Input> inputs = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      inputs.add(Input.text("the cat sat ".repeat(i % 5) + "on mat"));
    }
    List<float[]> expected =
        inputs.stream().map(i -> ((Input.Text) i).text()).map(this::embed).toList();
    try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
      List<Future<List<float[]>>> answers = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        EmbedOptions options = i % 2 == 0 ? EmbedOptions.DOCUMENT : EmbedOptions.QUERY;
        answers.add(pool.submit(() -> embedder.embed(inputs, options)));
      }
      for (Future<List<float[]>> answer : answers) {
        for (int i = 0; i < inputs.size(); i++) {
          assertThat(answer.get().get(i)).containsExactly(expected.get(i), Offset.offset(1e-5f));
        }
      }
    }
  }

  @Test
  void anInterruptCancels() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> embed("a")).isInstanceOf(AkinException.Cancelled.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(embed("a")).hasSize(24);
  }

  @Test
  void closedIsClosedHoweverOften() {
    embedder.close();
    embedder.close();
    assertThatThrownBy(() -> embed("a"))
        .isInstanceOf(AkinException.FailedPrecondition.class)
        .hasMessageContaining("tiny");
    assertThat(embedder.info().dimension()).isEqualTo(24);
  }

  @Test
  void aGpuThatIsNotThereIsAnError() {
    assertThatThrownBy(
            () ->
                new OnnxEmbedderProvider()
                    .open("tiny", TestModels.directory("bert"), OPTIONS.withDevice("cuda:7")))
        .isInstanceOf(AkinException.FailedPrecondition.class)
        .hasMessageContaining("cuda:7");
  }

  private float[] embed(String text) {
    return embedder.embed(List.of(Input.text(text)), EmbedOptions.QUERY).getFirst();
  }
}
