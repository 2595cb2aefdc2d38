package dev.akin.api;

import java.util.Objects;
import java.util.Optional;

/**
 * Ordering the best hits anew by a model that reads the question and each hit's text together. A
 * hit then has the model's score, and minus that as its distance. Records without a text are not
 * among the hits.
 *
 * @param model the name of a {@link ModelKind#RERANKER}
 * @param topN hits of the search whose texts are scored, 1 to {@value #MAX_TOP_N} and at least k
 * @param field of the payload that holds the texts, a path as in filters; several are joined by
 *     lines. Empty for the texts that the searched vector was made of, where it keeps them
 * @param query the question; empty for the text that is searched for
 */
public record Rerank(String model, int topN, Optional<String> field, Optional<String> query) {
  /** The largest topN. */
  public static final int MAX_TOP_N = 1_000;

  /** Checks what can be checked without the query. */
  public Rerank {
    Objects.requireNonNull(query, "query");
    if (model == null || model.isEmpty()) {
      throw new AkinException.InvalidArgument("model of rerank must not be empty");
    }
    if (topN < 1 || topN > MAX_TOP_N) {
      throw new AkinException.InvalidArgument(
          "topN of rerank must be 1 to " + MAX_TOP_N + ": " + topN);
    }
    if (field.isPresent() && field.get().isEmpty()) {
      throw new AkinException.InvalidArgument("field of rerank must not be empty");
    }
  }

  /** By the texts that the searched vector was made of. */
  public Rerank(String model, int topN) {
    this(model, topN, Optional.empty(), Optional.empty());
  }

  /** By the texts in a payload field. */
  public Rerank(String model, int topN, String field) {
    this(model, topN, Optional.of(field), Optional.empty());
  }

  /** For another question than the text that is searched for. */
  public Rerank query(String question) {
    return new Rerank(model, topN, field, Optional.of(question));
  }
}
