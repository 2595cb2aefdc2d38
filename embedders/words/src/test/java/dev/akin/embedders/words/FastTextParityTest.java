package dev.akin.embedders.words;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Vectors equal what {@code fasttext} prints, on models that it trains here on real text. */
class FastTextParityTest {
  private static final int DIMENSION = 10;
  private static final double TOLERANCE = 1e-5;

  private static final List<String> FOREIGN =
      List.of(
          "\u4f60\u597d \u4e16\u754c \u65e5\u672c\u8a9e \ud83d\ude00 smile cafe\u0301 caf\u00e9",
          "\u4e16\u754c \u548c\u5e73 \ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67 family"
              + " na\u00efve stra\u00dfe",
          "\u4f60 \u597d \ud83d\ude00\ud83d\ude00 \u0438 \u043c\u0438\u0440 \u0130stanbul");

  private static final List<String> WORDS =
      List.of(
          "the",
          "entity",
          "a",
          "x",
          "unheardofword",
          "\u4f60\u597d",
          "\u4f60",
          "\ud83d\ude00",
          "cafe\u0301",
          "\u00e9",
          "</s>",
          "<s>",
          "-",
          "running");

  @TempDir static Path temp;
  private static List<String> glosses;

  @BeforeAll
  static void write() throws IOException {
    if (System.getenv("CI") == null) {
      assumeTrue(FastTextCommand.installed(), "the command fasttext is not installed");
    }
    glosses = glosses(3_000);
    List<String> plain = new ArrayList<>();
    List<String> labelled = new ArrayList<>();
    for (int i = 0; i < glosses.size(); i++) {
      plain.add(glosses.get(i));
      labelled.add((i % 2 == 0 ? "__label__noun " : "__label__verb ") + glosses.get(i));
    }
    for (int i = 0; i < 20; i++) {
      plain.addAll(FOREIGN);
      FOREIGN.forEach(line -> labelled.add("__label__foreign " + line));
    }
    Files.write(temp.resolve("plain.txt"), plain, StandardCharsets.UTF_8);
    Files.write(temp.resolve("labelled.txt"), labelled, StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "skipgram",
        "cbow -minn 0 -maxn 0",
        "cbow -minn 1 -maxn 3",
        "skipgram -minn 2 -maxn 7 -ws 2"
      })
  void unsupervised(String arguments) throws Exception {
    train(arguments + " -input plain.txt");
    expect("model.bin");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "supervised",
        "supervised -wordNgrams 3",
        "supervised -minn 2 -maxn 4 -wordNgrams 2"
      })
  void supervised(String arguments) throws Exception {
    train(arguments + " -input labelled.txt");
    expect("model.bin");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-qnorm", "-cutoff 300", "-qnorm -cutoff 900 -dsub 4", "-dsub 3"})
  void quantized(String arguments) throws Exception {
    train("supervised -minn 2 -maxn 4 -wordNgrams 2 -input labelled.txt");
    run(List.of(), "quantize -output model -input labelled.txt " + arguments);
    expect("model.ftz");
  }

  private static void train(String arguments) throws Exception {
    run(
        List.of(),
        arguments
            + " -output model -dim "
            + DIMENSION
            + " -bucket 2000 -minCount 2 -epoch 1 -thread 1 -lr 0.1");
  }

  private static List<String> run(List<String> input, String arguments) throws Exception {
    return FastTextCommand.run(temp, input, arguments.strip().split(" +", 0));
  }

  private static void expect(String file) throws Exception {
    List<String> sentences = new ArrayList<>(glosses.subList(0, 200));
    sentences.addAll(FOREIGN);
    sentences.addAll(List.of("", "   ", "a\tb  c\u000bd", "unheardofword", "__label__noun entity"));
    List<String> words = run(WORDS, "print-word-vectors " + file);
    List<String> lines = run(sentences, "print-sentence-vectors " + file);
    assertThat(words).hasSameSizeAs(WORDS);
    assertThat(lines).hasSameSizeAs(sentences);
    try (FastTextModel model = FastTextModel.open(temp.resolve(file))) {
      assertThat(model.dimension()).isEqualTo(DIMENSION);
      for (int i = 0; i < words.size(); i++) {
        compare(WORDS.get(i), model.wordVector(WORDS.get(i)), words.get(i));
      }
      for (int i = 0; i < lines.size(); i++) {
        compare(sentences.get(i), model.sentenceVector(sentences.get(i)), lines.get(i));
      }
    }
  }

  /** The command prints five significant digits. */
  private static void compare(String what, float[] actual, String line) {
    float[] expected = FastTextCommand.vector(line, DIMENSION);
    for (int d = 0; d < DIMENSION; d++) {
      assertThat((double) actual[d])
          .as("%s, dimension %d", what, d)
          .isCloseTo(
              expected[d],
              org.assertj.core.data.Offset.offset(
                  TOLERANCE * Math.max(1, 10 * Math.abs(expected[d]))));
    }
  }

  @Test
  void thousandsOfGlossesAreThere() {
    assertThat(glosses).hasSize(3_000).doesNotHaveDuplicates();
  }

  private static List<String> glosses(int count) throws IOException {
    List<String> found = new ArrayList<>();
    try (InputStream in =
            FastTextParityTest.class
                .getClassLoader()
                .getResourceAsStream("net/sf/extjwnl/data/wordnet/wn31/data.noun");
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine();
          line != null && found.size() < count;
          line = reader.readLine()) {
        int bar = line.indexOf('|');
        String gloss = bar < 0 ? "" : line.substring(bar + 1).strip();
        if (!gloss.isEmpty() && !found.contains(gloss)) {
          found.add(gloss);
        }
      }
    }
    return found;
  }
}
