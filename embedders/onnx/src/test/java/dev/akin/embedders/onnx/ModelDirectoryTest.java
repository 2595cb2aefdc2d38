package dev.akin.embedders.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.index.Metric;
import dev.akin.embedders.EmbedderOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelDirectoryTest {
  @TempDir Path temp;
  private Path model;

  @BeforeEach
  void copy() {
    model = TestModels.copy("bert", temp.resolve("model"));
  }

  @Test
  void readsWhatSentenceTransformersWrites() throws IOException {
    write(
        "config_sentence_transformers.json",
        """
        {"prompts": {"query": "query: ", "passage": "passage: "}, "similarity_fn_name": "dot"}
        """);
    TextSettings settings = read();
    assertThat(settings.pooling()).contains(Pooling.MEAN);
    assertThat(settings.normalize()).isTrue();
    assertThat(settings.maxTokens()).isEqualTo(16);
    assertThat(settings.metric()).isEqualTo(Metric.DOT);
    assertThat(settings.queryPrefix()).isEqualTo("query: ");
    assertThat(settings.documentPrefix()).isEqualTo("passage: ");
  }

  @Test
  void withoutModulesTheMeanToUnitLength() throws IOException {
    Files.delete(model.resolve("modules.json"));
    assertThat(read().pooling()).contains(Pooling.MEAN);
    Files.delete(model.resolve("1_Pooling/config.json"));
    assertThat(read().pooling()).isEqualTo(Optional.empty());
    assertThat(read().normalize()).isTrue();
  }

  @Test
  void theLeastLimitOfAllFilesIsTheMaximumLength() throws IOException {
    Files.delete(model.resolve("sentence_bert_config.json"));
    assertThat(read().maxTokens()).isEqualTo(32);
    write("tokenizer_config.json", "{\"model_max_length\": 1000000000000000019884624838656}");
    assertThat(read().maxTokens()).isEqualTo(32);
    write("tokenizer_config.json", "{\"model_max_length\": 20}");
    assertThat(read().maxTokens()).isEqualTo(20);
    Files.delete(model.resolve("tokenizer_config.json"));
    write(
        "config.json",
        """
        {"model_type": "roberta", "max_position_embeddings": 514, "pad_token_id": 1}
        """);
    assertThat(read().maxTokens()).isEqualTo(512);
    assertThat(read().padToken()).isEqualTo(1);
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    Files.delete(model.resolve("1_Pooling/config.json"));
    assertThatThrownBy(this::read)
        .isInstanceOf(AkinException.NotFound.class)
        .hasMessageContaining(model.resolve("1_Pooling/config.json").toString());
    Files.delete(model.resolve("tokenizer.json"));
    assertThatThrownBy(this::read)
        .isInstanceOf(AkinException.NotFound.class)
        .hasMessageContaining(model.resolve("tokenizer.json").toString());
    Files.delete(model.resolve("onnx/model.onnx"));
    assertThatThrownBy(this::read)
        .isInstanceOf(AkinException.NotFound.class)
        .hasMessageContaining("model.onnx");
  }

  @Test
  void severalModelsOfUnusualNamesAreToldApartByTheUser() throws IOException {
    Files.move(model.resolve("onnx/model.onnx"), model.resolve("onnx/one.onnx"));
    assertThat(ModelDirectory.read("tiny", model).onnx().describe()).endsWith("one.onnx");
    Files.copy(model.resolve("onnx/one.onnx"), model.resolve("onnx/two.onnx"));
    assertThatThrownBy(this::read)
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("one.onnx, two.onnx");
  }

  @Test
  void whatIsNotSupportedIsSaid() throws IOException {
    write("1_Pooling/config.json", "{\"pooling_mode\": \"attention\"}");
    assertThatThrownBy(this::read)
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("attention");
    write(
        "1_Pooling/config.json",
        "{\"pooling_mode_cls_token\": true, \"pooling_mode_max_tokens\": true}");
    assertThatThrownBy(this::read).isInstanceOf(AkinException.InvalidArgument.class);
    write("modules.json", "[{\"path\": \"\", \"type\": \"sentence_transformers.models.BoW\"}]");
    assertThatThrownBy(this::read)
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("sentence_transformers.models.BoW");
  }

  @Test
  void damagedFilesAreNamed() throws IOException {
    Path onnx = model.resolve("onnx/model.onnx");
    byte[] bytes = Files.readAllBytes(onnx);
    Files.write(onnx, Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(this::open)
        .isInstanceOf(AkinException.Corrupted.class)
        .hasMessageContaining(onnx.toString());
    Files.writeString(onnx, "version https://git-lfs.github.com/spec/v1\n");
    assertThatThrownBy(this::open)
        .isInstanceOf(AkinException.Corrupted.class)
        .hasMessageContaining(onnx.toString());
    Files.write(onnx, bytes);
    write("tokenizer.json", "{\"model\": ");
    assertThatThrownBy(this::open)
        .isInstanceOf(AkinException.Corrupted.class)
        .hasMessageContaining(model.resolve("tokenizer.json").toString());
    write("config.json", "{");
    assertThatThrownBy(this::open)
        .isInstanceOf(AkinException.Corrupted.class)
        .hasMessageContaining(model.resolve("config.json").toString());
  }

  @Test
  void whatAModelLooksLike() throws IOException {
    OnnxEmbedderProvider provider = new OnnxEmbedderProvider();
    assertThat(provider.accepts(model)).isTrue();
    assertThat(provider.accepts(model.resolve("onnx/model.onnx"))).isTrue();
    assertThat(provider.accepts(model.resolve("config.json"))).isFalse();
    assertThat(provider.accepts(Files.createDirectory(temp.resolve("empty")))).isFalse();
    assertThat(provider.accepts(temp.resolve("absent"))).isFalse();
  }

  private TextSettings read() {
    return ModelDirectory.read("tiny", model).settings();
  }

  private void open() {
    new OnnxEmbedderProvider().open("tiny", model, EmbedderOptions.DEFAULTS).close();
  }

  private void write(String file, String content) throws IOException {
    Files.writeString(model.resolve(file), content);
  }
}
