package dev.akin.api;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What a query searches for. */
public sealed interface Target {
  /** The text that is searched for, where it is one; of a fused query, the one of all its parts. */
  default Optional<String> question() {
    return switch (this) {
      case Near(Input.Text(String text)) -> Optional.of(text);
      case FullText(String text) -> Optional.of(text);
      case Near _, Recommend _, Sparse _ -> Optional.empty();
      case Fused fused -> {
        List<Optional<String>> texts =
            fused.queries().stream().map(query -> query.target().question()).distinct().toList();
        yield texts.size() == 1 ? texts.getFirst() : Optional.empty();
      }
    };
  }

  /** What is near a text, image or vector. */
  record Near(Input input) implements Target {
    /** Checks that the input is there. */
    public Near {
      Objects.requireNonNull(input, "input");
    }
  }

  /**
   * What is like some examples and unlike others. Stored records among the examples are not among
   * the hits.
   *
   * @param positives 1 to {@value #MAX_EXAMPLES}
   * @param negatives 0 to {@value #MAX_EXAMPLES}
   * @param strategy how records are measured against them
   */
  record Recommend(List<Example> positives, List<Example> negatives, RecommendStrategy strategy)
      implements Target {
    /** The most examples of either kind. */
    public static final int MAX_EXAMPLES = 1_000;

    /** Copies the lists and checks their sizes. */
    public Recommend {
      positives = List.copyOf(positives);
      negatives = List.copyOf(negatives);
      if (positives.isEmpty() || positives.size() > MAX_EXAMPLES) {
        throw new AkinException.InvalidArgument(
            "positives must be 1 to " + MAX_EXAMPLES + ": " + positives.size());
      }
      if (negatives.size() > MAX_EXAMPLES) {
        throw new AkinException.InvalidArgument(
            "negatives must be at most " + MAX_EXAMPLES + ": " + negatives.size());
      }
      Objects.requireNonNull(strategy, "strategy");
    }

    /** By the mean of the examples. */
    public Recommend(List<Example> positives, List<Example> negatives) {
      this(positives, negatives, RecommendStrategy.AVERAGE_VECTOR);
    }
  }

  /**
   * What holds the words of a text, by the collection's full-text index: any of them, the more and
   * the rarer the better (BM25). Scores are those of BM25, above 0 and without an upper bound; a
   * hit's distance is minus its score. Parameters and the vector's name are not for it.
   *
   * @param text of which the first {@value #MAX_WORDS} different words are searched
   */
  record FullText(String text) implements Target {
    /** The words searched at most. */
    public static final int MAX_WORDS = 1_000;

    /** Checks that the text is there. */
    public FullText {
      Objects.requireNonNull(text, "text");
    }
  }

  /**
   * What shares terms with a sparse vector: the score is the dot product with the one that is in a
   * payload field, in 32-bit floats. Records that share no term are not found. Answered exactly, by
   * a payload index of type {@link PayloadIndexType#SPARSE}; without one by reading the records. Of
   * a field, what is no number in an object is passed over; of several objects in an array, the
   * weights add up. A hit's distance is minus its score. Parameters and the vector's name are not
   * for it.
   *
   * @param field a path of names joined by dots
   * @param vector of 1 to {@value #MAX_TERMS} terms
   */
  record Sparse(String field, SparseVector vector) implements Target {
    /** The most terms. */
    public static final int MAX_TERMS = 10_000;

    /** Checks the field and the number of terms. */
    public Sparse {
      if (field.isEmpty()) {
        throw new AkinException.InvalidArgument("field of a sparse query must not be empty");
      }
      int terms = vector.weights().size();
      if (terms < 1 || terms > MAX_TERMS) {
        throw new AkinException.InvalidArgument(
            "terms of a sparse query whose weight is not 0 must be 1 to "
                + MAX_TERMS
                + ": "
                + terms);
      }
    }
  }

  /**
   * What several queries find, fused into one ranking. None has groups or a reranker of its own.
   * Each finds as many as its own k, or that of the whole if it is larger; its filter, parameters
   * and threshold are its own, and the filter of the whole holds for all. What its hits include,
   * its timeout and whether it explains are not looked at. Scores are those of the fusion; a hit's
   * distance is minus its score.
   *
   * @param queries 1 to {@value #MAX_QUERIES}, none fused itself
   * @param weights of the queries, 0 or more and not all 0; empty for equal ones
   */
  record Fused(List<Query> queries, Fusion fusion, List<Double> weights) implements Target {
    /** The most queries. */
    public static final int MAX_QUERIES = 16;

    /** Copies the lists and checks them. */
    public Fused {
      queries = List.copyOf(queries);
      weights = List.copyOf(weights);
      Objects.requireNonNull(fusion, "fusion");
      if (queries.isEmpty() || queries.size() > MAX_QUERIES) {
        throw new AkinException.InvalidArgument(
            "queries of a fusion must be 1 to " + MAX_QUERIES + ": " + queries.size());
      }
      if (queries.stream().anyMatch(query -> query.target() instanceof Fused)) {
        throw new AkinException.InvalidArgument("queries of a fusion must not be fused themselves");
      }
      if (queries.stream()
          .anyMatch(query -> query.groupBy().isPresent() || query.rerank().isPresent())) {
        throw new AkinException.InvalidArgument(
            "queries of a fusion must have no groupBy and no rerank; give them to the whole");
      }
      if (!weights.isEmpty() && weights.size() != queries.size()) {
        throw new AkinException.InvalidArgument(
            "weights of a fusion must be as many as its queries ("
                + queries.size()
                + "): "
                + weights.size());
      }
      if (weights.stream().anyMatch(weight -> !(weight >= 0 && Double.isFinite(weight)))
          || (!weights.isEmpty() && weights.stream().allMatch(weight -> weight == 0))) {
        throw new AkinException.InvalidArgument(
            "weights of a fusion must be 0 or more and not all 0: " + weights);
      }
    }
  }
}
