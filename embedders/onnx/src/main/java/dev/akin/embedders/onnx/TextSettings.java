package dev.akin.embedders.onnx;

import dev.akin.api.AkinException;
import dev.akin.api.index.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a text model's files say beside its weights. Immutable.
 *
 * @param pooling how tokens become one vector; empty takes the model's own sentence vector where it
 *     has one, and the mean where not
 * @param dense layers that the pooled vector goes through; not applied to the model's own sentence
 *     vector, which has gone through all
 * @param normalize whether vectors are brought to unit length
 * @param metric the vectors are made for
 * @param maxTokens of one text, special tokens included; longer texts are truncated
 * @param padToken the id of the padding token
 * @param queryPrefix goes before each query; often empty
 * @param documentPrefix goes before each document; often empty
 */
public record TextSettings(
    Optional<Pooling> pooling,
    List<DenseLayer> dense,
    boolean normalize,
    Metric metric,
    int maxTokens,
    int padToken,
    String queryPrefix,
    String documentPrefix) {
  /** Checks that all is there and the length leaves room for text. */
  public TextSettings {
    Objects.requireNonNull(pooling, "pooling");
    dense = List.copyOf(dense);
    Objects.requireNonNull(metric, "metric");
    Objects.requireNonNull(queryPrefix, "queryPrefix");
    Objects.requireNonNull(documentPrefix, "documentPrefix");
    if (maxTokens < 3) {
      throw new AkinException.InvalidArgument("maxTokens must be at least 3: " + maxTokens);
    }
  }

  /** Mean pooling to unit length for cosine, no prefixes. */
  public static TextSettings meanNormalized(int maxTokens) {
    return new TextSettings(
        Optional.of(Pooling.MEAN), List.of(), true, Metric.COSINE, maxTokens, 0, "", "");
  }

  /** All that changes the vectors, in one line. */
  String canonical() {
    List<String> parts = new ArrayList<>();
    parts.add(pooling.map(Pooling::label).orElse("own"));
    parts.add(Boolean.toString(normalize));
    parts.add(Integer.toString(maxTokens));
    parts.add(queryPrefix);
    parts.add(documentPrefix);
    dense.forEach(layer -> parts.add(layer.digest()));
    return String.join("\u0001", parts);
  }
}
