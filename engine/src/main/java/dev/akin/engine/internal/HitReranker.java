package dev.akin.engine.internal;

import dev.akin.api.AkinException;
import dev.akin.api.Hit;
import dev.akin.api.Include;
import dev.akin.api.Input;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.Rerank;
import dev.akin.api.SearchResult;
import dev.akin.api.SearchStats;
import dev.akin.api.Value;
import dev.akin.api.VectorSpec;
import dev.akin.embedders.Reranker;
import dev.akin.engine.Stage;
import dev.akin.engine.StageListener;
import dev.akin.engine.internal.filter.PayloadPath;
import dev.akin.storage.CollectionStore;
import dev.akin.storage.VectorMeta;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** Orders the hits of queries with {@link Rerank} by a model. Safe for any number of threads. */
final class HitReranker {
  /** Texts scored before it is asked again whether the search is to stop. */
  private static final int SLICE = 64;

  private final String collection;
  private final CollectionStore store;
  private final Models models;
  private final StageListener listener;

  /** For one collection. */
  HitReranker(String collection, CollectionStore store, Models models, StageListener listener) {
    this.collection = collection;
    this.store = store;
    this.models = models;
    this.listener = listener;
  }

  /**
   * Checks that a query can be answered.
   *
   * @param where it is, for errors
   * @throws AkinException.NotFound if there is no such model
   * @throws AkinException.InvalidArgument if it is no reranker, or there are no texts
   */
  void check(String where, Query query) {
    if (query.rerank().isEmpty()) {
      return;
    }
    Rerank rerank = query.rerank().get();
    models.reranker(rerank.model());
    if (rerank.field().isEmpty() && !keepsTexts(query.using())) {
      throw new AkinException.InvalidArgument(
          where
              + ".rerank.field must be given, since vector '"
              + query.using()
              + "' of collection '"
              + collection
              + "' keeps no texts");
    }
  }

  private boolean keepsTexts(String vector) {
    VectorMeta meta = store.meta().vectors().get(vector);
    return meta != null && keepsSource(meta.spec());
  }

  private static boolean keepsSource(VectorSpec spec) {
    return spec.embedder().isPresent() && spec.keepSource();
  }

  /** Hits that the search must find. */
  static int wanted(Query query) {
    return query.rerank().map(Rerank::topN).orElse(query.k());
  }

  /** What must be read of these: what the query asks for, and their texts. */
  static Set<Include> include(Query query) {
    if (query.rerank().isEmpty()) {
      return query.include();
    }
    Set<Include> parts = EnumSet.noneOf(Include.class);
    parts.addAll(query.include());
    parts.add(query.rerank().get().field().isPresent() ? Include.PAYLOAD : Include.SOURCES);
    return parts;
  }

  private record Scored(Hit hit, float score) {}

  /**
   * The k best hits by the model, with the parts that the query asks for.
   *
   * @param found with the parts of {@link #include}
   * @param stop polled; once true it ends with CancellationException
   */
  SearchResult rerank(Query query, SearchResult found, BooleanSupplier stop) {
    Rerank rerank = query.rerank().orElseThrow();
    long start = System.nanoTime();
    List<Hit> hits = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (Hit hit : found.hits()) {
      text(query, rerank, hit.record())
          .ifPresent(
              text -> {
                hits.add(hit);
                texts.add(text);
              });
    }
    if (texts.isEmpty() && !found.hits().isEmpty()) {
      throw new AkinException.FailedPrecondition(
          "none of the "
              + found.hits().size()
              + " records found has a text "
              + rerank
                  .field()
                  .map(field -> "in payload field '" + field + "'")
                  .orElse("for vector '" + query.using() + "'")
              + ", so there is nothing to rerank by");
    }
    String question = rerank.query().or(() -> query.target().question()).orElseThrow();
    Reranker model = models.reranker(rerank.model());
    List<Scored> scored = new ArrayList<>(hits.size());
    for (int from = 0; from < texts.size(); from += SLICE) {
      if (stop.getAsBoolean()) {
        throw new CancellationException("reranking stopped");
      }
      int to = Math.min(texts.size(), from + SLICE);
      float[] scores = model.score(question, texts.subList(from, to));
      for (int i = from; i < to; i++) {
        scored.add(new Scored(hits.get(i), scores[i - from]));
      }
    }
    List<Hit> best =
        scored.stream()
            .sorted(Comparator.comparing(Scored::score).reversed())
            .limit(query.k())
            .map(it -> new Hit(asked(it.hit.record(), query.include()), it.score, 0 - it.score))
            .toList();
    long nanos = System.nanoTime() - start;
    listener.ended(Stage.RERANK, collection, texts.size(), nanos);
    SearchStats stats = found.stats();
    return new SearchResult(
        best,
        new SearchStats(
            stats.strategy() + "+rerank",
            stats.cost(),
            stats.filter(),
            stats.embedNanos(),
            stats.searchNanos(),
            stats.fetchNanos(),
            nanos),
        found.plan());
  }

  private static Optional<String> text(Query query, Rerank rerank, Record record) {
    List<String> texts = new ArrayList<>();
    if (rerank.field().isPresent()) {
      PayloadPath.any(
          record.payload(),
          rerank.field().get(),
          value -> {
            if (value instanceof Value.Text(String text)) {
              texts.add(text);
            }
            return false;
          });
    } else if (record.sources().get(query.using()) instanceof Input.Text(String text)) {
      texts.add(text);
    }
    return texts.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", texts));
  }

  private static Record asked(Record record, Set<Include> include) {
    return new Record(
        record.id(),
        record.version(),
        include.contains(Include.SOURCES) ? record.sources() : Map.of(),
        record.vectors(),
        include.contains(Include.PAYLOAD) ? record.payload() : Map.of(),
        record.expiry());
  }
}
