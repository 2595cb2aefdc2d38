package dev.akin.embedders.minilm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.EmbedOptions;
import dev.akin.api.Input;
import dev.akin.api.Modality;
import dev.akin.api.Purpose;
import dev.akin.api.index.Metric;
import dev.akin.embedders.Embedder;
import dev.akin.embedders.EmbedderOptions;
import dev.akin.embedders.EmbedderRegistry;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MiniLmProviderTest {
  private static Embedder embedder;

  @BeforeAll
  static void open() {
    EmbedderRegistry registry = EmbedderRegistry.load();
    assertThat(registry.bundledNames()).containsExactly("minilm");
    embedder = registry.openBundled("minilm", EmbedderOptions.DEFAULTS);
  }

  @AfterAll
  static void close() {
    embedder.close();
  }

  @Test
  void saysWhatItIs() {
    assertThat(embedder.info().dimension()).isEqualTo(384);
    assertThat(embedder.info().modalities()).containsExactly(Modality.TEXT);
    assertThat(embedder.info().metric()).isEqualTo(Metric.COSINE);
    assertThat(embedder.info().maxTokens()).isEqualTo(256);
    // Collections remember it: if this changes, they must be embedded again.
    assertThat(embedder.info().fingerprint())
        .isEqualTo("eba5ae72ae3fec293024557c7fb783422f205fd590b2ad9680e87c8a5d2c693e");
  }

  @Test
  void aVectorDoesNotDependOnItsNeighbours() {
    List<Input> inputs = Glosses.sample(60, 5).stream().map(Input::text).toList();
    List<float[]> together = embedder.embed(inputs, EmbedOptions.DOCUMENT);
    for (int i = 0; i < inputs.size(); i++) {
      assertThat(embedder.embed(List.of(inputs.get(i)), EmbedOptions.QUERY).getFirst())
          .containsExactly(together.get(i), Offset.offset(1e-5f));
    }
  }

  @Test
  void meaningIsCloserThanWords() {
    List<float[]> vectors =
        embedder.embed(
            List.of(
                Input.text("a vehicle with four wheels and an engine"),
                Input.text("motor car"),
                Input.text("a theatre with four stages and an audience")),
            EmbedOptions.DOCUMENT);
    assertThat(dot(vectors.get(0), vectors.get(1)))
        .isGreaterThan(dot(vectors.get(0), vectors.get(2)));
  }

  @Test
  void normalisationIsOptional() {
    Input text = Input.text("a text of some length, with punctuation.");
    float[] unit = embedder.embed(List.of(text), EmbedOptions.DOCUMENT).getFirst();
    float[] raw =
        embedder.embed(List.of(text), new EmbedOptions(Purpose.DOCUMENT, false)).getFirst();
    assertThat(dot(unit, unit)).isCloseTo(1, Offset.offset(1e-5));
    double length = Math.sqrt(dot(raw, raw));
    assertThat(length).isNotCloseTo(1, Offset.offset(0.01));
    assertThat(dot(unit, raw)).isCloseTo(length, Offset.offset(1e-4));
  }

  @Test
  void anotherNameIsUnknown() {
    assertThatThrownBy(() -> new MiniLmProvider().openBundled("maxilm", EmbedderOptions.DEFAULTS))
        .isInstanceOf(AkinException.NotFound.class)
        .hasMessageContaining("minilm");
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
