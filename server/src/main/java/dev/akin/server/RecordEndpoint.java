package dev.akin.server;

import dev.akin.api.AkinException.InvalidArgument;
import dev.akin.api.Collection;
import dev.akin.api.CountEstimate;
import dev.akin.api.Database;
import dev.akin.api.Include;
import dev.akin.api.PayloadUpdate;
import dev.akin.api.ScrollOrder;
import dev.akin.api.ScrollPage;
import dev.akin.api.UpdateResult;
import dev.akin.api.filter.Filter;
import dev.akin.proto.FilterMessages;
import dev.akin.proto.RecordMessages;
import dev.akin.proto.v1.RecordProto;
import dev.akin.proto.v1.RecordServiceGrpc;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Writes and reads records. */
final class RecordEndpoint extends RecordServiceGrpc.RecordServiceImplBase {
  private static final int DEFAULT_LIMIT = 100;
  private static final int DEFAULT_FACETS = 10;

  private final Database database;
  private final Replies replies;
  private final Streams streams;
  private final Limits limits;

  RecordEndpoint(Database database, Replies replies, Streams streams, Limits limits) {
    this.database = database;
    this.replies = replies;
    this.streams = streams;
    this.limits = limits;
  }

  @Override
  public void upsert(
      RecordProto.UpsertRequest request, StreamObserver<RecordProto.UpsertResponse> answer) {
    limits.batch("records", request.getRecordsCount());
    replies.send(
        answer,
        RecordProto.UpsertResponse.newBuilder()
            .setResult(
                RecordMessages.toProto(
                    database
                        .collection(request.getCollection())
                        .upsert(
                            RecordMessages.recordsToApi(request.getRecordsList()),
                            RecordMessages.conditionToApi(request))))
            .build());
  }

  @Override
  public StreamObserver<RecordProto.UpsertStreamRequest> upsertStream(
      StreamObserver<RecordProto.UpsertStreamResponse> answers) {
    UpsertStream stream =
        new UpsertStream(
            database,
            streams,
            limits,
            (ServerCallStreamObserver<RecordProto.UpsertStreamResponse>) answers);
    stream.begin();
    return stream;
  }

  @Override
  public void get(RecordProto.GetRequest request, StreamObserver<RecordProto.GetResponse> answer) {
    limits.batch("ids", request.getIdsCount());
    replies.send(
        answer,
        RecordProto.GetResponse.newBuilder()
            .addAllRecords(
                RecordMessages.recordsToProto(
                    database
                        .collection(request.getCollection())
                        .get(
                            RecordMessages.idsToApi(request.getIdsList()),
                            RecordMessages.toApi(request.hasInclude(), request.getInclude()))))
            .build());
  }

  @Override
  public void delete(
      RecordProto.DeleteRequest request, StreamObserver<RecordProto.DeleteResponse> answer) {
    Collection collection = database.collection(request.getCollection());
    if (request.hasFilter() && request.getIdsCount() > 0) {
      throw new InvalidArgument("ids and filter are both set: delete by one of them");
    }
    limits.batch("ids", request.getIdsCount());
    long deleted =
        request.hasFilter()
            ? Interruption.around(() -> collection.delete(filter(request.getFilter())))
            : collection.delete(RecordMessages.idsToApi(request.getIdsList()));
    replies.send(answer, RecordProto.DeleteResponse.newBuilder().setDeleted(deleted).build());
  }

