package dev.akin.engine.internal;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.Hit;
import dev.akin.api.Include;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.SearchResult;
import dev.akin.api.SearchStats;
import dev.akin.api.Target;
import dev.akin.api.Value;
import dev.akin.api.index.Metric;
import dev.akin.api.index.SearchCost;
import dev.akin.engine.Stage;
import dev.akin.engine.StageListener;
import dev.akin.engine.internal.text.FullText;
import dev.akin.index.OrdinalSet;
import dev.akin.storage.CollectionStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleUnaryOperator;

/** Answers the queries of one collection. Safe for any number of threads. */
final class Searcher {
  /** How often a search is done again when records it found were replaced under its hands. */
  private static final int MAX_ATTEMPTS = 5;

  private final String collection;
  private final CollectionStore store;
  private final CollectionState state;
  private final Committer committer;
  private final StageListener listener;
  private final HitReranker reranker;

  /**
   * A searcher of one collection.
   *
   * @param reranker of the same
   */
  Searcher(
      String collection,
      CollectionStore store,
      CollectionState state,
      Committer committer,
      StageListener listener,
      HitReranker reranker) {
    this.collection = collection;
    this.store = store;
    this.state = state;
    this.committer = committer;
    this.listener = listener;
    this.reranker = reranker;
  }

  /**
   * Answers queries, one after the other.
   *
   * @param resolver that has none yet
   * @throws AlteredException if a vector was altered meanwhile; to be tried again
   */
  List<SearchResult> search(List<Query> queries, Resolver resolver) {
    long start = System.nanoTime();
    check(queries);
    Optional<Duration> timeout =
        queries.stream().flatMap(query -> query.timeout().stream()).min(Comparator.naturalOrder());
    BooleanSupplier stop = stop(timeout, start);
    try {
      for (int i = 0; i < queries.size(); i++) {
        String where = queries.size() == 1 ? "query" : "queries[" + i + "]";
        reranker.check(where, queries.get(i));
        resolver.add(where, queries.get(i));
      }
      int embedded = resolver.embed();
      List<Resolver.Resolved> resolved = resolver.resolved();
      long nanos = System.nanoTime() - start;
      if (embedded > 0) {
        listener.ended(Stage.EMBED, collection, embedded, nanos);
      }
      List<SearchResult> results = new ArrayList<>(queries.size());
      for (Resolver.Resolved query : resolved) {
        SearchResult found = search(query, stop, nanos / queries.size());
        results.add(
            query.query().rerank().isPresent()
                ? reranker.rerank(query.query(), found, stop)
                : found);
      }
      return List.copyOf(results);
    } catch (CancellationException e) {
      throw Thread.currentThread().isInterrupted()
          ? new AkinException.Cancelled("search was interrupted")
          : new AkinException.DeadlineExceeded(
              "search took longer than its timeout of " + timeout.orElseThrow());
    }
  }

  private static void check(List<Query> queries) {
    if (queries.size() > Collection.MAX_QUERIES) {
      throw new AkinException.InvalidArgument(
          "queries must be at most " + Collection.MAX_QUERIES + ": " + queries.size());
    }
    long hits = queries.stream().mapToLong(Query::maxHits).sum();
    if (hits > Collection.MAX_QUERIES_K) {
      throw new AkinException.InvalidArgument(
          "k of the queries must be at most " + Collection.MAX_QUERIES_K + " together: " + hits);
    }
  }

  private static BooleanSupplier stop(Optional<Duration> timeout, long start) {
    if (timeout.isEmpty()) {
      return () -> Thread.currentThread().isInterrupted();
    }
    long limit = nanos(timeout.get());
    return () -> System.nanoTime() - start > limit || Thread.currentThread().isInterrupted();
  }

  /** Of any duration, also one of more nanoseconds than there are numbers for. */
  static long nanos(Duration duration) {
    return Math.min(TimeUnit.NANOSECONDS.convert(duration), Long.MAX_VALUE / 2);
  }

  /**
   * A commit is in the store before it is in memory: a search in between finds what it replaced,
   * and does not get it. Such a search is tried again, the last time with no commit in progress.
   */
  private SearchResult search(Resolver.Resolved query, BooleanSupplier stop, long embedNanos) {
    SearchStats spent = new SearchStats("", SearchCost.NONE, Optional.empty(), embedNanos, 0, 0);
    for (int attempt = 1; attempt < MAX_ATTEMPTS; attempt++) {
      Attempt made = attempt(attempt, query, stop, spent);
      if (made.whole()) {
        return made.result();
      }
      spent = made.result().stats();
    }
    SearchStats before = spent;
    return committer.between(() -> attempt(MAX_ATTEMPTS, query, stop, before)).result();
  }

