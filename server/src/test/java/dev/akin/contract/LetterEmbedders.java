package dev.akin.contract;

import dev.akin.api.AkinException;
import dev.akin.api.EmbedOptions;
import dev.akin.api.Input;
import dev.akin.api.LongText;
import dev.akin.api.Modality;
import dev.akin.api.ModelInfo;
import dev.akin.api.Purpose;
import dev.akin.api.TokenVector;
import dev.akin.api.index.Metric;
import dev.akin.embedders.Embedder;
import dev.akin.embedders.EmbedderOptions;
import dev.akin.embedders.EmbedderProvider;
import dev.akin.embedders.Model;
import dev.akin.embedders.Reranker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Small models: how often each of the 26 letters occurs in a text. {@code letters} reads texts of
 * any length, {@code short-letters} {@value #SHORT} characters, and a file that ends with {@code
 * .letters} is a model like the first. {@code pairs} counts pairs of letters, by the position of
 * the first in the alphabet plus that of the second, and waits for {@link #GATE} when it embeds
 * documents. Each character is a token. {@code same-length} is a reranker: a passage scores 1 if it
 * is as long as the question, and less the more they differ.
 */
public final class LetterEmbedders implements EmbedderProvider {
  /** The name of the model. */
  public static final String LETTERS = "letters";

  /** The name of the model that reads {@value #SHORT} characters. */
  public static final String SHORT_LETTERS = "short-letters";

  /** The name of the model that counts pairs. */
  public static final String PAIRS = "pairs";

  /** The name of the reranker. */
  public static final String SAME_LENGTH = "same-length";

  /** What the model that counts pairs waits for, document by document. */
  public static final Gate GATE = new Gate();

  /** Lets documents through. */
  public static final class Gate {
    private int through = Integer.MAX_VALUE;
    private int passed;
    private int waiting;

    /** Lets so many more through, and counts them from 0. */
    public synchronized void allow(int documents) {
      through = documents;
      passed = 0;
      notifyAll();
    }

    /** How many have passed. */
    public synchronized int passed() {
      return passed;
    }

    /** How many wait. */
    public synchronized int waiting() {
      return waiting;
    }

    private synchronized void pass() {
      waiting++;
      try {
        while (passed >= through) {
          wait();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AkinException.Cancelled("interrupted");
      } finally {
        waiting--;
      }
      passed++;
    }
  }

  /** What that model reads of a text. */
  public static final int SHORT = 8;

  private static final int DIMENSION = 26;

  /** For the service loader. */
  public LetterEmbedders() {}

  @Override
  public List<String> bundled() {
    return List.of(LETTERS, SHORT_LETTERS, PAIRS, SAME_LENGTH);
  }

  @Override
  public Model openBundled(String name, EmbedderOptions options) {
    if (name.equals(SAME_LENGTH)) {
      return new SameLength();
    }
    return name.equals(PAIRS) ? new Pairs() : new Letters(name, name.equals(LETTERS) ? 0 : SHORT);
  }

  @Override
  public String formats() {
    return "a file that ends with .letters";
  }

  @Override
  public boolean accepts(Path path) {
    return path.toString().endsWith(".letters");
  }

  @Override
  public Embedder open(String name, Path path, EmbedderOptions options) {
    return new Letters(name, 0);
  }

  private record Letters(String name, int maxTokens) implements Embedder {
    @Override
    public ModelInfo info() {
      return new ModelInfo(
          name, DIMENSION, Set.of(Modality.TEXT), Metric.COSINE, maxTokens, "letters-of-english-1");
    }

    @Override
    public List<TokenVector> embedTokens(String text) {
      List<TokenVector> tokens = new ArrayList<>();
      for (int i = 0; i < text.length(); i++) {
        String token = text.substring(i, i + 1);
        tokens.add(new TokenVector(token, i, i + 1, count(token)));
      }
      return tokens;
    }

    private String read(int index, String text, LongText longText) {
      if (maxTokens == 0 || text.length() <= maxTokens) {
        return text;
      }
      return switch (longText) {
        case TRUNCATE -> text.substring(0, maxTokens);
        case AVERAGE -> text;
        case REJECT ->
            throw new AkinException.InvalidArgument(
                "input " + index + " must be at most " + maxTokens + " tokens long");
      };
    }

    private static float[] count(String text) {
      float[] counts = new float[DIMENSION];
      text.chars().filter(c -> c >= 'a' && c <= 'z').forEach(c -> counts[c - 'a']++);
      return counts;
    }

    @Override
    public List<float[]> embed(List<Input> inputs, EmbedOptions options) {
      List<float[]> vectors = new ArrayList<>();
      for (int i = 0; i < inputs.size(); i++) {
        if (!(inputs.get(i) instanceof Input.Text(String text))) {
          throw new AkinException.InvalidArgument("inputs[" + i + "] must be text");
        }
        float[] counts = count(read(i, text, options.longText()));
        vectors.add(options.normalize() ? Metric.COSINE.prepare(counts) : counts);
      }
      return vectors;
    }

    @Override
    public void close() {}
  }

  private record SameLength() implements Reranker {
    @Override
    public ModelInfo info() {
      return ModelInfo.ofReranker(SAME_LENGTH, 0, "same-length-1");
    }

    @Override
    public float[] score(String query, List<String> passages) {
      float[] scores = new float[passages.size()];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = 1f / (1 + Math.abs(query.length() - passages.get(i).length()));
      }
      return scores;
    }

    @Override
    public void close() {}
  }

  private record Pairs() implements Embedder {
    private static final int SUMS = 51;

    @Override
    public ModelInfo info() {
      return new ModelInfo(PAIRS, SUMS, Set.of(Modality.TEXT), Metric.DOT, 0, "pairs-of-english-1");
    }

    @Override
    public List<TokenVector> embedTokens(String text) {
      return List.of();
    }

    @Override
    public List<float[]> embed(List<Input> inputs, EmbedOptions options) {
      List<float[]> vectors = new ArrayList<>();
      for (int i = 0; i < inputs.size(); i++) {
        if (!(inputs.get(i) instanceof Input.Text(String text))) {
          throw new AkinException.InvalidArgument("inputs[" + i + "] must be text");
        }
        if (options.purpose() == Purpose.DOCUMENT) {
          GATE.pass();
        }
        float[] sums = new float[SUMS];
        for (int at = 0; at + 1 < text.length(); at++) {
          sums[Math.floorMod(text.charAt(at) + text.charAt(at + 1) - 2 * 'a', SUMS)]++;
        }
        vectors.add(sums);
      }
      return vectors;
    }

    @Override
    public void close() {}
  }
}
