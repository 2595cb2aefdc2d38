package dev.akin.client;

import dev.akin.api.AkinException.NotFound;
import dev.akin.api.Backups;
import dev.akin.api.CollectionInfo;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Database;
import dev.akin.api.DatabaseInfo;
import dev.akin.api.EmbedOptions;
import dev.akin.api.Input;
import dev.akin.api.ModelInfo;
import dev.akin.api.Snapshots;
import dev.akin.api.TokenVector;
import dev.akin.proto.CollectionMessages;
import dev.akin.proto.ModelMessages;
import dev.akin.proto.RecordMessages;
import dev.akin.proto.v1.CollectionProto;
import dev.akin.proto.v1.CollectionServiceGrpc;
import dev.akin.proto.v1.EmbeddingProto;
import dev.akin.proto.v1.EmbeddingServiceGrpc;
import dev.akin.proto.v1.SystemProto;
import dev.akin.proto.v1.SystemServiceGrpc;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/**
 * A database behind a server. Safe for any number of threads; one per server and program is enough.
 *
 * <p>Every call has a deadline ({@link RemoteOptions}) and fails with {@link
 * dev.akin.api.AkinException.DeadlineExceeded} after it, and with {@link
 * dev.akin.api.AkinException.Unavailable} when the server cannot be reached. Clones, snapshots and
 * backups have a day. Otherwise errors are those of the embedded database.
 */
public final class RemoteDatabase implements Database {
  private final Connection connection;

  private RemoteDatabase(Connection connection) {
    this.connection = connection;
  }

  /**
   * A database at {@code host:port}. Nothing is sent before the first call.
   *
   * @param target such as {@code 127.0.0.1:6430}; without a port it is 6430
   * @throws dev.akin.api.AkinException.InvalidArgument if the target is none
   */
  public static RemoteDatabase connect(String target) {
    return connect(target, RemoteOptions.DEFAULTS);
  }

  /** A database at {@code host:port}, with options. */
  public static RemoteDatabase connect(String target, RemoteOptions options) {
    return new RemoteDatabase(new Connection(Target.parse(target), options));
  }

  @Override
  public RemoteCollection createCollection(String name, CollectionSpec spec) {
    Objects.requireNonNull(name, "name");
    connection.call(
        CollectionServiceGrpc.getCreateCollectionMethod(),
        CollectionProto.CreateCollectionRequest.newBuilder()
            .setName(name)
            .setSpec(CollectionMessages.toProto(spec))
            .build(),
        connection.options().writeDeadline());
    return new RemoteCollection(connection, name);
  }

  @Override
  public RemoteCollection collection(String name) {
    // By its own name, should this be an alias: that may lead to another one later.
    return new RemoteCollection(connection, new RemoteCollection(connection, name).info().name());
  }

  @Override
  public boolean hasCollection(String name) {
    try {
      collection(name);
      return true;
    } catch (NotFound e) {
      return false;
    }
  }

  @Override
  public void setAlias(String alias, String collection) {
    connection.call(
        CollectionServiceGrpc.getSetAliasMethod(),
        CollectionProto.SetAliasRequest.newBuilder()
            .setAlias(alias)
            .setCollection(collection)
            .build(),
        connection.options().writeDeadline());
  }

  @Override
  public void dropAlias(String alias) {
    connection.call(
        CollectionServiceGrpc.getDropAliasMethod(),
        CollectionProto.DropAliasRequest.newBuilder().setAlias(alias).build(),
        connection.options().writeDeadline());
  }

  @Override
  public Map<String, String> aliases() {
    return Collections.unmodifiableMap(
        new TreeMap<>(
            connection
                .call(
                    CollectionServiceGrpc.getListAliasesMethod(),
                    CollectionProto.ListAliasesRequest.getDefaultInstance(),
                    connection.options().deadline())
                .getAliasesMap()));
  }

