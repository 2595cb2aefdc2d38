package dev.akin.proto;

import dev.akin.api.Example;
import dev.akin.api.FilterStats;
import dev.akin.api.Fusion;
import dev.akin.api.GroupBy;
import dev.akin.api.Hit;
import dev.akin.api.Input;
import dev.akin.api.Mmr;
import dev.akin.api.Query;
import dev.akin.api.RecommendStrategy;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.Rerank;
import dev.akin.api.SearchResult;
import dev.akin.api.SearchStats;
import dev.akin.api.SparseVector;
import dev.akin.api.Target;
import dev.akin.api.filter.Filter;
import dev.akin.api.index.SearchCost;
import dev.akin.api.index.SearchParams;
import dev.akin.proto.v1.SearchProto;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Queries and their answers, as messages and back. */
public final class SearchMessages {
  private static final int DEFAULT_K = 10;
  private static final int DEFAULT_CANDIDATES = 100;

  private SearchMessages() {}

  /** A query without its timeout, which travels as the call's deadline. */
  public static SearchProto.Query toProto(Query query) {
    SearchProto.Query.Builder message =
        SearchProto.Query.newBuilder()
            .setUsing(query.using())
            .setK(query.k())
            .setExplain(query.explain())
            .setInclude(RecordMessages.toProto(query.include()));
    switch (query.target()) {
      case Target.Near(Input input) -> message.setInput(RecordMessages.toProto(input));
      case Target.Recommend recommend -> message.setRecommend(toProto(recommend));
      case Target.FullText(String text) ->
          message.setFullText(SearchProto.FullText.newBuilder().setText(text));
      case Target.Sparse(String field, SparseVector vector) ->
          message.setSparse(
              SearchProto.Sparse.newBuilder().setField(field).putAllWeights(vector.weights()));
      case Target.Fused fused -> message.setFused(toProto(fused));
    }
    query.params().ifPresent(params -> message.setParams(toProto(params)));
    query.filter().ifPresent(filter -> message.setFilter(FilterMessages.toProto(filter)));
    query.minScore().ifPresent(message::setMinScore);
    query
        .mmr()
        .ifPresent(
            mmr ->
                message.setMmr(
                    SearchProto.Mmr.newBuilder()
                        .setLambda(mmr.lambda())
                        .setCandidates(mmr.candidates())));
    query
        .groupBy()
        .ifPresent(
            groupBy ->
                message.setGroupBy(
                    SearchProto.GroupBy.newBuilder()
                        .setField(groupBy.field())
                        .setSize(groupBy.size())));
    query.rerank().ifPresent(rerank -> message.setRerank(toProto(rerank)));
    return message.build();
  }

  private static SearchProto.Rerank toProto(Rerank rerank) {
    SearchProto.Rerank.Builder message =
        SearchProto.Rerank.newBuilder().setModel(rerank.model()).setTopN(rerank.topN());
    rerank.field().ifPresent(message::setField);
    rerank.query().ifPresent(message::setQuery);
    return message.build();
  }

  private static SearchProto.Recommend toProto(Target.Recommend recommend) {
    return SearchProto.Recommend.newBuilder()
        .addAllPositives(recommend.positives().stream().map(SearchMessages::toProto).toList())
        .addAllNegatives(recommend.negatives().stream().map(SearchMessages::toProto).toList())
        .setStrategy(
            switch (recommend.strategy()) {
              case AVERAGE_VECTOR ->
                  SearchProto.RecommendStrategy.RECOMMEND_STRATEGY_AVERAGE_VECTOR;
              case BEST_SCORE -> SearchProto.RecommendStrategy.RECOMMEND_STRATEGY_BEST_SCORE;
            })
        .build();
  }

  private static SearchProto.Fused toProto(Target.Fused fused) {
    SearchProto.Fused.Builder message =
        SearchProto.Fused.newBuilder()
            .addAllQueries(fused.queries().stream().map(SearchMessages::toProto).toList())
            .addAllWeights(fused.weights());
    switch (fused.fusion()) {
      case Fusion.ReciprocalRank(int k) ->
          message.setRrf(SearchProto.ReciprocalRankFusion.newBuilder().setK(k));
      case Fusion.DistributionBased() ->
          message.setDbsf(SearchProto.DistributionBasedFusion.getDefaultInstance());
    }
    return message.build();
  }

