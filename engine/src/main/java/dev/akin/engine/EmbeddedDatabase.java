package dev.akin.engine;

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
import dev.akin.api.Names;
import dev.akin.api.Snapshots;
import dev.akin.api.TokenVector;
import dev.akin.api.VectorSpec;
import dev.akin.embedders.Embedder;
import dev.akin.embedders.EmbedderRegistry;
import dev.akin.engine.internal.Background;
import dev.akin.engine.internal.EmbeddedBackups;
import dev.akin.engine.internal.EmbeddedCollection;
import dev.akin.engine.internal.EmbeddedSnapshots;
import dev.akin.engine.internal.Gate;
import dev.akin.engine.internal.MemoryBudget;
import dev.akin.engine.internal.Models;
import dev.akin.engine.internal.OptimizeSettings;
import dev.akin.engine.internal.QueryVectors;
import dev.akin.index.VectorOps;
import dev.akin.storage.BackupDirectory;
import dev.akin.storage.CollectionMeta;
import dev.akin.storage.Storage;
import dev.akin.storage.StorageStats;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A database in this process, in one directory. One process at a time has a directory open. Safe
 * for any number of threads; who opens it closes it.
 *
 * <pre>{@code
 * try (Database db = EmbeddedDatabase.open(Path.of("data"))) {
 *   Collection docs = db.createCollection("docs", CollectionSpec.ofEmbedder("minilm"));
 *   docs.upsert(Record.of("a").text("The cat sat on the mat."));
 *   docs.search(Query.text("a feline at rest")).hits().forEach(System.out::println);
 * }
 * }</pre>
 */
public final class EmbeddedDatabase implements Database, StatsSource {
  private final Storage storage;
  private final QueryVectors queries;
  private final Models models;
  private final Background background;
  private final EmbeddedOptions options;
  private final Gate gate;
  private final MemoryBudget memory;
  private final Map<String, EmbeddedCollection> collections = new ConcurrentHashMap<>();
  private final Snapshots snapshots;
  private final Backups backups;
  private final long openedAt = System.nanoTime();

  private EmbeddedDatabase(Path directory, Storage storage, EmbeddedOptions options) {
    this.storage = storage;
    this.options = options;
    this.queries = new QueryVectors(options.queryCacheBytes());
    this.models =
        new Models(
            EmbedderRegistry.load(), options.models(), options.embedders(), storage, queries);
    this.gate = new Gate("database " + directory);
    this.memory = new MemoryBudget(options.memoryBudget(), this::memoryBytes);
    this.background =
        new Background(
            storage,
            collections.values(),
            options.indexThreads(),
            options.checkpointAfter(),
            new OptimizeSettings(options.optimizeDeadPart(), options.optimizeThreads()));
    this.snapshots = new EmbeddedSnapshots(gate, storage.snapshots(), this::existing, this::adopt);
    this.backups =
        new EmbeddedBackups(gate, Optional.of(storage), options.backupDirectory(), this::adopt);
  }

  /**
   * Opens a directory, or makes it.
   *
   * @throws AkinException.FailedPrecondition if another process has it open; the message says which
   * @throws AkinException.Corrupted if its data is damaged
   */
  public static EmbeddedDatabase open(Path directory) {
    return open(directory, EmbeddedOptions.DEFAULTS);
  }

  /** Opens a directory, or makes it, with options. */
  public static EmbeddedDatabase open(Path directory, EmbeddedOptions options) {
    Storage storage = Storage.open(directory, options.clock());
    EmbeddedDatabase database = null;
    try {
      database = new EmbeddedDatabase(directory, storage, options);
      for (CollectionMeta meta : storage.collections()) {
        database.collections.put(meta.name(), database.open(meta));
      }
      database.collections.values().forEach(EmbeddedCollection::resume);
      database.background.start();
      return database;
    } catch (RuntimeException | Error e) {
      if (database == null) {
        storage.close();
      } else {
        database.release(EmbeddedCollection::release);
      }
      throw e;
    }
  }

  /** Backups without their database: they can be listed, verified and pruned. */
  public static Backups backups(Path backupDirectory) {
    return new EmbeddedBackups(backupDirectory);
  }

  /**
   * Makes a data directory of a backup; it is there only once it is complete. The indexes are built
   * anew when it is opened.
   *
   * @param target must not exist, or be empty
   * @throws AkinException.NotFound if there is no such backup
   * @throws AkinException.Corrupted if the backup is damaged
   * @throws AkinException.FailedPrecondition if there is something at the target
   */
  public static void restore(Path backupDirectory, int id, Path target) {
    new BackupDirectory(backupDirectory).restore(id, target);
  }

