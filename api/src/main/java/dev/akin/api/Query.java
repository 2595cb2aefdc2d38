package dev.akin.api;

import dev.akin.api.filter.Filter;
import dev.akin.api.index.SearchParams;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A query. Immutable.
 *
 * @param target what to search for
 * @param using the vector to search, {@code default} unless given
 * @param k hits wanted, or groups of them, 1 to {@value #MAX_K}
 * @param params of the index; empty takes the index's defaults
 * @param filter that hits must match; empty for all records
 * @param include the parts of each hit's record
 * @param timeout how long it may take; empty for no limit of its own
 * @param minScore hits that score less are not returned; empty for no threshold. With a large k,
 *     this is a range search: all within the threshold, up to k
 * @param mmr how hits are chosen to be unlike each other; empty for the best as they are. For
 *     targets that are searched by a vector
 * @param groupBy how hits are grouped; empty for no groups. Not together with mmr
 * @param rerank by which model the best hits are ordered anew; empty for none. Not together with
 *     mmr or groupBy
 * @param explain whether the answer says how it was found
 */
public record Query(
    Target target,
    String using,
    int k,
    Optional<SearchParams> params,
    Optional<Filter> filter,
    Set<Include> include,
    Optional<Duration> timeout,
    Optional<Float> minScore,
    Optional<Mmr> mmr,
    Optional<GroupBy> groupBy,
    Optional<Rerank> rerank,
    boolean explain) {

  /** The largest k. */
  public static final int MAX_K = 10_000;

  /** What each part of a hybrid query finds. */
  public static final int HYBRID_K = 100;

  /** Checks the ranges. */
  public Query {
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(using, "using");
    Objects.requireNonNull(filter, "filter");
    include = Set.copyOf(include);
    if (k < 1 || k > MAX_K) {
      throw new AkinException.InvalidArgument("k must be 1 to " + MAX_K + ": " + k);
    }
    timeout.ifPresent(
        limit -> {
          if (limit.isNegative() || limit.isZero()) {
            throw new AkinException.InvalidArgument("timeout must be above zero: " + limit);
          }
        });
    minScore.ifPresent(
        score -> {
          if (!Float.isFinite(score)) {
            throw new AkinException.InvalidArgument("minScore must be finite: " + score);
          }
        });
    if (mmr.isPresent()) {
      if (target instanceof Target.FullText
          || target instanceof Target.Sparse
          || target instanceof Target.Fused) {
        throw new AkinException.InvalidArgument(
            "mmr is for what is searched by a vector, not for full text, sparse or fused queries");
      }
      if (target instanceof Target.Recommend recommend
          && recommend.strategy() == RecommendStrategy.BEST_SCORE) {
        throw new AkinException.InvalidArgument(
            "mmr is for what is searched by one vector, not for recommendations by best score");
      }
      if (k > mmr.get().candidates()) {
        throw new AkinException.InvalidArgument(
            "candidates of mmr must be at least k (" + k + "): " + mmr.get().candidates());
      }
    }
    if (rerank.isPresent()) {
      checkRerank(rerank.get(), k, target);
      if (mmr.isPresent() || groupBy.isPresent()) {
        throw new AkinException.InvalidArgument("rerank does not go together with mmr or groupBy");
      }
    }
    if (groupBy.isPresent()) {
      if (mmr.isPresent()) {
        throw new AkinException.InvalidArgument("groupBy and mmr do not go together");
      }
      if ((long) k * groupBy.get().size() > MAX_K) {
        throw new AkinException.InvalidArgument(
            "k times the size of groupBy must be at most "
                + MAX_K
                + ": "
                + (long) k * groupBy.get().size());
      }
    }
  }

  private static void checkRerank(Rerank rerank, int k, Target target) {
    if (rerank.topN() < k) {
      throw new AkinException.InvalidArgument(
          "topN of rerank must be at least k (" + k + "): " + rerank.topN());
    }
    if (rerank.query().isEmpty() && target.question().isEmpty()) {
      throw new AkinException.InvalidArgument(
          "query of rerank must be given, since no text is searched for, or more than one");
    }
  }

  /** The 10 nearest to a text, image or vector. */
  public static Query nearest(Input input) {
    return of(new Target.Near(input));
  }

  /** The 10 best for a target. */
  public static Query of(Target target) {
    return new Query(
        target,
        Record.DEFAULT_VECTOR,
        10,
        Optional.empty(),
        Optional.empty(),
        Include.DEFAULTS,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false);
  }

  /** The 10 nearest to a text. */
  public static Query text(String text) {
    return nearest(new Input.Text(text));
  }

  /** The 10 nearest to a vector. */
  public static Query vector(float... values) {
    return nearest(new Input.Vector(values));
  }

  /** The 10 nearest to an encoded image. */
  public static Query image(byte[] bytes) {
    return nearest(new Input.Image(bytes));
  }

  /** The 10 nearest to a stored record, which is not among them. */
  public static Query like(RecordId id) {
    return recommend(List.of(Example.record(id)), List.of());
  }

  /** The 10 that are most like the positives and unlike the negatives; those are not among them. */
  public static Query recommend(List<Example> positives, List<Example> negatives) {
    return of(new Target.Recommend(positives, negatives));
  }

  /** The same, by another measure. */
  public static Query recommend(
      List<Example> positives, List<Example> negatives, RecommendStrategy strategy) {
    return of(new Target.Recommend(positives, negatives, strategy));
  }

  /** The 10 best for the words of a text, by the collection's full-text index. */
  public static Query fullText(String text) {
    return of(new Target.FullText(text));
  }

  /**
   * The 10 best for a sparse vector.
   *
   * @param field of the payload that holds those of the records
   */
  public static Query sparse(String field, SparseVector vector) {
    return of(new Target.Sparse(field, vector));
  }

  /** The 10 best of what several queries find. */
  public static Query fused(Fusion fusion, Query... queries) {
    return of(new Target.Fused(List.of(queries), fusion, List.of()));
  }

  /**
   * The 10 best for a text by its meaning and by its words: the {@value #HYBRID_K} nearest in the
   * default vector and the {@value #HYBRID_K} best of the full-text index, fused by reciprocal
   * rank.
   */
  public static Query hybrid(String text) {
    return fused(Fusion.RRF, text(text).k(HYBRID_K), fullText(text).k(HYBRID_K));
  }

  /** With another number of hits. */
  public Query k(int k) {
    return with(draft -> draft.k = k);
  }

  /** Against the vector of this name. */
  public Query using(String vector) {
    return with(draft -> draft.using = vector);
  }

  /** Among the records that match a filter only. */
  public Query filter(Filter filter) {
    return with(draft -> draft.filter = Optional.of(filter));
  }

  /** With the given parameters. */
  public Query params(SearchParams params) {
    return with(draft -> draft.params = Optional.of(params));
  }

  /** With this many candidates in an HNSW search. */
  public Query efSearch(int efSearch) {
    try {
      return params(new SearchParams.Hnsw(efSearch));
    } catch (IllegalArgumentException e) {
      throw new AkinException.InvalidArgument(e.getMessage(), e);
    }
  }

  /**
   * With as many candidates in an HNSW search as the query needs; see {@link SearchParams.Hnsw}.
   */
  public Query slack(double slack) {
    try {
      return params(SearchParams.Hnsw.withSlack(slack));
    } catch (IllegalArgumentException e) {
      throw new AkinException.InvalidArgument(e.getMessage(), e);
    }
  }

  /** With this many lists probed in an IVF search. */
  public Query nprobe(int nprobe) {
    try {
      return params(new SearchParams.Ivf(nprobe));
    } catch (IllegalArgumentException e) {
      throw new AkinException.InvalidArgument(e.getMessage(), e);
    }
  }

  /**
   * With as much effort as it takes to find this share of the nearest; see {@link SearchParams}.
   */
  public Query targetRecall(double recall) {
    try {
      return params(new SearchParams.TargetRecall(recall));
    } catch (IllegalArgumentException e) {
      throw new AkinException.InvalidArgument(e.getMessage(), e);
    }
  }

  /** By scanning all vectors. */
  public Query exact() {
    return params(new SearchParams.Exact());
  }

  /** Returning these parts of each record. */
  public Query include(Set<Include> include) {
    return with(draft -> draft.include = include);
  }

  /** Failing with DeadlineExceeded after this time. */
  public Query timeout(Duration timeout) {
    return with(draft -> draft.timeout = Optional.of(timeout));
  }

  /**
   * Without the hits that score less. Higher is closer under every metric; see {@link
   * dev.akin.api.index.Metric}: 0.5 makes sense for cosine, -4 for vectors at most 2 apart
   * (euclidean).
   */
  public Query minScore(double minScore) {
    return with(draft -> draft.minScore = Optional.of((float) minScore));
  }

  /**
   * Choosing among the nearest 100, or k if that is more, by maximal marginal relevance.
   *
   * @param lambda 0 to 1; see {@link Mmr}
   */
  public Query mmr(double lambda) {
    return mmr(new Mmr(lambda, Math.min(Mmr.MAX_CANDIDATES, Math.max(100, k))));
  }

  /** Choosing by maximal marginal relevance. */
  public Query mmr(Mmr mmr) {
    return with(draft -> draft.mmr = Optional.of(mmr));
  }

  /**
   * In the best k groups by the values of a payload field, each with its best hits.
   *
   * @param field a path of names joined by dots
   * @param size hits of one group at most
   */
  public Query groupBy(String field, int size) {
    return groupBy(new GroupBy(field, size));
  }

  /** In groups. */
  public Query groupBy(GroupBy groupBy) {
    return with(draft -> draft.groupBy = Optional.of(groupBy));
  }

  /**
   * With the best hits ordered by a model that reads the text searched for and the text that the
   * vector of each was made of.
   *
   * @param model the name of a {@link ModelKind#RERANKER}
   * @param topN hits of the search that are scored, at least k
   */
  public Query rerank(String model, int topN) {
    return rerank(new Rerank(model, topN));
  }

  /** The same, with the texts in a payload field. */
  public Query rerank(String model, int topN, String field) {
    return rerank(new Rerank(model, topN, field));
  }

  /** With the best hits ordered by a model. */
  public Query rerank(Rerank rerank) {
    return with(draft -> draft.rerank = Optional.of(rerank));
  }

  /** With or without the plan: {@link SearchResult#plan} says how the hits were found. */
  public Query explain(boolean explain) {
    return with(draft -> draft.explain = explain);
  }

  /** The most hits that the answer can have: k, or those of k groups. */
  public int maxHits() {
    return k * groupBy.map(GroupBy::size).orElse(1);
  }

  private Query with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.done();
  }

  /** The values of a copy that is to differ in one of them. */
  private static final class Draft {
    private final Target target;
    private String using;
    private int k;
    private Optional<SearchParams> params;
    private Optional<Filter> filter;
    private Set<Include> include;
    private Optional<Duration> timeout;
    private Optional<Float> minScore;
    private Optional<Mmr> mmr;
    private Optional<GroupBy> groupBy;
    private Optional<Rerank> rerank;
    private boolean explain;

    Draft(Query query) {
      target = query.target;
      using = query.using;
      k = query.k;
      params = query.params;
      filter = query.filter;
      include = query.include;
      timeout = query.timeout;
      minScore = query.minScore;
      mmr = query.mmr;
      groupBy = query.groupBy;
      rerank = query.rerank;
      explain = query.explain;
    }

    Query done() {
      return new Query(
          target, using, k, params, filter, include, timeout, minScore, mmr, groupBy, rerank,
          explain);
    }
  }
}
