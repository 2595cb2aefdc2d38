package dev.akin.server;

import dev.akin.api.AkinException.InvalidArgument;
import dev.akin.api.Collection;
import dev.akin.api.Database;
import dev.akin.api.ScrollPage;
import dev.akin.api.filter.Filter;
import dev.akin.proto.FilterMessages;
import dev.akin.proto.RecordMessages;
import dev.akin.proto.v1.RecordProto;
import dev.akin.proto.v1.RecordServiceGrpc;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Optional;

/** Writes and reads records. */
final class RecordEndpoint extends RecordServiceGrpc.RecordServiceImplBase {
  private static final int DEFAULT_LIMIT = 100;

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
  public void count(
      RecordProto.CountRequest request, StreamObserver<RecordProto.CountResponse> answer) {
    Collection collection = database.collection(request.getCollection());
    long count =
        request.hasFilter()
            ? Interruption.around(() -> collection.count(filter(request.getFilter())))
            : collection.count();
    replies.send(answer, RecordProto.CountResponse.newBuilder().setCount(count).build());
  }

  private Filter filter(RecordProto.Filter message) {
    return limits.filter(FilterMessages.toApi("filter", message));
  }

  @Override
  public void scroll(
      RecordProto.ScrollRequest request, StreamObserver<RecordProto.ScrollResponse> answer) {
    limits.batch("limit", request.getLimit());
    ScrollPage page =
        database
            .collection(request.getCollection())
            .scroll(
                Optional.of(request.getCursor()).filter(cursor -> !cursor.isEmpty()),
                request.hasLimit()
                    ? request.getLimit()
                    : Math.min(DEFAULT_LIMIT, limits.maxBatch()),
                RecordMessages.toApi(request.hasInclude(), request.getInclude()));
    replies.send(
        answer,
        RecordProto.ScrollResponse.newBuilder()
            .addAllRecords(RecordMessages.recordsToProto(page.records()))
            .setNextCursor(page.next().orElse(""))
            .build());
  }
}