  private static SearchProto.Example toProto(Example example) {
    SearchProto.Example.Builder message = SearchProto.Example.newBuilder();
    switch (example) {
      case Example.OfRecord(RecordId id) -> message.setRecord(RecordMessages.toProto(id));
      case Example.OfInput(Input input) -> message.setInput(RecordMessages.toProto(input));
    }
    return message.build();
  }

  /**
   * A query.
   *
   * @param path of the field, for the error
   * @param timeout what is left of the call's deadline
   */
  public static Query toApi(String path, SearchProto.Query query, Optional<Duration> timeout) {
    Target target = target(path, query);
    int k = query.hasK() ? Fields.toInt(path + ".k", query.getK()) : DEFAULT_K;
    Optional<SearchParams> params =
        query.hasParams()
            ? Optional.of(toApi(path + ".params", query.getParams()))
            : Optional.empty();
    Optional<Filter> filter =
        query.hasFilter()
            ? Optional.of(FilterMessages.toApi(path + ".filter", query.getFilter()))
            : Optional.empty();
    Optional<Mmr> mmr =
        query.hasMmr() ? Optional.of(mmr(path + ".mmr", query.getMmr(), k)) : Optional.empty();
    Optional<GroupBy> groupBy =
        query.hasGroupBy()
            ? Optional.of(toApi(path + ".group_by", query.getGroupBy()))
            : Optional.empty();
    Optional<Rerank> rerank =
        query.hasRerank()
            ? Optional.of(rerank(path + ".rerank", query.getRerank(), k))
            : Optional.empty();
    return Fields.at(
        path,
        () ->
            new Query(
                target,
                query.getUsing().isEmpty() ? Record.DEFAULT_VECTOR : query.getUsing(),
                k,
                params,
                filter,
                RecordMessages.toApi(query.hasInclude(), query.getInclude()),
                timeout,
                query.hasMinScore() ? Optional.of(query.getMinScore()) : Optional.empty(),
                mmr,
                groupBy,
                rerank,
                query.getExplain()));
  }

  private static GroupBy toApi(String path, SearchProto.GroupBy groupBy) {
    int size = groupBy.hasSize() ? Fields.toInt(path + ".size", groupBy.getSize()) : 1;
    return Fields.at(path, () -> new GroupBy(groupBy.getField(), size));
  }

  private static Rerank rerank(String path, SearchProto.Rerank rerank, int k) {
    int topN =
        rerank.hasTopN()
            ? Fields.toInt(path + ".top_n", rerank.getTopN())
            : Math.max(DEFAULT_CANDIDATES, k);
    return Fields.at(
        path,
        () ->
            new Rerank(
                rerank.getModel(),
                topN,
                rerank.hasField() ? Optional.of(rerank.getField()) : Optional.empty(),
                rerank.hasQuery() ? Optional.of(rerank.getQuery()) : Optional.empty()));
  }

  private static Mmr mmr(String path, SearchProto.Mmr mmr, int k) {
    int candidates =
        mmr.hasCandidates()
            ? Fields.toInt(path + ".candidates", mmr.getCandidates())
            : Math.max(DEFAULT_CANDIDATES, k);
    return Fields.at(path, () -> new Mmr(mmr.getLambda(), candidates));
  }

