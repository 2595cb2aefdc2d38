package dev.akin.contract;

import dev.akin.api.Backups;
import dev.akin.api.Collection;
import dev.akin.api.CollectionInfo;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Database;
import dev.akin.api.DatabaseInfo;
import dev.akin.api.EmbedOptions;
import dev.akin.api.Input;
import dev.akin.api.ModelInfo;
import dev.akin.api.Snapshots;
import dev.akin.api.TokenVector;
import dev.akin.client.RemoteDatabase;
import dev.akin.engine.EmbeddedDatabase;
import dev.akin.engine.EmbeddedOptions;
import dev.akin.server.AkinServer;
import dev.akin.server.ServerOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A remote database with the server behind it, so that closing the one closes both. */
record ServedDatabase(RemoteDatabase client, AkinServer server, Database embedded)
    implements Database {
  static ServedDatabase open(Path directory, EmbeddedOptions options, Path models) {
    Database embedded = EmbeddedDatabase.open(directory, options);
    AkinServer server =
        AkinServer.start(embedded, ServerOptions.DEFAULTS.port(0).modelsDirectory(models));
    return new ServedDatabase(
        RemoteDatabase.connect("127.0.0.1:" + server.port()), server, embedded);
  }

  @Override
  public Collection createCollection(String name, CollectionSpec spec) {
    return client.createCollection(name, spec);
  }

  @Override
  public Collection collection(String name) {
    return client.collection(name);
  }

  @Override
  public boolean hasCollection(String name) {
    return client.hasCollection(name);
  }

  @Override
  public void setAlias(String alias, String collection) {
    client.setAlias(alias, collection);
  }

  @Override
  public void dropAlias(String alias) {
    client.dropAlias(alias);
  }

  @Override
  public Map<String, String> aliases() {
    return client.aliases();
  }

  @Override
  public List<CollectionInfo> collections() {
    return client.collections();
  }

  @Override
  public void dropCollection(String name) {
    client.dropCollection(name);
  }

  @Override
  public Collection cloneCollection(String name, String clone) {
    return client.cloneCollection(name, clone);
  }

  @Override
  public Snapshots snapshots() {
    return client.snapshots();
  }

  @Override
  public Backups backups() {
    return client.backups();
  }

  @Override
  public List<ModelInfo> models() {
    return client.models();
  }

  @Override
  public List<float[]> embed(String model, List<Input> inputs, EmbedOptions options) {
    return client.embed(model, inputs, options);
  }

  @Override
  public List<TokenVector> embedTokens(String model, String text) {
    return client.embedTokens(model, text);
  }

  @Override
  public ModelInfo addModel(String name, String path, Optional<String> type) {
    return client.addModel(name, path, type);
  }

  @Override
  public void removeModel(String name) {
    client.removeModel(name);
  }

  @Override
  public DatabaseInfo info() {
    return client.info();
  }

  @Override
  public void close() {
    client.close();
    server.close();
    embedded.close();
  }
}
