package dev.akin.server;

import dev.akin.api.AlterResult;
import dev.akin.api.Alteration;
import dev.akin.api.Collection;
import dev.akin.api.Database;
import dev.akin.api.OptimizeOptions;
import dev.akin.api.OptimizeProgress;
import dev.akin.api.OptimizeResult;
import dev.akin.proto.AlterMessages;
import dev.akin.proto.CollectionMessages;
import dev.akin.proto.OptimizeMessages;
import dev.akin.proto.v1.CollectionProto;
import dev.akin.proto.v1.CollectionServiceGrpc;
import dev.akin.server.monitoring.CallRecord;
import dev.akin.server.security.Caller;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;

/** Creates, describes and drops collections. */
final class CollectionEndpoint extends CollectionServiceGrpc.CollectionServiceImplBase {
  /** How long a caller waits who names no time at all. */
  private static final Duration DEFAULT_WAIT = Duration.ofMinutes(1);

  private final Database database;
  private final Replies replies;

  CollectionEndpoint(Database database, Replies replies) {
    this.database = database;
    this.replies = replies;
  }

  @Override
  public void createCollection(
      CollectionProto.CreateCollectionRequest request,
      StreamObserver<CollectionProto.CreateCollectionResponse> answer) {
    Collection created =
        database.createCollection(request.getName(), CollectionMessages.toApi(request.getSpec()));
    replies.send(
        answer,
        CollectionProto.CreateCollectionResponse.newBuilder()
            .setCollection(CollectionMessages.toProto(created.info()))
            .build());
  }

  @Override
  public void getCollection(
      CollectionProto.GetCollectionRequest request,
      StreamObserver<CollectionProto.GetCollectionResponse> answer) {
    replies.send(
        answer,
        CollectionProto.GetCollectionResponse.newBuilder()
            .setCollection(
                CollectionMessages.toProto(database.collection(request.getName()).info()))
            .build());
  }

  @Override
  public void listCollections(
      CollectionProto.ListCollectionsRequest request,
      StreamObserver<CollectionProto.ListCollectionsResponse> answer) {
    CollectionProto.ListCollectionsResponse.Builder list =
        CollectionProto.ListCollectionsResponse.newBuilder();
    Caller caller = CallRecord.current().caller();
    database.collections().stream()
        .filter(info -> caller.mayUse(info.name()))
        .forEach(info -> list.addCollections(CollectionMessages.toProto(info)));
    replies.send(answer, list.build());
  }

  @Override
  public void dropCollection(
      CollectionProto.DropCollectionRequest request,
      StreamObserver<CollectionProto.DropCollectionResponse> answer) {
    database.dropCollection(request.getName());
    replies.send(answer, CollectionProto.DropCollectionResponse.getDefaultInstance());
  }

  @Override
  public void cloneCollection(
      CollectionProto.CloneCollectionRequest request,
      StreamObserver<CollectionProto.CloneCollectionResponse> answer) {
    Collection clone = database.cloneCollection(request.getName(), request.getClone());
    replies.send(
        answer,
        CollectionProto.CloneCollectionResponse.newBuilder()
            .setCollection(CollectionMessages.toProto(clone.info()))
            .build());
  }

  @Override
  public void createPayloadIndex(
      CollectionProto.CreatePayloadIndexRequest request,
      StreamObserver<CollectionProto.CreatePayloadIndexResponse> answer) {
    database
        .collection(request.getName())
        .createPayloadIndex(
            request.getField(),
            CollectionMessages.toApi("type", request.getType(), request.getTypeValue()));
    replies.send(answer, CollectionProto.CreatePayloadIndexResponse.getDefaultInstance());
  }

  @Override
  public void dropPayloadIndex(
      CollectionProto.DropPayloadIndexRequest request,
      StreamObserver<CollectionProto.DropPayloadIndexResponse> answer) {
    database.collection(request.getName()).dropPayloadIndex(request.getField());
    replies.send(answer, CollectionProto.DropPayloadIndexResponse.getDefaultInstance());
  }

  @Override
  public void createFullTextIndex(
      CollectionProto.CreateFullTextIndexRequest request,
      StreamObserver<CollectionProto.CreateFullTextIndexResponse> answer) {
    database
        .collection(request.getName())
        .createFullTextIndex(CollectionMessages.toApi("spec", request.getSpec()));
    replies.send(answer, CollectionProto.CreateFullTextIndexResponse.getDefaultInstance());
  }

  @Override
  public void dropFullTextIndex(
      CollectionProto.DropFullTextIndexRequest request,
      StreamObserver<CollectionProto.DropFullTextIndexResponse> answer) {
    database.collection(request.getName()).dropFullTextIndex();
    replies.send(answer, CollectionProto.DropFullTextIndexResponse.getDefaultInstance());
  }