  private EmbeddedCollection open(CollectionMeta meta) {
    return EmbeddedCollection.open(
        meta,
        storage,
        models,
        background.workers(),
        options.maxPending(),
        memory,
        options.listener());
  }

  @Override
  public Collection createCollection(String name, CollectionSpec spec) {
    Names.check("collection name", name);
    try (Gate.Pass _ = gate.enter()) {
      Map<String, String> fingerprints = new LinkedHashMap<>();
      CollectionSpec complete = spec;
      for (Map.Entry<String, VectorSpec> vector : spec.vectors().entrySet()) {
        if (vector.getValue().embedder().isPresent()) {
          ModelInfo model = models.get(vector.getValue().embedder().orElseThrow()).info();
          fingerprints.put(vector.getKey(), model.fingerprint());
          complete =
              complete.vector(vector.getKey(), models.complete(vector.getKey(), vector.getValue()));
        }
      }
      synchronized (collections) {
        // A model may have been removed meanwhile.
        spec.vectors().values().forEach(vector -> vector.embedder().ifPresent(models::get));
        if (collections.size() >= options.maxCollections() && !collections.containsKey(name)) {
          throw new AkinException.ResourceExhausted(
              "there are "
                  + collections.size()
                  + " collections, and at most "
                  + options.maxCollections()
                  + " are allowed; drop one or raise the limit (--max-collections)");
        }
        CollectionMeta meta = storage.createCollection(name, complete, fingerprints);
        EmbeddedCollection collection = open(meta);
        collections.put(name, collection);
        return collection;
      }
    }
  }

  @Override
  public Collection collection(String name) {
    try (Gate.Pass _ = gate.enter()) {
      return existing(name);
    }
  }

  private EmbeddedCollection existing(String name) {
    EmbeddedCollection collection = collections.get(resolved(name));
    if (collection == null) {
      throw notFound(name);
    }
    return collection;
  }

  /** The collection that an alias leads to; any other name as it is. */
  private String resolved(String name) {
    return storage.aliases().getOrDefault(name, name);
  }

  @Override
  public void setAlias(String alias, String collection) {
    try (Gate.Pass _ = gate.enter()) {
      synchronized (collections) {
        storage.setAlias(alias, existing(collection).name());
      }
    }
  }

  @Override
  public void dropAlias(String alias) {
    try (Gate.Pass _ = gate.enter()) {
      storage.dropAlias(alias);
    }
  }

  @Override
  public Map<String, String> aliases() {
    try (Gate.Pass _ = gate.enter()) {
      return storage.aliases();
    }
  }

  /** Opens a collection that the catalog has got by a copy. */
  private Collection adopt(CollectionMeta meta) {
    synchronized (collections) {
      EmbeddedCollection collection = open(meta);
      collections.put(meta.name(), collection);
      collection.resume();
      return collection;
    }
  }

  @Override
  public Collection cloneCollection(String name, String clone) {
    Names.check("collection name", clone);
    try (Gate.Pass _ = gate.enter()) {
      return adopt(existing(name).keeping(meta -> storage.cloneCollection(meta.id(), clone)));
    }
  }

  @Override
  public Snapshots snapshots() {
    return snapshots;
  }

  @Override
  public Backups backups() {
    return backups;
  }

  private AkinException.NotFound notFound(String name) {
    return new AkinException.NotFound(
        "no collection '"
            + name
            + "'; there "
            + (collections.isEmpty()
                ? "are none"
                : "is: " + String.join(", ", new TreeMap<>(collections).keySet())));
  }

  @Override
  public boolean hasCollection(String name) {
    try (Gate.Pass _ = gate.enter()) {
      return collections.containsKey(resolved(name));
    }
  }

  @Override
  public List<CollectionInfo> collections() {
    try (Gate.Pass _ = gate.enter()) {
      synchronized (collections) {
        return new TreeMap<>(collections).values().stream().map(EmbeddedCollection::info).toList();
      }
    }
  }

  @Override
  public void dropCollection(String name) {
    try (Gate.Pass _ = gate.enter()) {
      synchronized (collections) {
        if (storage.aliases().containsKey(name)) {
          throw new AkinException.FailedPrecondition(
              "'"
                  + name
                  + "' is an alias; drop collection '"
                  + storage.aliases().get(name)
                  + "' by its own name");
        }
        storage.checkNoAlias(name);
        EmbeddedCollection collection = collections.remove(name);
        if (collection == null) {
          throw notFound(name);
        }
        collection.drop();
        storage.dropCollection(collection.meta().id());
      }
    }
  }

