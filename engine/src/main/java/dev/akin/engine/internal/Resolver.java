package dev.akin.engine.internal;

import dev.akin.api.AkinException;
import dev.akin.api.Example;
import dev.akin.api.Include;
import dev.akin.api.Input;
import dev.akin.api.Query;
import dev.akin.api.RecommendStrategy;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.Target;
import dev.akin.api.index.Metric;
import dev.akin.storage.VectorMeta;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Turns what queries search for into vectors: embeds the inputs of all of them in one batch per
 * model, and reads the vectors of stored examples. For one call; not safe for several threads.
 */
final class Resolver {
  private final String collection;
  private final Embedding embedding;
  private final Embedding.Inputs inputs;
  private final BiFunction<List<RecordId>, Set<Include>, List<Record>> reader;
  private final List<Supplier<Resolved>> queries = new ArrayList<>();

  /**
   * A resolver without queries.
   *
   * @param reader of stored records: those that exist, in the order of the ids
   */
  Resolver(
      String collection,
      Embedding embedding,
      BiFunction<List<RecordId>, Set<Include>, List<Record>> reader) {
    this.collection = collection;
    this.embedding = embedding;
    this.inputs = embedding.inputs();
    this.reader = reader;
  }

  /**
   * A query with what is needed to answer it.
   *
   * @param vectorId of the vector that it was embedded for
   * @param vector to search with, of the vector that the query names; empty for one that searches
   *     none itself, or several
   * @param examples that records are measured against one by one
   * @param excluded records that may not be found
   * @param parts of a fused query
   */
  record Resolved(
      Query query,
      int vectorId,
      Optional<float[]> vector,
      Optional<BestScore.Examples> examples,
      Set<RecordId> excluded,
      List<Resolved> parts) {
    private static final int NO_VECTOR = -1;

    private static Resolved of(Query query, int vectorId, float[] vector, Set<RecordId> excluded) {
      return new Resolved(
          query, vectorId, Optional.of(vector), Optional.empty(), excluded, List.of());
    }

    /** Whether it searches a vector. */
    boolean hasVector() {
      return vectorId != NO_VECTOR;
    }

    /** The same, to be answered by a scan of all vectors. */
    Resolved exact() {
      return new Resolved(query.exact(), vectorId, vector, examples, excluded, parts);
    }

    private static Resolved without(Query query, List<Resolved> parts) {
      return new Resolved(query, NO_VECTOR, Optional.empty(), Optional.empty(), Set.of(), parts);
    }
  }

  /**
   * Adds a query.
   *
   * @param where it is, for errors
   * @throws AkinException.InvalidArgument if it does not fit the collection
   */
  void add(String where, Query query) {
    queries.add(prepare(where, query));
  }

  /** Embeds the inputs; returns how many there were to embed. */
  int embed() {
    return inputs.embed();
  }

  /** The queries in the order in which they were added; to be called after {@link #embed()}. */
  List<Resolved> resolved() {
    return queries.stream().map(Supplier::get).toList();
  }

  private Supplier<Resolved> prepare(String where, Query query) {
    return switch (query.target()) {
      case Target.Near(Input input) -> {
        Supplier<float[]> vector = inputs.add(where, query.using(), input);
        int id = embedding.vector(where, query.using()).id();
        yield () -> Resolved.of(query, id, vector.get(), Set.of());
      }
      case Target.Recommend(
              List<Example> positives,
              List<Example> negatives,
              RecommendStrategy strategy) -> {
        VectorMeta of = embedding.vector(where, query.using());
        Metric metric = of.spec().metric();
        Set<RecordId> ids = new LinkedHashSet<>();
        List<Supplier<float[]>> liked = examples(where, query.using(), positives, ids);
        List<Supplier<float[]>> disliked = examples(where, query.using(), negatives, ids);
        yield switch (strategy) {
          case AVERAGE_VECTOR ->
              () -> Resolved.of(query, of.id(), mean(metric, liked, disliked), ids);
          case BEST_SCORE ->
              () ->
                  new Resolved(
                      query,
                      of.id(),
                      Optional.empty(),
                      Optional.of(new BestScore.Examples(got(liked), got(disliked))),
                      ids,
                      List.of());
        };
      }
      case Target.FullText _, Target.Sparse _ -> {
        checkNoParams(where, query);
        yield () -> Resolved.without(query, List.of());
      }
      case Target.Fused(List<Query> fused, var _, var _) -> {
        checkNoParams(where, query);
        List<Supplier<Resolved>> parts = new ArrayList<>();
        for (int i = 0; i < fused.size(); i++) {
          parts.add(prepare(where + ".fused.queries[" + i + "]", fused.get(i)));
        }
        yield () -> Resolved.without(query, parts.stream().map(Supplier::get).toList());
      }
    };
  }

