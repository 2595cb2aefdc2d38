package dev.akin.embedders.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The tiny models that src/test/scripts/make_models.py made, and what PyTorch says of them. */
final class TestModels {
  private TestModels() {}

  /** The directory of a model. */
  static Path directory(String name) {
    try {
      return Path.of(TestModels.class.getResource("/models/" + name + "/config.json").toURI())
          .getParent();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A copy of a model's directory that a test may change. */
  static Path copy(String name, Path to) {
    Path from = directory(name);
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return to;
  }

  /** The texts of a model's reference. */
  static List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    reference(name).path("texts").forEach(text -> texts.add(text.asText()));
    return texts;
  }

  /** What PyTorch makes of each text, pooled in a way. */
  static List<float[]> vectors(String name, String pooling) {
    return rows(reference(name).path("pooled").path(pooling));
  }

  /** What sentence-transformers makes of each text, as a document or a query. */
  static List<float[]> embedded(String name, String purpose) {
    return rows(reference(name).path(purpose));
  }

  private static List<float[]> rows(JsonNode matrix) {
    List<float[]> vectors = new ArrayList<>();
    for (JsonNode row : matrix) {
      float[] vector = new float[row.size()];
      for (int d = 0; d < vector.length; d++) {
        vector[d] = (float) row.get(d).asDouble();
      }
      vectors.add(vector);
    }
    return vectors;
  }

  private static JsonNode reference(String name) {
    try {
      return new ObjectMapper().readTree(directory(name).resolve("reference.json").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