  private static Target target(String path, SearchProto.Query query) {
    return switch (query.getTargetCase()) {
      case INPUT -> new Target.Near(RecordMessages.toApi(path + ".input", query.getInput()));
      case RECOMMEND -> {
        String where = path + ".recommend";
        SearchProto.Recommend recommend = query.getRecommend();
        List<Example> positives = toApi(where + ".positives", recommend.getPositivesList());
        List<Example> negatives = toApi(where + ".negatives", recommend.getNegativesList());
        RecommendStrategy strategy =
            switch (recommend.getStrategy()) {
              case RECOMMEND_STRATEGY_UNSPECIFIED, RECOMMEND_STRATEGY_AVERAGE_VECTOR ->
                  RecommendStrategy.AVERAGE_VECTOR;
              case RECOMMEND_STRATEGY_BEST_SCORE -> RecommendStrategy.BEST_SCORE;
              case UNRECOGNIZED ->
                  throw Fields.unknown(where + ".strategy", recommend.getStrategyValue());
            };
        yield Fields.at(where, () -> new Target.Recommend(positives, negatives, strategy));
      }
      case FULL_TEXT -> new Target.FullText(query.getFullText().getText());
      case SPARSE ->
          Fields.at(
              path + ".sparse",
              () ->
                  new Target.Sparse(
                      query.getSparse().getField(),
                      new SparseVector(query.getSparse().getWeightsMap())));
      case FUSED -> fused(path + ".fused", query.getFused());
      case TARGET_NOT_SET ->
          throw Fields.missing(path + ".input", "set it, recommend, full_text, sparse or fused");
    };
  }

  private static Target fused(String path, SearchProto.Fused fused) {
    List<Query> queries = new ArrayList<>(fused.getQueriesCount());
    for (int i = 0; i < fused.getQueriesCount(); i++) {
      SearchProto.Query query = fused.getQueries(i);
      String where = path + ".queries[" + i + "]";
      if (query.hasFused()) {
        throw Fields.invalid(where, "must not be fused itself");
      }
      queries.add(toApi(where, query, Optional.empty()));
    }
    Fusion fusion =
        switch (fused.getFusionCase()) {
          case RRF -> {
            int k = Fields.toInt(path + ".rrf.k", fused.getRrf().getK());
            yield fused.getRrf().hasK()
                ? Fields.at(path + ".rrf", () -> new Fusion.ReciprocalRank(k))
                : Fusion.RRF;
          }
          case DBSF -> Fusion.DBSF;
          case FUSION_NOT_SET -> Fusion.RRF;
        };
    return Fields.at(path, () -> new Target.Fused(queries, fusion, fused.getWeightsList()));
  }

  private static List<Example> toApi(String path, List<SearchProto.Example> examples) {
    List<Example> converted = new ArrayList<>(examples.size());
    for (int i = 0; i < examples.size(); i++) {
      SearchProto.Example example = examples.get(i);
      String where = path + "[" + i + "]";
      converted.add(
          switch (example.getKindCase()) {
            case RECORD ->
                new Example.OfRecord(RecordMessages.toApi(where + ".record", example.getRecord()));
            case INPUT ->
                new Example.OfInput(RecordMessages.toApi(where + ".input", example.getInput()));
            case KIND_NOT_SET -> throw Fields.missing(where, "set one of record or input");
          });
    }
    return converted;
  }

  /** An answer. */
  public static SearchProto.SearchResult toProto(SearchResult result) {
    SearchProto.SearchResult.Builder message = SearchProto.SearchResult.newBuilder();
    for (Hit hit : result.hits()) {
      SearchProto.Hit.Builder found =
          SearchProto.Hit.newBuilder()
              .setRecord(RecordMessages.toProto(hit.record()))
              .setScore(hit.score())
              .setDistance(hit.distance());
      hit.group().ifPresent(value -> found.setGroup(ValueMessages.toProto(value)));
      message.addHits(found);
    }
    SearchStats stats = result.stats();
    SearchProto.SearchStats.Builder cost =
        SearchProto.SearchStats.newBuilder()
            .setStrategy(stats.strategy())
            .setDistanceComputations(stats.cost().distanceComputations())
            .setHops(stats.cost().hops())
            .setScanned(stats.cost().scanned())
            .setRescored(stats.cost().rescored())
            .setEmbedNanos(stats.embedNanos())
            .setSearchNanos(stats.searchNanos())
            .setFetchNanos(stats.fetchNanos())
            .setRerankNanos(stats.rerankNanos());
    stats
        .filter()
        .ifPresent(
            filter ->
                cost.setFilter(
                    SearchProto.FilterStats.newBuilder()
                        .setMatched(filter.matched())
                        .setScanned(filter.scanned())
                        .setNanos(filter.nanos())));
    result.plan().ifPresent(plan -> message.setPlan(PlanMessages.toProto(plan)));
    return message.setStats(cost).build();
  }

