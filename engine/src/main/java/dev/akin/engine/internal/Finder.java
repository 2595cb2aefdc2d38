package dev.akin.engine.internal;

import dev.akin.api.AkinException;
import dev.akin.api.Fusion;
import dev.akin.api.Query;
import dev.akin.api.RecordId;
import dev.akin.api.SearchPlan;
import dev.akin.api.Target;
import dev.akin.api.filter.Filter;
import dev.akin.api.index.SearchCost;
import dev.akin.api.index.SearchParams;
import dev.akin.engine.internal.filter.SparseTerms;
import dev.akin.engine.internal.ranking.Ranking;
import dev.akin.engine.internal.text.FullText;
import dev.akin.index.Neighbors;
import dev.akin.index.OrdinalSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Finds the candidates of one query in one generation of a collection, as often as it is asked. For
 * one thread.
 */
final class Finder {
  private final String collection;
  private final Generation generation;
  private final Optional<FullText> fullText;
  private final Resolver.Resolved resolved;
  private final BooleanSupplier stop;
  private final Trace trace;

  /**
   * A finder for a query.
   *
   * @param collection its name, for errors
   * @param generation that the caller is inside of
   * @param stop polled; once true, what is under way ends with CancellationException
   */
  Finder(
      String collection,
      Generation generation,
      Optional<FullText> fullText,
      Resolver.Resolved resolved,
      BooleanSupplier stop) {
    this.collection = collection;
    this.generation = generation;
    this.fullText = fullText;
    this.resolved = resolved;
    this.stop = stop;
    this.trace = new Trace(resolved.query().explain());
  }

  /** What it finds candidates for. */
  Query query() {
    return resolved.query();
  }

  /** Where it finds them. */
  Generation generation() {
    return generation;
  }

  /** Polled by whatever takes long. */
  BooleanSupplier stop() {
    return stop;
  }

  /** What a filter lets through. */
  CompiledFilter compile(Filter filter) {
    CompiledFilter compiled = generation.filters().compile(filter, stop);
    trace.filtered(filter, compiled);
    return compiled;
  }

  /** All that was done so far. */
  Trace trace() {
    return trace;
  }

  /**
   * The k best.
   *
   * @param matches that may be found; empty for all
   * @throws Searcher.AlteredException if a vector is not any more what the query was embedded for
   */
  Candidates find(int k, Optional<OrdinalSet> matches) {
    return find(resolved, k, matches);
  }

  /** The k best, by a scan of all vectors if the query is one that searches vectors. */
  Candidates findExactly(int k, Optional<OrdinalSet> matches) {
    return find(resolved.hasVector() ? resolved.exact() : resolved, k, matches);
  }

  private Candidates find(Resolver.Resolved asked, int k, Optional<OrdinalSet> matches) {
    Query query = asked.query();
    Candidates found =
        switch (query.target()) {
          case Target.Near _, Target.Recommend _ -> near(asked, k, matches);
          case Target.FullText(String text) -> new Candidates(text(text, k, matches), "bm25");
          case Target.Sparse sparse -> sparse(sparse, k, matches);
          case Target.Fused(List<Query> queries, Fusion fusion, List<Double> weights) -> {
            List<Candidates> parts = new ArrayList<>(queries.size());
            for (Resolver.Resolved part : asked.parts()) {
              Optional<OrdinalSet> both =
                  part.query()
                      .filter()
                      .map(it -> compile(it).matches())
                      .map(it -> matches.map(it::and).orElse(it))
                      .or(() -> matches);
              parts.add(find(part, Math.max(part.query().k(), k), both));
            }
            yield Fuser.fuse(parts, fusion, weights, k);
          }
        };
    return found.from(query.minScore());
  }