  private static List<float[]> got(List<Supplier<float[]>> vectors) {
    return vectors.stream().map(Supplier::get).toList();
  }

  private static void checkNoParams(String where, Query query) {
    if (query.params().isPresent()) {
      throw new AkinException.InvalidArgument(
          where + " searches no vector itself, so it takes no params: " + query.params().get());
    }
  }

  private List<Supplier<float[]>> examples(
      String where, String using, List<Example> examples, Set<RecordId> ids) {
    List<RecordId> stored = new ArrayList<>();
    for (Example example : examples) {
      if (example instanceof Example.OfRecord(RecordId id)) {
        stored.add(id);
      }
    }
    ids.addAll(stored);
    List<float[]> read = read(where, using, stored);
    List<Supplier<float[]>> vectors = new ArrayList<>();
    for (Example example : examples) {
      switch (example) {
        case Example.OfRecord _ -> {
          float[] vector = read.removeFirst();
          vectors.add(() -> vector);
        }
        case Example.OfInput(Input input) -> vectors.add(inputs.add(where, using, input));
      }
    }
    return vectors;
  }

  private List<float[]> read(String where, String using, List<RecordId> ids) {
    List<Record> records = reader.apply(ids, Set.of(Include.VECTORS));
    if (records.size() < ids.size()) {
      Set<RecordId> missing = new LinkedHashSet<>(ids);
      records.forEach(record -> missing.remove(record.id()));
      throw new AkinException.NotFound(
          where
              + " names record "
              + missing.iterator().next()
              + ", which collection '"
              + collection
              + "' does not have");
    }
    List<float[]> vectors = new ArrayList<>();
    for (Record record : records) {
      Input.Vector vector = record.vectors().get(using);
      if (vector == null) {
        throw new AkinException.InvalidArgument(
            where + " names record " + record.id() + ", which has no vector '" + using + "'");
      }
      vectors.add(vector.values());
    }
    return vectors;
  }

  /** The mean of the positives, shifted by its difference from the mean of the negatives. */
  private static float[] mean(
      Metric metric, List<Supplier<float[]>> positives, List<Supplier<float[]>> negatives) {
    if (positives.size() == 1 && negatives.isEmpty()) {
      return positives.getFirst().get();
    }
    double[] positive = mean(metric, positives);
    double[] negative = negatives.isEmpty() ? positive : mean(metric, negatives);
    float[] target = new float[positive.length];
    for (int d = 0; d < target.length; d++) {
      target[d] = (float) (2 * positive[d] - negative[d]);
    }
    return target;
  }

  private static double[] mean(Metric metric, List<Supplier<float[]>> examples) {
    double[] sum = null;
    for (Supplier<float[]> example : examples) {
      float[] values = comparable(metric, example.get());
      sum = sum == null ? new double[values.length] : sum;
      for (int d = 0; d < values.length; d++) {
        sum[d] += values[d] / examples.size();
      }
    }
    return sum;
  }

  /** A vector that may be averaged with others: of unit length under cosine, of signs for bits. */
  private static float[] comparable(Metric metric, float[] vector) {
    return switch (metric) {
      case COSINE -> metric.prepare(vector);
      case DOT, EUCLIDEAN, MANHATTAN -> vector;
      case HAMMING -> {
        float[] signs = new float[vector.length];
        for (int d = 0; d < signs.length; d++) {
          signs[d] = vector[d] > 0 ? 1 : -1;
        }
        yield signs;
      }
    };
  }
}
