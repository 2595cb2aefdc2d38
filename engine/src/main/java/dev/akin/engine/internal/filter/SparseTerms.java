package dev.akin.engine.internal.filter;

import dev.akin.api.Value;
import java.util.Map;
import java.util.Optional;
import java.util.function.ObjDoubleConsumer;

/** The sparse vectors in a payload. */
public final class SparseTerms {
  private SparseTerms() {}

  /**
   * Hands over the terms of a field with their weights; one that is in several objects each time.
   */
  static void visit(Map<String, Value> payload, String field, ObjDoubleConsumer<String> taker) {
    PayloadPath.any(
        payload,
        field,
        value -> {
          visit(value, taker);
          return false;
        });
  }

  /** The same of one value. */
  static void visit(Value value, ObjDoubleConsumer<String> taker) {
    if (value instanceof Value.Fields(Map<String, Value> weights)) {
      weights.forEach(
          (term, weight) -> {
            switch (weight) {
              case Value.Int(long number) -> taker.accept(term, (double) number);
              case Value.Real(double number) -> taker.accept(term, number);
              default -> {}
            }
          });
    }
  }

  /**
   * The dot product with a sparse vector; empty if they share no term.
   *
   * @param weights of the other, by term
   */
  public static Optional<Float> dot(
      Map<String, Value> payload, String field, Map<String, Double> weights) {
    Sum sum = new Sum();
    visit(
        payload,
        field,
        (term, weight) -> {
          Double other = weights.get(term);
          if (other != null) {
            sum.add((float) weight * other.floatValue());
          }
        });
    return sum.shared ? Optional.of(sum.value) : Optional.empty();
  }

  private static final class Sum {
    private float value;
    private boolean shared;

    void add(float product) {
      value += product;
      shared = true;
    }
  }
}
