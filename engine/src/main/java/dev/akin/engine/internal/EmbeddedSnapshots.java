package dev.akin.engine.internal;

import dev.akin.api.Collection;
import dev.akin.api.Names;
import dev.akin.api.SnapshotInfo;
import dev.akin.api.Snapshots;
import dev.akin.storage.CollectionMeta;
import dev.akin.storage.SnapshotDirectory;
import java.util.List;
import java.util.function.Function;

/** The snapshots of a database in this process. */
public final class EmbeddedSnapshots implements Snapshots {
  private final Gate gate;
  private final SnapshotDirectory directory;
  private final Function<String, EmbeddedCollection> collections;
  private final Function<CollectionMeta, Collection> adopt;

  /**
   * The snapshots of a database.
   *
   * @param gate of the database
   * @param collections finds a collection by name or throws
   * @param adopt opens a collection that the catalog has got
   */
  public EmbeddedSnapshots(
      Gate gate,
      SnapshotDirectory directory,
      Function<String, EmbeddedCollection> collections,
      Function<CollectionMeta, Collection> adopt) {
    this.gate = gate;
    this.directory = directory;
    this.collections = collections;
    this.adopt = adopt;
  }

  @Override
  public SnapshotInfo create(String name, String collection) {
    Names.check("snapshot name", name);
    try (Gate.Pass _ = gate.enter()) {
      return collections.apply(collection).keeping(meta -> directory.create(name, meta));
    }
  }

  @Override
  public List<SnapshotInfo> list() {
    try (Gate.Pass _ = gate.enter()) {
      return directory.list();
    }
  }

  @Override
  public Collection restore(String name, String target) {
    Names.check("snapshot name", name);
    Names.check("collection name", target);
    try (Gate.Pass _ = gate.enter()) {
      return adopt.apply(directory.restore(name, target));
    }
  }

  @Override
  public void drop(String name) {
    Names.check("snapshot name", name);
    try (Gate.Pass _ = gate.enter()) {
      directory.drop(name);
    }
  }
}