  /** An answer. */
  public static SearchResult toApi(SearchProto.SearchResult result) {
    List<Hit> hits = new ArrayList<>(result.getHitsCount());
    for (int i = 0; i < result.getHitsCount(); i++) {
      SearchProto.Hit hit = result.getHits(i);
      hits.add(
          new Hit(
              RecordMessages.toApi("hits[" + i + "].record", hit.getRecord()),
              hit.getScore(),
              hit.getDistance(),
              hit.hasGroup()
                  ? Optional.of(ValueMessages.toApi("hits[" + i + "].group", hit.getGroup()))
                  : Optional.empty()));
    }
    SearchProto.SearchStats stats = result.getStats();
    return new SearchResult(
        hits,
        new SearchStats(
            stats.getStrategy(),
            new SearchCost(
                stats.getDistanceComputations(),
                stats.getHops(),
                stats.getScanned(),
                stats.getRescored()),
            filterStats(stats),
            stats.getEmbedNanos(),
            stats.getSearchNanos(),
            stats.getFetchNanos(),
            stats.getRerankNanos()),
        result.hasPlan() ? Optional.of(PlanMessages.toApi(result.getPlan())) : Optional.empty());
  }

  private static Optional<FilterStats> filterStats(SearchProto.SearchStats stats) {
    SearchProto.FilterStats filter = stats.getFilter();
    return stats.hasFilter()
        ? Optional.of(new FilterStats(filter.getMatched(), filter.getScanned(), filter.getNanos()))
        : Optional.empty();
  }

  static SearchProto.SearchParams toProto(SearchParams params) {
    SearchProto.SearchParams.Builder message = SearchProto.SearchParams.newBuilder();
    switch (params) {
      case SearchParams.Hnsw hnsw -> {
        SearchProto.HnswSearchParams.Builder graph =
            SearchProto.HnswSearchParams.newBuilder().setEfSearch(hnsw.efSearch());
        if (hnsw.hasSlack()) {
          graph.setSlack(hnsw.slack());
        }
        message.setHnsw(graph);
      }
      case SearchParams.Ivf(int nprobe) ->
          message.setIvf(SearchProto.IvfSearchParams.newBuilder().setNprobe(nprobe));
      case SearchParams.TargetRecall(double recall) ->
          message.setTargetRecall(
              SearchProto.TargetRecallSearchParams.newBuilder().setRecall(recall));
      case SearchParams.Exact() ->
          message.setExact(SearchProto.ExactSearchParams.getDefaultInstance());
    }
    return message.build();
  }

  static SearchParams toApi(String at, SearchProto.SearchParams params) {
    return switch (params.getKindCase()) {
      case HNSW -> {
        String path = at + ".hnsw";
        int efSearch = Fields.toInt(path + ".ef_search", params.getHnsw().getEfSearch());
        double slack =
            params.getHnsw().hasSlack() ? params.getHnsw().getSlack() : Double.POSITIVE_INFINITY;
        yield Fields.at(path, () -> new SearchParams.Hnsw(efSearch, slack));
      }
      case IVF -> {
        String path = at + ".ivf";
        int nprobe = Fields.toInt(path + ".nprobe", params.getIvf().getNprobe());
        yield Fields.at(path, () -> new SearchParams.Ivf(nprobe));
      }
      case TARGET_RECALL -> {
        double recall = params.getTargetRecall().getRecall();
        yield Fields.at(at + ".target_recall", () -> new SearchParams.TargetRecall(recall));
      }
      case EXACT -> new SearchParams.Exact();
      case KIND_NOT_SET -> throw Fields.missing(at, "set one of hnsw, ivf, target_recall or exact");
    };
  }
}
