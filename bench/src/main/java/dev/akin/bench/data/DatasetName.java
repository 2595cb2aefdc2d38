package dev.akin.bench.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A data set as the command line names it.
 *
 * @param source of the vectors
 */
public record DatasetName(VectorSource source) {
  private static final Pattern RANDOM = Pattern.compile("random(?::(\\d{1,9})x(\\d{1,5}))?");
  private static final Pattern WORDNET = Pattern.compile("wordnet(?::(\\d{1,9}))?");

  /**
   * Reads {@code glove}, {@code wordnet}, {@code wordnet:COUNT}, {@code random}, {@code
   * random:ROWSxDIMENSION} or the path of an {@code .fvecs} file.
   *
   * @param progress told how far a source is that takes long
   * @throws IllegalArgumentException if it is none of them
   */
  public static DatasetName parse(String text, Consumer<String> progress) {
    if (text.equals("glove")) {
      return new DatasetName(new GloveVectors());
    }
    Matcher wordnet = WORDNET.matcher(text);
    if (wordnet.matches()) {
      return new DatasetName(
          new WordNetVectors(
              wordnet.group(1) == null ? Integer.MAX_VALUE : Integer.parseInt(wordnet.group(1)),
              progress));
    }
    Matcher random = RANDOM.matcher(text);
    if (random.matches()) {
      int rows = random.group(1) == null ? 1_000_000 : Integer.parseInt(random.group(1));
      int dimension = random.group(2) == null ? 128 : Integer.parseInt(random.group(2));
      if (rows < 2 || dimension < 1) {
        throw new IllegalArgumentException(
            "a random data set needs 2 rows and 1 dimension at least: " + text);
      }
      return new DatasetName(new RandomVectors(rows, dimension, 7));
    }
    Path file = Path.of(text);
    if (text.endsWith(".fvecs") && Files.isReadable(file)) {
      return new DatasetName(new FvecsFile(file));
    }
    throw new IllegalArgumentException(
        "data set must be glove, wordnet, random, random:ROWSxDIMENSION or a readable .fvecs file: "
            + text);
  }
}