  /**
   * One search.
   *
   * @param result with the times of the attempts before it
   * @param whole whether all that was found could be read
   */
  private record Attempt(SearchResult result, boolean whole) {}

  /** A vector is not any more what its query was embedded for. */
  static final class AlteredException extends RuntimeException {
    private static final long serialVersionUID = 1;

    AlteredException() {
      super("altered", null, false, false);
    }
  }

  private Attempt attempt(
      int number, Resolver.Resolved resolved, BooleanSupplier stop, SearchStats before) {
    if (stop.getAsBoolean()) {
      throw new CancellationException("search stopped");
    }
    Query query = resolved.query();
    // Of a generation that was replaced, records may be gone for good: each attempt enters anew.
    try (Generation.Visit visit = state.enter()) {
      Generation generation = visit.generation();
      long start = System.nanoTime();
      long deletions = deletions();
      Finder finder = new Finder(collection, generation, state.fullText(), resolved, stop);
      Optional<CompiledFilter> filter = query.filter().map(finder::compile);
      filter.ifPresent(
          it -> listener.ended(Stage.FILTER, collection, it.stats().matched(), it.stats().nanos()));
      start += filter.map(it -> it.stats().nanos()).orElse(0L);
      Optional<OrdinalSet> matches = filter.map(CompiledFilter::matches);
      Grouper.Grouped grouped =
          query.groupBy().isPresent()
              ? new Grouper(finder, matches, store).group()
              : new Grouper.Grouped(
                  finder.find(HitReranker.wanted(query), matches), List.of(), true);
      Candidates found = grouped.found();
      long searched = System.nanoTime();
      listener.ended(
          Stage.INDEX,
          collection,
          found.neighbors().cost().distanceComputations(),
          searched - start);
      List<Hit> hits =
          fetch(generation, distance(generation, resolved), grouped, HitReranker.include(query));
      long fetched = System.nanoTime() - searched;
      listener.ended(Stage.FETCH, collection, hits.size(), fetched);
      SearchStats stats =
          new SearchStats(
              found.strategy(),
              found.neighbors().cost(),
              filter.map(CompiledFilter::stats),
              before.embedNanos(),
              before.searchNanos() + searched - start,
              before.fetchNanos() + fetched);
      boolean whole =
          grouped.whole()
              && hits.size() == found.neighbors().size()
              && (!readsText(resolved) || deletions() == deletions);
      return new Attempt(new SearchResult(hits, stats, finder.trace().plan(number)), whole);
    }
  }

  /** See {@link FullText#deletions()}; another number as soon as there is no such index. */
  private long deletions() {
    return state.fullText().map(FullText::deletions).orElse(-1L);
  }

  private static boolean readsText(Resolver.Resolved resolved) {
    return resolved.query().target() instanceof Target.FullText
        || resolved.parts().stream().anyMatch(Searcher::readsText);
  }

  private static DoubleUnaryOperator distance(Generation generation, Resolver.Resolved resolved) {
    if (resolved.vector().isEmpty()) {
      return score -> -score;
    }
    Metric metric = generation.fields().get(resolved.query().using()).spec().metric();
    return score -> metric.distance((float) score);
  }

  private record Found(RecordId id, Optional<Value> group) {}

  /** The hits whose record is still what was found; fewer if some were replaced meanwhile. */
  private List<Hit> fetch(
      Generation generation,
      DoubleUnaryOperator distance,
      Grouper.Grouped grouped,
      Set<Include> include) {
    Candidates found = grouped.found();
    int[] ordinals = found.neighbors().ordinals();
    long[] seqs = new long[ordinals.length];
    for (int i = 0; i < seqs.length; i++) {
      seqs[i] = generation.table().seq(ordinals[i]);
    }
    List<Record> records = store.read(seqs, include);
    List<Hit> hits = new ArrayList<>(records.size());
    // A record is found once, or once for each of its groups.
    Set<Found> seen = new HashSet<>();
    for (int i = 0; i < seqs.length; i++) {
      Record record = records.get(i);
      Optional<Value> group =
          grouped.values().isEmpty() ? Optional.empty() : Optional.of(grouped.values().get(i));
      if (record != null && seen.add(new Found(record.id(), group))) {
        float score = found.neighbors().scores()[i];
        hits.add(new Hit(record, score, (float) distance.applyAsDouble(score), group));
      }
    }
    return hits;
  }
}
