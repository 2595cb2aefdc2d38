package dev.akin.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A vector with a dimension for every term there is, nearly all of them zero, such as SPLADE makes
 * of texts. In a payload it is an object of terms and their weights, {@code {"rain": 1.3, "sleet":
 * 0.8}}; models that number their terms name them by the number. Immutable.
 *
 * @param weights by term, finite; those that are zero are left out
 */
public record SparseVector(Map<String, Double> weights) {
  /** Copies the map and checks the weights. */
  public SparseVector {
    Map<String, Double> copy = new LinkedHashMap<>();
    weights.forEach(
        (term, weight) -> {
          if (!Double.isFinite(weight)) {
            throw new AkinException.InvalidArgument(
                "weight of term '" + term + "' must be finite: " + weight);
          }
          if (weight != 0) {
            copy.put(term, weight);
          }
        });
    weights = Collections.unmodifiableMap(copy);
  }

  /**
   * A vector of numbered terms, as most tools write it.
   *
   * @param indices of the terms, all different
   * @param values their weights, as many
   */
  public static SparseVector of(int[] indices, float[] values) {
    if (indices.length != values.length) {
      throw new AkinException.InvalidArgument(
          "values must be as many as indices (" + indices.length + "): " + values.length);
    }
    Map<String, Double> weights = new LinkedHashMap<>();
    for (int i = 0; i < indices.length; i++) {
      // The shortest decimal of the float, so that a payload shows 0.3 and not 0.30000001192092896.
      double weight = Double.parseDouble(Float.toString(values[i]));
      if (weights.put(Integer.toString(indices[i]), weight) != null) {
        throw new AkinException.InvalidArgument("indices must differ: " + indices[i] + " twice");
      }
    }
    return new SparseVector(weights);
  }

  /** The same as a payload value. */
  public Value toValue() {
    return Value.of(weights);
  }
}
