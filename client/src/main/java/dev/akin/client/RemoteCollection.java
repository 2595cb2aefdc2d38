package dev.akin.client;

import dev.akin.api.AkinException.Internal;
import dev.akin.api.AkinException.InvalidArgument;
import dev.akin.api.AlterResult;
import dev.akin.api.Alteration;
import dev.akin.api.Collection;
import dev.akin.api.CollectionInfo;
import dev.akin.api.CountEstimate;
import dev.akin.api.FacetResult;
import dev.akin.api.FullTextSpec;
import dev.akin.api.Include;
import dev.akin.api.OptimizeOptions;
import dev.akin.api.OptimizeProgress;
import dev.akin.api.OptimizeResult;
import dev.akin.api.PayloadIndexType;
import dev.akin.api.PayloadUpdate;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.RecordWriter;
import dev.akin.api.ScrollOrder;
import dev.akin.api.ScrollPage;
import dev.akin.api.SearchResult;
import dev.akin.api.UpdateResult;
import dev.akin.api.UpsertResult;
import dev.akin.api.WriteCondition;
import dev.akin.api.filter.Filter;
import dev.akin.proto.AlterMessages;
import dev.akin.proto.CollectionMessages;
import dev.akin.proto.FilterMessages;
import dev.akin.proto.OptimizeMessages;
import dev.akin.proto.RecordMessages;
import dev.akin.proto.SearchMessages;
import dev.akin.proto.v1.CollectionProto;
import dev.akin.proto.v1.CollectionServiceGrpc;
import dev.akin.proto.v1.RecordProto;
import dev.akin.proto.v1.RecordServiceGrpc;
import dev.akin.proto.v1.SearchProto;
import dev.akin.proto.v1.SearchServiceGrpc;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A collection behind a server. Safe for any number of threads.
 *
 * <p>The methods that end in {@code Async} do not wait; their stages fail with the errors of the
 * methods that do, and cancelling {@link CompletionStage#toCompletableFuture} cancels the call.
 */
public final class RemoteCollection implements Collection {
  /** What the answer to a wait may take on top of the wait itself. */
  private static final Duration ANSWER_TIME = Duration.ofSeconds(5);

  private final Connection connection;
  private final String name;

  RemoteCollection(Connection connection, String name) {
    this.connection = connection;
    this.name = Objects.requireNonNull(name, "name");
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public CollectionInfo info() {
    return CollectionMessages.toApi(
        connection
            .call(
                CollectionServiceGrpc.getGetCollectionMethod(),
                CollectionProto.GetCollectionRequest.newBuilder().setName(name).build(),
                connection.options().deadline())
            .getCollection());
  }

  @Override
  public long count() {
    return connection
        .call(RecordServiceGrpc.getCountMethod(), countRequest(), connection.options().deadline())
        .getCount();
  }

  @Override
  public long count(Filter filter) {
    return connection
        .call(
            RecordServiceGrpc.getCountMethod(),
            countRequest(filter),
            connection.options().deadline())
        .getCount();
  }

  @Override
  public CountEstimate estimateCount(Filter filter) {
    RecordProto.CountResponse answer =
        connection.call(
            RecordServiceGrpc.getCountMethod(),
            countRequest(filter).toBuilder().setEstimate(true).build(),
            connection.options().deadline());
    return new CountEstimate(answer.getCount(), answer.getAtLeast(), answer.getAtMost());
  }

  /** As {@link #count(Filter)}, without waiting. */
  public CompletionStage<Long> countAsync(Filter filter) {
    return connection.callAsync(
        RecordServiceGrpc.getCountMethod(),
        countRequest(filter),
        connection.options().deadline(),
        RecordProto.CountResponse::getCount);
  }

  /** As {@link #count()}, without waiting. */
  public CompletionStage<Long> countAsync() {
    return connection.callAsync(
        RecordServiceGrpc.getCountMethod(),
        countRequest(),
        connection.options().deadline(),
        RecordProto.CountResponse::getCount);
  }

  @Override
  public FacetResult facet(String field, Filter filter, int limit) {
    return RecordMessages.toApi(
        connection.call(
            RecordServiceGrpc.getFacetMethod(),
            RecordProto.FacetRequest.newBuilder()
                .setCollection(name)
                .setField(field)
                .setFilter(FilterMessages.toProto(filter))
                .setLimit(limit)
                .build(),
            connection.options().deadline()));
  }

  @Override
  public UpsertResult upsert(List<Record> records, WriteCondition condition) {
    return RecordMessages.toApi(
        connection
            .call(
                RecordServiceGrpc.getUpsertMethod(),
                upsertRequest(records, condition),
                connection.options().writeDeadline())
            .getResult());
  }

  /** As {@link #upsert(List)}, without waiting. */
  public CompletionStage<UpsertResult> upsertAsync(List<Record> records) {
    return async(
        () ->
            connection.callAsync(
                RecordServiceGrpc.getUpsertMethod(),
                upsertRequest(records, WriteCondition.ALWAYS),
                connection.options().writeDeadline(),
                response -> RecordMessages.toApi(response.getResult())));
  }

  @Override
  public RecordWriter writer() {
    return new RemoteWriter(connection, name);
  }

  @Override
  public List<Record> get(List<RecordId> ids, Set<Include> include) {
    return RecordMessages.recordsToApi(
        connection
            .call(
                RecordServiceGrpc.getGetMethod(),
                getRequest(ids, include),
                connection.options().deadline())
            .getRecordsList());
  }

  /** As {@link #get(List, Set)}, without waiting. */
  public CompletionStage<List<Record>> getAsync(List<RecordId> ids, Set<Include> include) {
    return async(
        () ->
            connection.callAsync(
                RecordServiceGrpc.getGetMethod(),
                getRequest(ids, include),
                connection.options().deadline(),
                response -> RecordMessages.recordsToApi(response.getRecordsList())));
  }

  @Override
  public long delete(List<RecordId> ids) {
    return connection
        .call(
            RecordServiceGrpc.getDeleteMethod(),
            deleteRequest(ids),
            connection.options().writeDeadline())
        .getDeleted();
  }

  @Override
  public long delete(Filter filter) {
    return connection
        .call(
            RecordServiceGrpc.getDeleteMethod(),
            RecordProto.DeleteRequest.newBuilder()
                .setCollection(name)
                .setFilter(FilterMessages.toProto(filter))
                .build(),
            connection.options().writeDeadline())
        .getDeleted();
  }

  /** As {@link #delete(List)}, without waiting. */
  public CompletionStage<Long> deleteAsync(List<RecordId> ids) {
    return async(
        () ->
            connection.callAsync(
                RecordServiceGrpc.getDeleteMethod(),
                deleteRequest(ids),
                connection.options().writeDeadline(),
                RecordProto.DeleteResponse::getDeleted));
  }

  @Override
  public UpdateResult updatePayload(List<RecordId> ids, PayloadUpdate update) {
    checkBatch("ids", ids.size());
    return updatePayload(
        RecordMessages.toProto(name, update)
            .addAllIds(ids.stream().map(RecordMessages::toProto).toList()));
  }

  @Override
  public UpdateResult updatePayload(Map<RecordId, Long> versions, PayloadUpdate update) {
    checkBatch("versions", versions.size());
    RecordProto.UpdatePayloadRequest.Builder request = RecordMessages.toProto(name, update);
    versions.forEach(
        (id, version) -> request.addIds(RecordMessages.toProto(id)).addVersions(version));
    return updatePayload(request);
  }

  @Override
  public long updatePayload(Filter filter, PayloadUpdate update) {
    return updatePayload(
            RecordMessages.toProto(name, update).setFilter(FilterMessages.toProto(filter)))
        .updated();
  }

  private UpdateResult updatePayload(RecordProto.UpdatePayloadRequest.Builder request) {
    return RecordMessages.toApi(
        connection
            .call(
                RecordServiceGrpc.getUpdatePayloadMethod(),
                request.build(),
                connection.options().writeDeadline())
            .getResult());
  }

  @Override
  public UpdateResult updateVectors(List<Record> records) {
    checkBatch("records", records.size());
    return RecordMessages.toApi(
        connection
            .call(
                RecordServiceGrpc.getUpdateVectorsMethod(),
                RecordProto.UpdateVectorsRequest.newBuilder()
                    .setCollection(name)
                    .addAllRecords(RecordMessages.recordsToProto(records))
                    .build(),
                connection.options().writeDeadline())
            .getResult());
  }

  @Override
  public SearchResult search(Query query) {
    return SearchMessages.toApi(
        connection
            .call(SearchServiceGrpc.getSearchMethod(), searchRequest(query), deadline(query))
            .getResult());
  }

  @Override
  public List<SearchResult> search(List<Query> queries) {
    return results(
        connection.call(
            SearchServiceGrpc.getSearchBatchMethod(), batchRequest(queries), deadline(queries)));
  }

  /** As {@link #search(List)}, without waiting. */
  public CompletionStage<List<SearchResult>> searchAsync(List<Query> queries) {
    return async(
        () ->
            connection.callAsync(
                SearchServiceGrpc.getSearchBatchMethod(),
                batchRequest(queries),
                deadline(queries),
                RemoteCollection::results));
  }

  private static List<SearchResult> results(SearchProto.SearchBatchResponse response) {
    return response.getResultsList().stream().map(SearchMessages::toApi).toList();
  }

  /** As {@link #search(Query)}, without waiting. */
  public CompletionStage<SearchResult> searchAsync(Query query) {
    return async(
        () ->
            connection.callAsync(
                SearchServiceGrpc.getSearchMethod(),
                searchRequest(query),
                deadline(query),
                response -> SearchMessages.toApi(response.getResult())));
  }

  @Override
  public ScrollPage scroll(Optional<String> cursor, int limit, Set<Include> include) {
    RecordProto.ScrollResponse page =
        connection.call(
            RecordServiceGrpc.getScrollMethod(),
            scrollRequest(cursor, limit, include),
            connection.options().deadline());
    return page(page);
  }

  @Override
  public ScrollPage scroll(
      ScrollOrder order, Filter filter, Optional<String> cursor, int limit, Set<Include> include) {
    RecordProto.ScrollRequest.Builder request =
        scrollRequest(cursor, limit, include).toBuilder().setFilter(FilterMessages.toProto(filter));
    RecordMessages.toProto(order).ifPresent(request::setOrder);
    return page(
        connection.call(
            RecordServiceGrpc.getScrollMethod(), request.build(), connection.options().deadline()));
  }

  /** As {@link #scroll(Optional, int, Set)}, without waiting. */
  public CompletionStage<ScrollPage> scrollAsync(
      Optional<String> cursor, int limit, Set<Include> include) {
    return async(
        () ->
            connection.callAsync(
                RecordServiceGrpc.getScrollMethod(),
                scrollRequest(cursor, limit, include),
                connection.options().deadline(),
                RemoteCollection::page));
  }

  @Override
  public void createPayloadIndex(String field, PayloadIndexType type) {
    connection.call(
        CollectionServiceGrpc.getCreatePayloadIndexMethod(),
        CollectionProto.CreatePayloadIndexRequest.newBuilder()
            .setName(name)
            .setField(field)
            .setType(CollectionMessages.toProto(type))
            .build(),
        connection.options().writeDeadline());
  }

  @Override
  public void dropPayloadIndex(String field) {
    connection.call(
        CollectionServiceGrpc.getDropPayloadIndexMethod(),
        CollectionProto.DropPayloadIndexRequest.newBuilder().setName(name).setField(field).build(),
        connection.options().writeDeadline());
  }

  @Override
  public void createFullTextIndex(FullTextSpec spec) {
    connection.call(
        CollectionServiceGrpc.getCreateFullTextIndexMethod(),
        CollectionProto.CreateFullTextIndexRequest.newBuilder()
            .setName(name)
            .setSpec(CollectionMessages.toProto(spec))
            .build(),
        connection.options().writeDeadline());
  }

  @Override
  public void dropFullTextIndex() {
    connection.call(
        CollectionServiceGrpc.getDropFullTextIndexMethod(),
        CollectionProto.DropFullTextIndexRequest.newBuilder().setName(name).build(),
        connection.options().writeDeadline());
  }

  @Override
  public void awaitIndexed(Duration timeout) {
    connection.call(
        CollectionServiceGrpc.getAwaitIndexedMethod(),
        CollectionProto.AwaitIndexedRequest.newBuilder()
            .setName(name)
            .setTimeout(CollectionMessages.toProto(timeout))
            .build(),
        timeout.isNegative() ? ANSWER_TIME : timeout.plus(ANSWER_TIME));
  }

  @Override
  public void checkpoint() {
    connection.call(
        CollectionServiceGrpc.getCheckpointMethod(),
        CollectionProto.CheckpointRequest.newBuilder().setName(name).build(),
        connection.options().writeDeadline());
  }

  @Override
  public OptimizeResult optimize(OptimizeOptions options, Consumer<OptimizeProgress> progress) {
    Objects.requireNonNull(progress, "progress");
    AtomicReference<OptimizeResult> result = new AtomicReference<>();
    connection.answers(
        CollectionServiceGrpc.getOptimizeMethod(),
        OptimizeMessages.toProto(name, options),
        answer -> {
          if (answer.hasProgress()) {
            progress.accept(OptimizeMessages.toApi(answer.getProgress()));
          } else {
            result.set(OptimizeMessages.toApi(answer.getResult()));
          }
        });
    if (result.get() == null) {
      throw new Internal("the server ended an optimization without its result", null);
    }
    return result.get();
  }

  @Override
  public AlterResult alter(Alteration alteration, Consumer<OptimizeProgress> progress) {
    Objects.requireNonNull(progress, "progress");
    AtomicReference<AlterResult> result = new AtomicReference<>();
    connection.answers(
        CollectionServiceGrpc.getAlterMethod(),
        AlterMessages.toProto(name, alteration),
        answer -> {
          if (answer.hasProgress()) {
            progress.accept(OptimizeMessages.toApi(answer.getProgress()));
          } else {
            result.set(AlterMessages.toApi(answer.getResult()));
          }
        });
    if (result.get() == null) {
      throw new Internal("the server ended an alteration without its result", null);
    }
    return result.get();
  }

  @Override
  public boolean cancelAlteration() {
    return connection
        .call(
            CollectionServiceGrpc.getCancelAlterationMethod(),
            CollectionProto.CancelAlterationRequest.newBuilder().setName(name).build(),
            connection.options().writeDeadline())
        .getCancelled();
  }

  @Override
  public String toString() {
    return "RemoteCollection[" + name + "]";
  }

  private Duration deadline(Query query) {
    return query.timeout().orElse(connection.options().deadline());
  }

  private Duration deadline(List<Query> queries) {
    return queries.stream()
        .flatMap(query -> query.timeout().stream())
        .min(Comparator.naturalOrder())
        .orElse(connection.options().deadline());
  }

  private RecordProto.CountRequest countRequest() {
    return RecordProto.CountRequest.newBuilder().setCollection(name).build();
  }

  private RecordProto.CountRequest countRequest(Filter filter) {
    return RecordProto.CountRequest.newBuilder()
        .setCollection(name)
        .setFilter(FilterMessages.toProto(filter))
        .build();
  }

  private RecordProto.UpsertRequest upsertRequest(List<Record> records, WriteCondition condition) {
    checkBatch("records", records.size());
    return RecordProto.UpsertRequest.newBuilder()
        .setCollection(name)
        .addAllRecords(RecordMessages.recordsToProto(records))
        .setCondition(RecordMessages.toProto(condition))
        .build();
  }

  private RecordProto.GetRequest getRequest(List<RecordId> ids, Set<Include> include) {
    checkBatch("ids", ids.size());
    return RecordProto.GetRequest.newBuilder()
        .setCollection(name)
        .addAllIds(ids.stream().map(RecordMessages::toProto).toList())
        .setInclude(RecordMessages.toProto(include))
        .build();
  }

  private RecordProto.DeleteRequest deleteRequest(List<RecordId> ids) {
    checkBatch("ids", ids.size());
    return RecordProto.DeleteRequest.newBuilder()
        .setCollection(name)
        .addAllIds(ids.stream().map(RecordMessages::toProto).toList())
        .build();
  }

  private SearchProto.SearchRequest searchRequest(Query query) {
    return SearchProto.SearchRequest.newBuilder()
        .setCollection(name)
        .setQuery(SearchMessages.toProto(query))
        .build();
  }

  private SearchProto.SearchBatchRequest batchRequest(List<Query> queries) {
    if (queries.size() > MAX_QUERIES) {
      throw new InvalidArgument("queries must be at most " + MAX_QUERIES + ": " + queries.size());
    }
    return SearchProto.SearchBatchRequest.newBuilder()
        .setCollection(name)
        .addAllQueries(queries.stream().map(SearchMessages::toProto).toList())
        .build();
  }

  private RecordProto.ScrollRequest scrollRequest(
      Optional<String> cursor, int limit, Set<Include> include) {
    return RecordProto.ScrollRequest.newBuilder()
        .setCollection(name)
        .setCursor(cursor.orElse(""))
        .setLimit(limit)
        .setInclude(RecordMessages.toProto(include))
        .build();
  }

  private static ScrollPage page(RecordProto.ScrollResponse page) {
    return new ScrollPage(
        RecordMessages.recordsToApi(page.getRecordsList()),
        Optional.of(page.getNextCursor()).filter(cursor -> !cursor.isEmpty()));
  }

  /** Saves sending what the server would refuse. */
  private static void checkBatch(String field, int size) {
    if (size > MAX_BATCH) {
      throw new InvalidArgument(field + " must be at most " + MAX_BATCH + ": " + size);
    }
  }

  /** A call whose request may be refused before it is sent: that too fails the stage. */
  private static <T> CompletionStage<T> async(Supplier<CompletableFuture<T>> call) {
    try {
      return call.get();
    } catch (InvalidArgument e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
