package dev.akin.server;

import dev.akin.api.AkinException.InvalidArgument;
import dev.akin.api.Collection;
import dev.akin.api.Database;
import dev.akin.api.Query;
import dev.akin.api.SearchResult;
import dev.akin.api.SearchStats;
import dev.akin.proto.SearchMessages;
import dev.akin.proto.v1.SearchProto;
import dev.akin.proto.v1.SearchServiceGrpc;
import dev.akin.server.monitoring.Monitoring;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds nearest neighbours. The call's deadline is the query's timeout. */
final class SearchEndpoint extends SearchServiceGrpc.SearchServiceImplBase {
  private final Database database;
  private final Replies replies;
  private final Limits limits;
  private final Monitoring monitoring;

  SearchEndpoint(Database database, Replies replies, Limits limits, Monitoring monitoring) {
    this.database = database;
    this.replies = replies;
    this.limits = limits;
    this.monitoring = monitoring;
  }

  @Override
  public void search(
      SearchProto.SearchRequest request, StreamObserver<SearchProto.SearchResponse> answer) {
    if (!request.hasQuery()) {
      throw new InvalidArgument("query is missing: every search needs one");
    }
    long start = System.nanoTime();
    Collection collection = database.collection(request.getCollection());
    Query query = SearchMessages.toApi("query", request.getQuery(), Deadlines.left());
    limits.query(query);
    SearchResult result = Interruption.around(() -> collection.search(query));
    monitoring.searched(collection.name(), query, result.stats(), System.nanoTime() - start);
    replies.send(
        answer,
        SearchProto.SearchResponse.newBuilder().setResult(SearchMessages.toProto(result)).build());
  }

  @Override
  public void searchBatch(
      SearchProto.SearchBatchRequest request,
      StreamObserver<SearchProto.SearchBatchResponse> answer) {
    Collection collection = database.collection(request.getCollection());
    limits.queries(request.getQueriesCount());
    Optional<Duration> left = Deadlines.left();
    List<Query> queries = new ArrayList<>(request.getQueriesCount());
    for (int i = 0; i < request.getQueriesCount(); i++) {
      Query query = SearchMessages.toApi("queries[" + i + "]", request.getQueries(i), left);
      limits.query(query);
      queries.add(query);
    }
    List<SearchResult> results = Interruption.around(() -> collection.search(queries));
    for (int i = 0; i < results.size(); i++) {
      SearchStats stats = results.get(i).stats();
      monitoring.searched(collection.name(), queries.get(i), stats, stats.nanos());
    }
    replies.send(
        answer,
        SearchProto.SearchBatchResponse.newBuilder()
            .addAllResults(results.stream().map(SearchMessages::toProto).toList())
            .build());
  }
}