  @Override
  public List<CollectionInfo> collections() {
    return connection
        .call(
            CollectionServiceGrpc.getListCollectionsMethod(),
            CollectionProto.ListCollectionsRequest.getDefaultInstance(),
            connection.options().deadline())
        .getCollectionsList()
        .stream()
        .map(CollectionMessages::toApi)
        .toList();
  }

  @Override
  public void dropCollection(String name) {
    connection.call(
        CollectionServiceGrpc.getDropCollectionMethod(),
        CollectionProto.DropCollectionRequest.newBuilder().setName(name).build(),
        connection.options().writeDeadline());
  }

  @Override
  public RemoteCollection cloneCollection(String name, String clone) {
    connection.call(
        CollectionServiceGrpc.getCloneCollectionMethod(),
        CollectionProto.CloneCollectionRequest.newBuilder().setName(name).setClone(clone).build(),
        Connection.AS_LONG_AS_IT_TAKES);
    return new RemoteCollection(connection, clone);
  }

  @Override
  public Snapshots snapshots() {
    return new RemoteSnapshots(connection);
  }

  @Override
  public Backups backups() {
    return new RemoteBackups(connection);
  }

  @Override
  public List<ModelInfo> models() {
    return connection
        .call(
            EmbeddingServiceGrpc.getListModelsMethod(),
            EmbeddingProto.ListModelsRequest.getDefaultInstance(),
            connection.options().deadline())
        .getModelsList()
        .stream()
        .map(ModelMessages::toApi)
        .toList();
  }

  @Override
  public List<float[]> embed(String model, List<Input> inputs, EmbedOptions options) {
    return vectors(
        connection.call(
            EmbeddingServiceGrpc.getEmbedMethod(),
            ModelMessages.toProto(model, inputs, options),
            connection.options().writeDeadline()));
  }

  /** As {@link #embed(String, List, EmbedOptions)}, without waiting. */
  public CompletionStage<List<float[]>> embedAsync(
      String model, List<Input> inputs, EmbedOptions options) {
    return connection.callAsync(
        EmbeddingServiceGrpc.getEmbedMethod(),
        ModelMessages.toProto(model, inputs, options),
        connection.options().writeDeadline(),
        RemoteDatabase::vectors);
  }

  @Override
  public List<TokenVector> embedTokens(String model, String text) {
    return ModelMessages.toApi(
        connection.call(
            EmbeddingServiceGrpc.getEmbedTokensMethod(),
            EmbeddingProto.EmbedTokensRequest.newBuilder().setModel(model).setText(text).build(),
            connection.options().writeDeadline()));
  }

  @Override
  public ModelInfo addModel(String name, String path, Optional<String> type) {
    return ModelMessages.toApi(
        connection
            .call(
                EmbeddingServiceGrpc.getAddModelMethod(),
                EmbeddingProto.AddModelRequest.newBuilder()
                    .setName(name)
                    .setPath(path)
                    .setType(type.orElse(""))
                    .build(),
                connection.options().writeDeadline())
            .getModel());
  }

  @Override
  public void removeModel(String name) {
    connection.call(
        EmbeddingServiceGrpc.getRemoveModelMethod(),
        EmbeddingProto.RemoveModelRequest.newBuilder().setName(name).build(),
        connection.options().writeDeadline());
  }

  @Override
  public DatabaseInfo info() {
    return ModelMessages.toApi(
        connection
            .call(
                SystemServiceGrpc.getGetInfoMethod(),
                SystemProto.GetInfoRequest.getDefaultInstance(),
                connection.options().deadline())
            .getInfo());
  }

  /** Lets calls in flight end for up to five seconds and disconnects. The server goes on. */
  @Override
  public void close() {
    connection.close();
  }

  private static List<float[]> vectors(EmbeddingProto.EmbedResponse response) {
    return response.getVectorsList().stream().map(RecordMessages::valuesToApi).toList();
  }
}
