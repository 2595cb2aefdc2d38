package dev.akin.embedders.onnx;

import dev.akin.api.AkinException;
import dev.akin.api.index.Metric;
import java.util.Objects;
import java.util.Optional;

/**
 * What a text model's files say beside its weights. Immutable.
 *
 * @param pooling how tokens become one vector; empty takes the model's own sentence vector where it
 *     has one, and the mean where not
 * @param normalize whether vectors are brought to unit length
 * @param metric the vectors are made for
 * @param maxTokens of one text, special tokens included; longer texts are truncated
 * @param padToken the id of the padding token
 * @param queryPrefix goes before each query; often empty
 * @param documentPrefix goes before each document; often empty
 */
public record TextSettings(
    Optional<Pooling> pooling,
    boolean normalize,
    Metric metric,
    int maxTokens,
    int padToken,
    String queryPrefix,
    String documentPrefix) {
  /** Checks that all is there and the length leaves room for text. */
  public TextSettings {
    Objects.requireNonNull(pooling, "pooling");
    Objects.requireNonNull(metric, "metric");
    Objects.requireNonNull(queryPrefix, "queryPrefix");
    Objects.requireNonNull(documentPrefix, "documentPrefix");
    if (maxTokens < 3) {
      throw new AkinException.InvalidArgument("maxTokens must be at least 3: " + maxTokens);
    }
  }

  /** Mean pooling to unit length for cosine, no prefixes. */
  public static TextSettings meanNormalized(int maxTokens) {
    return new TextSettings(Optional.of(Pooling.MEAN), true, Metric.COSINE, maxTokens, 0, "", "");
  }

  /** All that changes the vectors, in one line. */
  String canonical() {
    return String.join(
        "\u0001",
        pooling.map(Pooling::label).orElse("own"),
        Boolean.toString(normalize),
        Integer.toString(maxTokens),
        queryPrefix,
        documentPrefix);
  }
}
