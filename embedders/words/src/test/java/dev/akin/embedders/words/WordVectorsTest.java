package dev.akin.embedders.words;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.akin.api.AkinException;
import dev.akin.api.EmbedOptions;
import dev.akin.api.Input;
import dev.akin.embedders.Embedder;
import dev.akin.embedders.EmbedderOptions;
import dev.akin.embedders.EmbedderRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same words in every format, and sentences of them. */
class WordVectorsTest {
  private static final Map<String, float[]> WORDS = new LinkedHashMap<>();

  static {
    WORDS.put("the", new float[] {1, 0, -0.5f});
    WORDS.put("cat", new float[] {0, 2, 1e-3f});
    WORDS.put("\u732b", new float[] {0, 2, 0.25f});
    WORDS.put("\ud83d\ude00", new float[] {-1, 0, 3});
    WORDS.put("cafe\u0301", new float[] {4, 4, 4});
    WORDS.put("Paris", new float[] {7, 0, 0});
  }

  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "header.vec",
        "header.txt",
        "glove.txt",
        "binary.bin",
        "lines.bin",
        "header.vec.gz",
        "glove.txt.gz",
        "binary.bin.gz"
      })
  void everyFormatHoldsTheSame(String name) throws IOException {
    Path file = write(name);
    try (WordTable table = WordVectorFile.read(file);
        Embedder embedder = open(file)) {
      assertThat(table.size()).isEqualTo(WORDS.size());
      WORDS.forEach((word, vector) -> assertThat(table.vectorOf(word)).as(word).hasValue(vector));
      assertThat(table.vectorOf("dog")).isEmpty();
      assertThat(table.vectorOf("")).isEmpty();
      assertThat(embedder.info().dimension()).isEqualTo(3);
      assertThat(embed(embedder, "the cat"))
          .containsExactly(new float[] {0.5f, 1, -0.2495f}, Offset.offset(1e-6f));
    }
  }

  @Test
  void wordsAreFoundInLowerCaseAndAmongPunctuation() throws IOException {
    try (Embedder embedder = open(write("glove.txt"))) {
      float[] cat = WORDS.get("cat");
      assertThat(embed(embedder, "CAT")).isEqualTo(cat);
      assertThat(embed(embedder, "(Cat!)")).isEqualTo(cat);
      assertThat(embed(embedder, "Paris")).isEqualTo(WORDS.get("Paris"));
      assertThat(embed(embedder, "paris")).containsOnly(0);
      assertThat(embed(embedder, "cat-dog/cat")).isEqualTo(cat);
      assertThat(embed(embedder, "\ud83d\ude00")).isEqualTo(WORDS.get("\ud83d\ude00"));
      assertThat(embed(embedder, "")).containsOnly(0);
    }
  }

  @Test
  void aWordMayHaveSpacesInIt() throws IOException {
    Path file = temp.resolve("spaces.txt");
    Files.writeString(file, "a 1 2\n. . . 3 4\nat name@domain.com 5 6\n");
    try (WordTable table = WordVectorFile.read(file)) {
      assertThat(table.vectorOf(". . .")).hasValue(new float[] {3, 4});
      assertThat(table.vectorOf("at name@domain.com")).hasValue(new float[] {5, 6});
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"header.vec", "binary.bin", "binary.bin.gz", "header.vec.gz"})
  void aTornFileIsSaidToBeOne(String name) throws IOException {
    byte[] bytes = Files.readAllBytes(write(name));
    Path torn = temp.resolve("torn-" + name);
    // Without the last line end nothing is missing.
    for (int length = 1; length < bytes.length - 2; length += 3) {
      Files.write(torn, Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> WordVectorFile.read(torn))
          .as("%d bytes", length)
          .isInstanceOf(AkinException.Corrupted.class)
          .hasMessageContaining(torn.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "word\n",
        "2 2\na 1 2\n",
        "1 2\na 1 2\nb 1 2\n",
        "a 1 2\nb 1\n",
        "a 1 2\nb 1 x\n",
        "a 1 NaN\n",
        "1 2\na 1 Infinity\n",
        "1 99999999\na 1\n",
        "-1 2\n"
      })
  void whatIsNoneIsSaidToBeNone(String text) throws IOException {
    Path file = temp.resolve("wrong.txt");
    Files.writeString(file, text);
    assertThatThrownBy(() -> WordVectorFile.read(file))
        .isInstanceOf(AkinException.Corrupted.class)
        .hasMessageContaining("wrong.txt");
  }

  @Test
  void manyWordsKeepTheirPlaces() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 50_000; i++) {
      text.append('w').append(i);
      for (int d = 0; d < 50; d++) {
        text.append(' ').append(d == 7 ? i : 0);
      }
      text.append('\n');
    }
    Path file = temp.resolve("many.txt");
    Files.writeString(file, text);
    try (WordTable table = WordVectorFile.read(file)) {
      assertThat(table.size()).isEqualTo(50_000);
      for (int i = 0; i < 50_000; i += 7) {
        assertThat(table.vectorOf("w" + i).orElseThrow()[7]).isEqualTo(i);
      }
    }
  }

  @Test
  void smoothInverseFrequencyAsItsAuthorsDefineIt() throws IOException {
    Path vectors = resource("sif/vectors.txt");
    Files.copy(resource("sif/corpus.txt"), temp.resolve("corpus.txt"));
    Path description = temp.resolve("sif.json");
    Files.writeString(
        description,
        """
        {"type": "words", "vectors": "%s", "sentence": "sif", "corpus": "corpus.txt"}
        """
            .formatted(vectors));
    JsonNode expected = new ObjectMapper().readTree(resource("sif/expected.json").toFile());
    try (Embedder embedder = open(description);
        Embedder plain = open(vectors)) {
      for (int i = 0; i < expected.get("sentences").size(); i++) {
        float[] vector = embed(embedder, expected.get("sentences").get(i).asText());
        for (int d = 0; d < vector.length; d++) {
          assertThat((double) vector[d])
              .as("sentence %d, dimension %d", i, d)
              .isCloseTo(expected.get("vectors").get(i).get(d).asDouble(), Offset.offset(1e-6));
        }
      }
      assertThat(embedder.info().fingerprint()).isNotEqualTo(plain.info().fingerprint());
    }
  }

  @Test
  void aDescriptionIsCheckedWhole() throws IOException {
    Path file = write("glove.txt");
    Path description = temp.resolve("d.json");
    Map<String, String> wrong =
        Map.of(
            "{\"type\": \"words\"}", "vectors in",
            "{\"type\": \"words\", \"vectors\": \"none.txt\"}", "none.txt",
            "{\"type\": \"words\", \"vectors\": \"glove.txt\", \"sentence\": \"max\"}",
                "mean or sif",
            "{\"type\": \"words\", \"vectors\": \"glove.txt\", \"sentence\": \"sif\"}", "corpus in",
            "{\"type\": \"words\", \"vectors\": \"glove.txt\", \"a\": 0}", "above 0",
            "{\"type\": \"words\", \"vectors\": \"glove.txt\", \"b\": 0}", "unknown field 'b'");
    assertThat(file).exists();
    for (Map.Entry<String, String> entry : wrong.entrySet()) {
      Files.writeString(description, entry.getKey());
      assertThatThrownBy(() -> open(description))
          .isInstanceOf(AkinException.class)
          .hasMessageContaining(entry.getValue());
    }
  }

  private Path write(String name) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    boolean binary = name.contains(".bin");
    if (!name.startsWith("glove")) {
      bytes.write((WORDS.size() + " 3\n").getBytes(StandardCharsets.UTF_8));
    }
    for (Map.Entry<String, float[]> word : WORDS.entrySet()) {
      bytes.write(word.getKey().getBytes(StandardCharsets.UTF_8));
      if (binary) {
        ByteBuffer values = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        values.asFloatBuffer().put(word.getValue());
        bytes.write(' ');
        bytes.write(values.array());
        if (name.startsWith("lines")) {
          bytes.write('\n');
        }
      } else {
        for (float value : word.getValue()) {
          bytes.write((" " + value).getBytes(StandardCharsets.UTF_8));
        }
        // fastText puts a space before the line end.
        bytes.write((name.contains(".vec") ? " \n" : "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    Path file = temp.resolve(name);
    try (OutputStream out =
        name.endsWith(".gz")
            ? new GZIPOutputStream(Files.newOutputStream(file))
            : Files.newOutputStream(file)) {
      bytes.writeTo(out);
    }
    return file;
  }

  private static Embedder open(Path file) {
    return EmbedderRegistry.load().open("words", file, EmbedderOptions.DEFAULTS);
  }

  private static float[] embed(Embedder embedder, String text) {
    return embedder.embed(List.of(Input.text(text)), EmbedOptions.DOCUMENT).getFirst();
  }

  private static Path resource(String name) {
    try {
      return Path.of(WordVectorsTest.class.getResource("/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
