package dev.akin.embedders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.EmbedOptions;
import dev.akin.api.Input;
import dev.akin.api.Modality;
import dev.akin.api.ModelInfo;
import dev.akin.api.index.Metric;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbedderRegistryTest {
  private static final EmbedderRegistry REGISTRY =
      new EmbedderRegistry(
          List.of(
              new Family("first", List.of("one", "two"), ".a"),
              new Family("second", List.of("two", "three"), ".b"),
              new Family("third", List.of(), "")));

  @TempDir Path temp;

  @Test
  void theFirstThatBringsAModelServes() {
    assertThat(REGISTRY.bundledNames()).containsExactly("one", "two", "three");
    assertThat(REGISTRY.openBundled("two", EmbedderOptions.DEFAULTS).info().fingerprint())
        .isEqualTo("first two");
    assertThat(REGISTRY.openBundled("three", EmbedderOptions.DEFAULTS).info().fingerprint())
        .isEqualTo("second three");
  }

  @Test
  void anUnknownNameIsAnsweredWithTheKnownOnes() {
    assertThatThrownBy(() -> REGISTRY.openBundled("four", EmbedderOptions.DEFAULTS))
        .isInstanceOf(AkinException.NotFound.class)
        .hasMessage("no model 'four'; known models: one, two, three");
    assertThatThrownBy(
            () -> new EmbedderRegistry(List.of()).openBundled("x", EmbedderOptions.DEFAULTS))
        .isInstanceOf(AkinException.NotFound.class)
        .hasMessageContaining("akin-embedders-minilm");
  }

  @Test
  void theFirstThatAcceptsAPathOpensIt() throws Exception {
    Path file = Files.createFile(temp.resolve("model.b"));
    Embedder embedder = REGISTRY.open("mine", file, EmbedderOptions.DEFAULTS);
    assertThat(embedder.info().name()).isEqualTo("mine");
    assertThat(embedder.info().fingerprint()).isEqualTo("second " + file);
  }

  @Test
  void aPathThatNoOneReadsIsAnsweredWithWhatIsRead() throws Exception {
    Path file = Files.createFile(temp.resolve("model.c"));
    assertThatThrownBy(() -> REGISTRY.open("mine", file, EmbedderOptions.DEFAULTS))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("must be a .a file, or a .b file: " + file);
    assertThatThrownBy(
            () -> REGISTRY.open("mine", temp.resolve("absent.a"), EmbedderOptions.DEFAULTS))
        .isInstanceOf(AkinException.NotFound.class)
        .hasMessageContaining("absent.a");
    assertThatThrownBy(() -> REGISTRY.open("my model", file, EmbedderOptions.DEFAULTS))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("my model");
  }

  @Test
  void inputsAreCheckedAgainstTheModel() {
    ModelInfo text = info(Set.of(Modality.TEXT));
    ModelInfo both = info(Set.of(Modality.IMAGE, Modality.TEXT));
    Input image = Input.image(new byte[] {1});
    InputChecks.modalities(text, List.of(Input.text(""), Input.text("a")));
    InputChecks.modalities(both, List.of(Input.text("a"), image));
    assertThatThrownBy(() -> InputChecks.modalities(text, List.of(Input.text("a"), image)))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessage("input 1 is an image, and model 'm' embeds text");
    assertThatThrownBy(() -> InputChecks.modalities(both, List.of(Input.vector(1))))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessage("input 0 is a vector, and model 'm' embeds text and image");
  }

  private static ModelInfo info(Set<Modality> modalities) {
    return new ModelInfo("m", 1, modalities, Metric.COSINE, 0, "");
  }

  /** Brings models that tell, as their fingerprint, who opened them and from what. */
  private record Family(String label, List<String> bundled, String suffix)
      implements EmbedderProvider {
    @Override
    public Embedder openBundled(String name, EmbedderOptions options) {
      return new Fixed(name, label + " " + name);
    }

    @Override
    public String formats() {
      return suffix.isEmpty() ? "" : "a " + suffix + " file";
    }

    @Override
    public boolean accepts(Path path) {
      return !suffix.isEmpty() && path.toString().endsWith(suffix);
    }

    @Override
    public Embedder open(String name, Path path, EmbedderOptions options) {
      return new Fixed(name, label + " " + path);
    }
  }

  private record Fixed(String name, String fingerprint) implements Embedder {
    @Override
    public ModelInfo info() {
      return new ModelInfo(name, 1, Set.of(Modality.TEXT), Metric.COSINE, 0, fingerprint);
    }

    @Override
    public List<float[]> embed(List<Input> inputs, EmbedOptions options) {
      return inputs.stream().map(_ -> new float[] {1}).toList();
    }

    @Override
    public void close() {}
  }
}