  @Override
  public void awaitIndexed(
      CollectionProto.AwaitIndexedRequest request,
      StreamObserver<CollectionProto.AwaitIndexedResponse> answer) {
    Duration timeout =
        request.hasTimeout()
            ? CollectionMessages.toApi("timeout", request.getTimeout())
            : Deadlines.left().orElse(DEFAULT_WAIT);
    Collection collection = database.collection(request.getName());
    Interruption.around(
        () -> {
          collection.awaitIndexed(timeout);
          return null;
        });
    replies.send(answer, CollectionProto.AwaitIndexedResponse.getDefaultInstance());
  }

  @Override
  public void checkpoint(
      CollectionProto.CheckpointRequest request,
      StreamObserver<CollectionProto.CheckpointResponse> answer) {
    database.collection(request.getName()).checkpoint();
    replies.send(answer, CollectionProto.CheckpointResponse.getDefaultInstance());
  }

  @Override
  public void optimize(
      CollectionProto.OptimizeRequest request,
      StreamObserver<CollectionProto.OptimizeResponse> answer) {
    Collection collection = database.collection(request.getName());
    OptimizeOptions options = OptimizeMessages.toApi(request);
    ServerCallStreamObserver<CollectionProto.OptimizeResponse> answers =
        (ServerCallStreamObserver<CollectionProto.OptimizeResponse>) answer;
    OptimizeResult result =
        Interruption.around(
            () -> collection.optimize(options, progress -> send(answers, progress)));
    replies.send(
        answer,
        CollectionProto.OptimizeResponse.newBuilder()
            .setResult(OptimizeMessages.toProto(result))
            .build());
  }

  @Override
  public void alter(
      CollectionProto.AlterRequest request, StreamObserver<CollectionProto.AlterResponse> answer) {
    Collection collection = database.collection(request.getName());
    Alteration alteration = AlterMessages.toApi(request);
    ServerCallStreamObserver<CollectionProto.AlterResponse> answers =
        (ServerCallStreamObserver<CollectionProto.AlterResponse>) answer;
    AlterResult result =
        Interruption.around(
            () ->
                collection.alter(
                    alteration,
                    progress -> {
                      if (answers.isReady()) {
                        answers.onNext(
                            CollectionProto.AlterResponse.newBuilder()
                                .setProgress(OptimizeMessages.toProto(progress))
                                .build());
                      }
                    }));
    replies.send(
        answer,
        CollectionProto.AlterResponse.newBuilder()
            .setResult(AlterMessages.toProto(result))
            .build());
  }

  @Override
  public void cancelAlteration(
      CollectionProto.CancelAlterationRequest request,
      StreamObserver<CollectionProto.CancelAlterationResponse> answer) {
    boolean cancelled = database.collection(request.getName()).cancelAlteration();
    replies.send(
        answer,
        CollectionProto.CancelAlterationResponse.newBuilder().setCancelled(cancelled).build());
  }

  @Override
  public void setAlias(
      CollectionProto.SetAliasRequest request,
      StreamObserver<CollectionProto.SetAliasResponse> answer) {
    database.setAlias(request.getAlias(), request.getCollection());
    replies.send(answer, CollectionProto.SetAliasResponse.getDefaultInstance());
  }

  @Override
  public void dropAlias(
      CollectionProto.DropAliasRequest request,
      StreamObserver<CollectionProto.DropAliasResponse> answer) {
    database.dropAlias(request.getAlias());
    replies.send(answer, CollectionProto.DropAliasResponse.getDefaultInstance());
  }

  @Override
  public void listAliases(
      CollectionProto.ListAliasesRequest request,
      StreamObserver<CollectionProto.ListAliasesResponse> answer) {
    CollectionProto.ListAliasesResponse.Builder list =
        CollectionProto.ListAliasesResponse.newBuilder();
    Caller caller = CallRecord.current().caller();
    database
        .aliases()
        .forEach(
            (alias, collection) -> {
              if (caller.mayUse(collection)) {
                list.putAliases(alias, collection);
              }
            });
    replies.send(answer, list.build());
  }

  /** Progress that a slow reader does not take is left out. */
  private static void send(
      ServerCallStreamObserver<CollectionProto.OptimizeResponse> answers,
      OptimizeProgress progress) {
    if (answers.isReady()) {
      answers.onNext(
          CollectionProto.OptimizeResponse.newBuilder()
              .setProgress(OptimizeMessages.toProto(progress))
              .build());
    }
  }
}
