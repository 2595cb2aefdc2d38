package dev.akin.server;

import dev.akin.api.AkinException;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A database whose every collection is the given one, to see what a server does to it. */
class FakeDatabase implements Database {
  private final Collection collection;

  FakeDatabase(Collection collection) {
    this.collection = collection;
  }

  @Override
  public Collection collection(String name) {
    return collection;
  }

  @Override
  public Collection createCollection(String name, CollectionSpec spec) {
    throw new AkinException.AlreadyExists("all names are taken");
  }

  @Override
  public boolean hasCollection(String name) {
    return true;
  }

  @Override
  public void setAlias(String alias, String collection) {
    throw new AkinException.AlreadyExists("all names are taken");
  }

  @Override
  public void dropAlias(String alias) {
    throw new AkinException.NotFound("no alias");
  }

  @Override
  public Map<String, String> aliases() {
    return Map.of();
  }

  @Override
  public List<CollectionInfo> collections() {
    return List.of();
  }

  @Override
  public void dropCollection(String name) {
    throw new AkinException.FailedPrecondition("it stays");
  }

  @Override
  public Collection cloneCollection(String name, String clone) {
    return collection;
  }

  @Override
  public Snapshots snapshots() {
    throw new AkinException.FailedPrecondition("no snapshots");
  }

  @Override
  public Backups backups() {
    throw new AkinException.FailedPrecondition("no backups");
  }

  @Override
  public List<ModelInfo> models() {
    return List.of();
  }

  @Override
  public List<float[]> embed(String model, List<Input> inputs, EmbedOptions options) {
    throw new AkinException.NotFound("no models");
  }

  @Override
  public List<TokenVector> embedTokens(String model, String text) {
    throw new AkinException.NotFound("no models");
  }

  @Override
  public ModelInfo addModel(String name, String path, Optional<String> type) {
    throw new AkinException.FailedPrecondition("no models");
  }

  @Override
  public void removeModel(String name) {
    throw new AkinException.NotFound("no models");
  }

  @Override
  public DatabaseInfo info() {
    return new DatabaseInfo("fake", "25", "none", 0);
  }

  @Override
  public void close() {}
}