  @Override
  public List<ModelInfo> models() {
    try (Gate.Pass _ = gate.enter()) {
      return models.list();
    }
  }

  @Override
  public List<float[]> embed(String model, List<Input> inputs, EmbedOptions embedOptions) {
    if (inputs.size() > Collection.MAX_BATCH) {
      throw new AkinException.InvalidArgument(
          "inputs must be at most " + Collection.MAX_BATCH + ": " + inputs.size());
    }
    try (Gate.Pass _ = gate.enter()) {
      Embedder embedder = models.get(model);
      long start = System.nanoTime();
      List<float[]> vectors = embedder.embed(inputs, embedOptions);
      options.listener().ended(Stage.EMBED, "", inputs.size(), System.nanoTime() - start);
      return vectors;
    }
  }

  @Override
  public List<TokenVector> embedTokens(String model, String text) {
    try (Gate.Pass _ = gate.enter()) {
      return models.get(model).embedTokens(text);
    }
  }

  @Override
  public ModelInfo addModel(String name, String path, Optional<String> type) {
    try (Gate.Pass _ = gate.enter()) {
      return models.add(name, Path.of(path), type);
    } catch (InvalidPathException e) {
      throw new AkinException.InvalidArgument("path of model '" + name + "': " + e.getMessage(), e);
    }
  }

  @Override
  public void removeModel(String name) {
    try (Gate.Pass _ = gate.enter()) {
      synchronized (collections) {
        List<String> users =
            new TreeMap<>(collections)
                .values().stream()
                    .map(EmbeddedCollection::meta)
                    .filter(meta -> uses(meta, name))
                    .map(CollectionMeta::name)
                    .toList();
        if (!users.isEmpty()) {
          throw new AkinException.FailedPrecondition(
              "model '" + name + "' is used by collection " + String.join(", ", users));
        }
        models.remove(name);
      }
    }
  }

  private static boolean uses(CollectionMeta meta, String model) {
    return Stream.concat(meta.vectors().values().stream(), meta.staged().stream())
        .anyMatch(vector -> vector.spec().embedder().filter(model::equals).isPresent());
  }

  /** What embedding cost since the database was opened. */
  public EmbeddingStats embeddingStats() {
    try (Gate.Pass _ = gate.enter()) {
      return new EmbeddingStats(queries.hits(), queries.misses(), queries.size(), models.stats());
    }
  }

  @Override
  public DatabaseInfo info() {
    try (Gate.Pass _ = gate.enter()) {
      return new DatabaseInfo(
          Version.VERSION,
          System.getProperty("java.vm.name") + " " + Runtime.version(),
          VectorOps.kernels(),
          (System.nanoTime() - openedAt) / 1_000_000);
    }
  }

  @Override
  public DatabaseStats stats() {
    try (Gate.Pass _ = gate.enter()) {
      Map<String, DatabaseStats.CollectionStats> each = new TreeMap<>();
      collections.forEach((name, collection) -> each.put(name, collection.stats()));
      StorageStats rocks = storage.stats();
      return new DatabaseStats(
          each,
          models.stats(),
          options.memoryBudget(),
          memoryBytes(),
          rocks.counters(),
          rocks.gauges());
    }
  }

  /** What counts against the memory budget. */
  private long memoryBytes() {
    long bytes = Storage.CACHE_BYTES;
    for (EmbeddedCollection collection : collections.values()) {
      bytes += collection.budgetBytes();
    }
    return bytes;
  }

  /**
   * Ends the optimizations and alterations under way, to be gone on with at the next open, and lets
   * none begin; does not wait. All else goes on. For whoever is about to close it and first ends
   * the calls of others: a caller who gives up an optimization throws away what is finished of it.
   */
  public void stopOptimizing() {
    collections.values().forEach(EmbeddedCollection::stopOptimizing);
  }

  @Override
  public void close() {
    if (!gate.isClosed()) {
      gate.close();
      release(EmbeddedCollection::close);
    }
  }

  /** Closes everything, whatever fails on the way; throws the first failure. */
  private void release(Consumer<EmbeddedCollection> closing) {
    RuntimeException failure = null;
    for (Runnable step : closingSteps(closing)) {
      try {
        step.run();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private List<Runnable> closingSteps(Consumer<EmbeddedCollection> closing) {
    List<Runnable> steps = new ArrayList<>();
    steps.add(this::stopOptimizing);
    steps.add(background::stopSchedule);
    collections.values().forEach(collection -> steps.add(() -> closing.accept(collection)));
    steps.add(background::close);
    steps.add(models::close);
    steps.add(storage::close);
    return steps;
  }
}