  private Candidates near(Resolver.Resolved asked, int k, Optional<OrdinalSet> matches) {
    Query query = asked.query();
    VectorField field = generation.fields().get(query.using());
    if (field == null || field.meta().id() != asked.vectorId()) {
      throw new Searcher.AlteredException();
    }
    Optional<OrdinalSet> allowed = without(asked.excluded(), matches);
    if (asked.examples().isPresent()) {
      BestScore.Examples examples = asked.examples().get();
      int limit = generation.table().limit();
      return new BestScore(field, examples, limit)
          .find(
              k,
              (i, depth) ->
                  search(
                      field,
                      examples.positives().get(i),
                      depth,
                      depth < limit || depth <= k
                          ? query.params()
                          : Optional.of(new SearchParams.Exact()),
                      allowed));
    }
    Candidates found =
        search(
            field,
            asked.vector().orElseThrow(),
            query.mmr().map(mmr -> Math.max(mmr.candidates(), k)).orElse(k),
            query.params(),
            allowed);
    return query
        .mmr()
        .map(
            mmr ->
                Diversifier.choose(
                    found.from(query.minScore()), field.rows(), field.spec().metric(), mmr, k))
        .orElse(found);
  }

  private Candidates search(
      VectorField field,
      float[] vector,
      int k,
      Optional<SearchParams> params,
      Optional<OrdinalSet> allowed) {
    return field.search(vector, k, params, allowed, generation.table().limit(), stop, trace);
  }

  private Neighbors text(String text, int k, Optional<OrdinalSet> matches) {
    OrdinalTable table = generation.table();
    OrdinalSet accept = matches.orElseGet(() -> table.live().copy());
    long start = System.nanoTime();
    Neighbors found =
        fullText
            .orElseThrow(
                () ->
                    new AkinException.FailedPrecondition(
                        "collection '" + collection + "' has no full-text index; create one first"))
            .search(text, k, table::ordinal, accept, stop);
    trace.searched(
        () ->
            new SearchPlan.IndexStep(
                "",
                "full_text",
                "none",
                SearchPlan.Method.FULL_TEXT,
                k,
                found.size(),
                accept.cardinality(),
                Optional.empty(),
                0,
                found.cost(),
                System.nanoTime() - start));
    return found;
  }

  private Candidates sparse(Target.Sparse target, int k, Optional<OrdinalSet> matches) {
    OrdinalSet accept = matches.orElseGet(() -> generation.table().live().copy());
    long start = System.nanoTime();
    Optional<Neighbors> indexed =
        generation.payloadIndexes().nearest(target.field(), target.vector(), k, accept, stop);
    Neighbors found = indexed.orElseGet(() -> scan(target, k, accept));
    trace.searched(
        () ->
            new SearchPlan.IndexStep(
                target.field(),
                "sparse",
                "none",
                indexed.isPresent() ? SearchPlan.Method.SPARSE : SearchPlan.Method.SPARSE_SCAN,
                k,
                found.size(),
                accept.cardinality(),
                Optional.empty(),
                0,
                found.cost(),
                System.nanoTime() - start));
    return new Candidates(found, indexed.isPresent() ? "sparse" : "sparse+scan");
  }

  private Neighbors scan(Target.Sparse target, int k, OrdinalSet accept) {
    Ranking best = new Ranking(k);
    generation
        .scan()
        .visit(
            accept,
            stop,
            (ordinal, _, payload) ->
                SparseTerms.dot(payload, target.field(), target.vector().weights())
                    .ifPresent(score -> best.add(ordinal, score)));
    long scanned = accept.cardinality();
    return best.neighbors(new SearchCost(scanned, 0, scanned, 0));
  }

  private Optional<OrdinalSet> without(Set<RecordId> excluded, Optional<OrdinalSet> matches) {
    if (excluded.isEmpty()) {
      return matches;
    }
    OrdinalSet allowed = compile(new Filter.Not(new Filter.HasId(excluded))).matches();
    return Optional.of(matches.map(it -> it.and(allowed)).orElse(allowed));
  }
}
