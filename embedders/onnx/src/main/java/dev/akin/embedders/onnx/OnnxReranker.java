package dev.akin.embedders.onnx;

import dev.akin.api.AkinException;
import dev.akin.api.ModelInfo;
import dev.akin.api.Purpose;
import dev.akin.embedders.EmbedderOptions;
import dev.akin.embedders.EmbedderStats;
import dev.akin.embedders.Reranker;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/**
 * A cross-encoder run by ONNX Runtime: a transformer that reads two texts as one, with an output of
 * one number. Safe for any number of threads; see {@link BatchQueue} for who goes first. A pair's
 * score does not depend on the pairs it is scored with.
 */
public final class OnnxReranker implements Reranker {
  private final OnnxRerankerModel model;
  private final ModelInfo info;
  private final TextTokenizer tokenizer;
  private final boolean withTypes;
  private final TextRunner runner;
  private final LongAdder scored = new LongAdder();
  private final LongAdder tokensRead = new LongAdder();

  private OnnxReranker(OnnxRerankerModel model, OpenText parts, EmbedderOptions options) {
    String name = model.text().name();
    this.model = model;
    tokenizer = parts.tokenizer();
    withTypes = parts.sessions().wide().wantsTypes();
    Tokens probe = tokenizer.encodePair("a", "b", withTypes);
    int outputs = parts.sessions().wide().run(List.of(probe)).dimension();
    if (outputs != 1) {
      throw new AkinException.InvalidArgument(
          "a reranker has one output for each pair of texts, and model '"
              + name
              + "' has "
              + outputs
              + ": "
              + model.text().onnx().describe());
    }
    info =
        ModelInfo.ofReranker(
            name,
            model.text().settings().maxTokens(),
            parts.fingerprint() + "-" + model.activation().name().toLowerCase(Locale.ROOT));
    runner = new TextRunner(name, tokenizer, parts.sessions(), options, parts.alone());
  }

  /**
   * Loads a model.
   *
   * @throws AkinException.Corrupted if the model or its tokenizer is damaged
   * @throws AkinException.InvalidArgument if it is not a cross-encoder with one output
   * @throws AkinException.FailedPrecondition if it cannot run here
   */
  public static OnnxReranker open(OnnxRerankerModel model, EmbedderOptions options) {
    return OpenText.open(
        model.text(),
        options,
        ModelOutput::ofScores,
        parts -> new OnnxReranker(model, parts, options));
  }

  @Override
  public ModelInfo info() {
    return info;
  }

  @Override
  public float[] score(String query, List<String> passages) {
    return runner.call(
        call -> {
          Tokens[] rows = new Tokens[passages.size()];
          runner.forEach(
              rows.length,
              Purpose.QUERY,
              i -> rows[i] = tokenizer.encodePair(query, passages.get(i), withTypes));
          float[] scores = new float[rows.length];
          runner.run(
              call,
              Arrays.asList(rows),
              Purpose.QUERY,
              (row, output, at) -> scores[row] = score(row, output.values()[at]));
          scored.add(rows.length);
          tokensRead.add(Arrays.stream(rows).mapToLong(Tokens::length).sum());
          return scores;
        });
  }

  private float score(int row, float output) {
    float score = model.activation().apply(output);
    if (!Float.isFinite(score)) {
      throw new AkinException.Internal(
          "model '" + info.name() + "' made a score that is not finite of passage " + row, null);
    }
    return score;
  }

  @Override
  public EmbedderStats stats() {
    return new EmbedderStats(scored.sum(), tokensRead.sum(), runner.runs(), runner.waiting());
  }

  @Override
  public void close() {
    runner.close();
  }
}
