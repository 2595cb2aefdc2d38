package dev.akin.proto;

import dev.akin.api.FilterStats;
import dev.akin.api.Hit;
import dev.akin.api.Input;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.SearchResult;
import dev.akin.api.SearchStats;
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

  private SearchMessages() {}

  /** A query without its timeout, which travels as the call's deadline. */
  public static SearchProto.Query toProto(Query query) {
    SearchProto.Query.Builder message =
        SearchProto.Query.newBuilder()
            .setInput(RecordMessages.toProto(query.input()))
            .setUsing(query.using())
            .setK(query.k())
            .setInclude(RecordMessages.toProto(query.include()));
    query.params().ifPresent(params -> message.setParams(toProto(params)));
    query.filter().ifPresent(filter -> message.setFilter(FilterMessages.toProto(filter)));
    query.minScore().ifPresent(message::setMinScore);
    return message.build();
  }

  /**
   * A query.
   *
   * @param timeout what is left of the call's deadline
   */
  public static Query toApi(SearchProto.Query query, Optional<Duration> timeout) {
    if (!query.hasInput()) {
      throw Fields.missing("query.input", "set one of text, image or vector");
    }
    Input input = RecordMessages.toApi("query.input", query.getInput());
    int k = query.hasK() ? Fields.toInt("query.k", query.getK()) : DEFAULT_K;
    Optional<SearchParams> params =
        query.hasParams() ? Optional.of(toApi(query.getParams())) : Optional.empty();
    Optional<Filter> filter =
        query.hasFilter()
            ? Optional.of(FilterMessages.toApi("query.filter", query.getFilter()))
            : Optional.empty();
    return new Query(
        input,
        query.getUsing().isEmpty() ? Record.DEFAULT_VECTOR : query.getUsing(),
        k,
        params,
        filter,
        RecordMessages.toApi(query.hasInclude(), query.getInclude()),
        timeout,
        query.hasMinScore() ? Optional.of(query.getMinScore()) : Optional.empty());
  }

  /** An answer. */
  public static SearchProto.SearchResult toProto(SearchResult result) {
    SearchProto.SearchResult.Builder message = SearchProto.SearchResult.newBuilder();
    for (Hit hit : result.hits()) {
      message.addHits(
          SearchProto.Hit.newBuilder()
              .setRecord(RecordMessages.toProto(hit.record()))
              .setScore(hit.score())
              .setDistance(hit.distance()));
    }
    SearchStats stats = result.stats();
    SearchProto.SearchStats.Builder cost =
        SearchProto.SearchStats.newBuilder()
            .setStrategy(stats.strategy())
            .setDistanceComputations(stats.cost().distanceComputations())
            .setHops(stats.cost().hops())
            .setEmbedNanos(stats.embedNanos())
            .setSearchNanos(stats.searchNanos())
            .setFetchNanos(stats.fetchNanos());
    stats
        .filter()
        .ifPresent(
            filter ->
                cost.setFilter(
                    SearchProto.FilterStats.newBuilder()
                        .setMatched(filter.matched())
                        .setScanned(filter.scanned())
                        .setNanos(filter.nanos())));
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
              hit.getDistance()));
    }
    SearchProto.SearchStats stats = result.getStats();
    return new SearchResult(
        hits,
        new SearchStats(
            stats.getStrategy(),
            new SearchCost(stats.getDistanceComputations(), stats.getHops()),
            filterStats(stats),
            stats.getEmbedNanos(),
            stats.getSearchNanos(),
            stats.getFetchNanos()));
  }

  private static Optional<FilterStats> filterStats(SearchProto.SearchStats stats) {
    SearchProto.FilterStats filter = stats.getFilter();
    return stats.hasFilter()
        ? Optional.of(new FilterStats(filter.getMatched(), filter.getScanned(), filter.getNanos()))
        : Optional.empty();
  }

  private static SearchProto.SearchParams toProto(SearchParams params) {
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

  private static SearchParams toApi(SearchProto.SearchParams params) {
    return switch (params.getKindCase()) {
      case HNSW -> {
        String path = "query.params.hnsw";
        int efSearch = Fields.toInt(path + ".ef_search", params.getHnsw().getEfSearch());
        double slack =
            params.getHnsw().hasSlack() ? params.getHnsw().getSlack() : Double.POSITIVE_INFINITY;
        yield Fields.at(path, () -> new SearchParams.Hnsw(efSearch, slack));
      }
      case IVF -> {
        String path = "query.params.ivf";
        int nprobe = Fields.toInt(path + ".nprobe", params.getIvf().getNprobe());
        yield Fields.at(path, () -> new SearchParams.Ivf(nprobe));
      }
      case TARGET_RECALL -> {
        double recall = params.getTargetRecall().getRecall();
        yield Fields.at("query.params.target_recall", () -> new SearchParams.TargetRecall(recall));
      }
      case EXACT -> new SearchParams.Exact();
      case KIND_NOT_SET ->
          throw Fields.missing("query.params", "set one of hnsw, ivf, target_recall or exact");
    };
  }
}
