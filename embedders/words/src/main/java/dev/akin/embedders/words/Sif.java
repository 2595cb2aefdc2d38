package dev.akin.embedders.words;

import dev.akin.api.AkinException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Smooth inverse frequency: a word counts {@code a / (a + p)}, where p is how much of a corpus it
 * makes up, and of each sentence's vector its projection on the first singular vector of the
 * corpus' sentences is taken away. Words that the corpus has not count whole. Immutable.
 *
 * <p>S. Arora, Y. Liang, T. Ma: A Simple but Tough-to-Beat Baseline for Sentence Embeddings (ICLR
 * 2017).
 */
final class Sif {
  /** The authors' choice. */
  static final double DEFAULT_A = 1e-3;

  private static final int MAX_ROUNDS = 10_000;
  private static final double CONVERGED = 1e-13;

  private final double a;
  private final Map<String, Long> counts;
  private final long total;
  private final double[] component;

  private Sif(double a, Map<String, Long> counts, long total, double[] component) {
    this.a = a;
    this.counts = counts;
    this.total = total;
    this.component = component;
  }

  /**
   * Learns from a corpus.
   *
   * @param corpus a sentence per line, UTF-8
   * @param a above 0
   * @throws AkinException.NotFound if there is no such file
   * @throws AkinException.InvalidArgument if none of its words is known
   */
  static Sif learn(WordModel model, Path corpus, double a) {
    if (!Files.isRegularFile(corpus)) {
      throw new AkinException.NotFound("no such corpus: " + corpus.toAbsolutePath());
    }
    Map<String, Long> counts = new HashMap<>();
    eachSentence(
        corpus, model, words -> words.forEach(word -> counts.merge(word.word(), 1L, Long::sum)));
    long total = counts.values().stream().mapToLong(Long::longValue).sum();
    if (total == 0) {
      throw new AkinException.InvalidArgument(
          "no word of the corpus is known to the model: " + corpus.toAbsolutePath());
    }
    Sif weights = new Sif(a, counts, total, new double[model.dimension()]);
    double[][] moments = new double[model.dimension()][model.dimension()];
    eachSentence(
        corpus,
        model,
        words ->
            addMoments(
                SentenceMethod.weighted(words, model.dimension(), weights::weight), moments));
    return new Sif(a, counts, total, firstComponent(moments));
  }

  /** What a word counts. */
  double weight(String word) {
    return a / (a + (double) counts.getOrDefault(word, 0L) / total);
  }

  /** The vector without its part along the component. */
  float[] withoutComponent(float[] vector) {
    double along = 0;
    for (int d = 0; d < vector.length; d++) {
      along += vector[d] * component[d];
    }
    float[] rest = new float[vector.length];
    for (int d = 0; d < vector.length; d++) {
      rest[d] = (float) (vector[d] - along * component[d]);
    }
    return rest;
  }

  /** All that changes the vectors: what was learnt follows from the corpus' words. */
  String canonical() {
    long hash = 0;
    for (Map.Entry<String, Long> count : counts.entrySet()) {
      // A sum, since the order of a map is not fixed.
      hash +=
          ((count.getKey().hashCode() * 0x9E3779B97F4A7C15L) ^ count.getValue())
              * 0xBF58476D1CE4E5B9L;
    }
    return "sif " + a + " " + total + " " + HexFormat.of().toHexDigits(hash);
  }

  private interface Sentence {
    void take(List<WordSplitter.Known> words);
  }

  private static void eachSentence(Path corpus, WordModel model, Sentence sentence) {
    try (BufferedReader reader = Files.newBufferedReader(corpus, StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        List<WordSplitter.Known> words = WordSplitter.known(line, model);
        if (!words.isEmpty()) {
          sentence.take(words);
        }
      }
    } catch (IOException e) {
      throw new AkinException.Corrupted(
          "cannot read the corpus " + corpus.toAbsolutePath() + " as UTF-8", e);
    }
  }

  private static void addMoments(float[] vector, double[][] moments) {
    for (int i = 0; i < vector.length; i++) {
      double value = vector[i];
      for (int j = 0; j < vector.length; j++) {
        moments[i][j] += value * vector[j];
      }
    }
  }

  /** The eigenvector of the largest eigenvalue, by power iteration: the first singular vector. */
  private static double[] firstComponent(double[][] moments) {
    int dimension = moments.length;
    double[] vector = new double[dimension];
    for (int d = 0; d < dimension; d++) {
      // Not at a right angle to anything in particular.
      vector[d] = 1 + (double) d / dimension;
    }
    normalize(vector);
    for (int round = 0; round < MAX_ROUNDS; round++) {
      double[] next = new double[dimension];
      for (int i = 0; i < dimension; i++) {
        for (int j = 0; j < dimension; j++) {
          next[i] += moments[i][j] * vector[j];
        }
      }
      normalize(next);
      double change = 0;
      for (int d = 0; d < dimension; d++) {
        change += (next[d] - vector[d]) * (next[d] - vector[d]);
      }
      vector = next;
      if (change < CONVERGED * CONVERGED) {
        break;
      }
    }
    return vector;
  }

  private static void normalize(double[] vector) {
    double squares = 0;
    for (double value : vector) {
      squares += value * value;
    }
    if (squares > 0) {
      double factor = 1 / Math.sqrt(squares);
      for (int d = 0; d < vector.length; d++) {
        vector[d] *= factor;
      }
    }
  }
}