  @Override
  public void updatePayload(
      RecordProto.UpdatePayloadRequest request,
      StreamObserver<RecordProto.UpdatePayloadResponse> answer) {
    Collection collection = database.collection(request.getCollection());
    if (request.hasFilter() && (request.getIdsCount() > 0 || request.getVersionsCount() > 0)) {
      throw new InvalidArgument("ids and filter are both set: update by one of them");
    }
    limits.batch("ids", request.getIdsCount());
    PayloadUpdate update = RecordMessages.toApi(request);
    UpdateResult result;
    if (request.hasFilter()) {
      Filter filter = filter(request.getFilter());
      result =
          new UpdateResult(
              Interruption.around(() -> collection.updatePayload(filter, update)), List.of());
    } else if (request.getVersionsCount() > 0) {
      result = collection.updatePayload(RecordMessages.versionsToApi(request), update);
    } else {
      result = collection.updatePayload(RecordMessages.idsToApi(request.getIdsList()), update);
    }
    replies.send(
        answer,
        RecordProto.UpdatePayloadResponse.newBuilder()
            .setResult(RecordMessages.toProto(result))
            .build());
  }

  @Override
  public void updateVectors(
      RecordProto.UpdateVectorsRequest request,
      StreamObserver<RecordProto.UpdateVectorsResponse> answer) {
    limits.batch("records", request.getRecordsCount());
    replies.send(
        answer,
        RecordProto.UpdateVectorsResponse.newBuilder()
            .setResult(
                RecordMessages.toProto(
                    database
                        .collection(request.getCollection())
                        .updateVectors(RecordMessages.recordsToApi(request.getRecordsList()))))
            .build());
  }

  @Override
  public void count(
      RecordProto.CountRequest request, StreamObserver<RecordProto.CountResponse> answer) {
    Collection collection = database.collection(request.getCollection());
    if (request.getEstimate()) {
      CountEstimate estimate =
          collection.estimateCount(filterOrAll(request.hasFilter(), request.getFilter()));
      replies.send(
          answer,
          RecordProto.CountResponse.newBuilder()
              .setCount(estimate.count())
              .setAtLeast(estimate.atLeast())
              .setAtMost(estimate.atMost())
              .build());
      return;
    }
    long count =
        request.hasFilter()
            ? Interruption.around(() -> collection.count(filter(request.getFilter())))
            : collection.count();
    replies.send(answer, RecordProto.CountResponse.newBuilder().setCount(count).build());
  }

  @Override
  public void facet(
      RecordProto.FacetRequest request, StreamObserver<RecordProto.FacetResponse> answer) {
    limits.batch("limit", request.getLimit());
    Collection collection = database.collection(request.getCollection());
    Filter filter = filterOrAll(request.hasFilter(), request.getFilter());
    int limit =
        request.hasLimit() ? request.getLimit() : Math.min(DEFAULT_FACETS, limits.maxBatch());
    replies.send(
        answer,
        RecordMessages.toProto(
            Interruption.around(() -> collection.facet(request.getField(), filter, limit))));
  }

  private Filter filterOrAll(boolean given, RecordProto.Filter message) {
    return given ? filter(message) : new Filter.All(List.of());
  }

  private Filter filter(RecordProto.Filter message) {
    return limits.filter(FilterMessages.toApi("filter", message));
  }

  @Override
  public void scroll(
      RecordProto.ScrollRequest request, StreamObserver<RecordProto.ScrollResponse> answer) {
    limits.batch("limit", request.getLimit());
    Collection collection = database.collection(request.getCollection());
    Optional<String> cursor = Optional.of(request.getCursor()).filter(it -> !it.isEmpty());
    int limit =
        request.hasLimit() ? request.getLimit() : Math.min(DEFAULT_LIMIT, limits.maxBatch());
    Set<Include> include = RecordMessages.toApi(request.hasInclude(), request.getInclude());
    ScrollPage page;
    if (request.hasOrder() || request.hasFilter()) {
      ScrollOrder order = RecordMessages.orderToApi(request);
      Filter filter = filterOrAll(request.hasFilter(), request.getFilter());
      page = Interruption.around(() -> collection.scroll(order, filter, cursor, limit, include));
    } else {
      page = collection.scroll(cursor, limit, include);
    }
    replies.send(
        answer,
        RecordProto.ScrollResponse.newBuilder()
            .addAllRecords(RecordMessages.recordsToProto(page.records()))
            .setNextCursor(page.next().orElse(""))
            .build());
  }
}
