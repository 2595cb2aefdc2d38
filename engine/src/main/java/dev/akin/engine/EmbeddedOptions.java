package dev.akin.engine;

import dev.akin.api.AkinException;
import dev.akin.api.Names;
import dev.akin.embedders.EmbedderOptions;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a database runs in this process. Immutable.
 *
 * @param indexThreads that move new vectors into their index, 0 to 1,024; 0 takes one per core
 * @param maxPending vectors of one collection that wait for their index before writers are slowed
 *     down to its speed, 1,000 or more
 * @param checkpointAfter writes to a collection after which its indexes are written to disk by
 *     themselves, 1 or more; they also are on close, after many
 * @param optimizeDeadPart the part of a collection's records that must be dead, deleted or
 *     replaced, before it is optimized by itself, 0 to 1; 1 leaves it to you
 * @param optimizeThreads that build the new indexes then, 0 to 1,024; 0 takes a quarter of those
 *     that index, and at least one
 * @param models by name, each a file or directory that some embedder reads; those that modules
 *     bring along need no entry
 * @param embedders how models run
 * @param queryCacheBytes about what the vectors of recent queries may take, 0 or more; 0 keeps none
 * @param backupDirectory where backups are kept, empty if none are made; of one database only
 * @param maxCollections 1 or more; a database that has as many takes no more
 * @param memoryBudget bytes outside the Java heap that vectors, indexes and RocksDB may take before
 *     writes that add records are refused; 0 for no limit. What is there is always opened
 * @param listener of the stages of calls
 * @param clock by which records expire; one that is set back is taken to stand still
 */
public record EmbeddedOptions(
    int indexThreads,
    int maxPending,
    int checkpointAfter,
    double optimizeDeadPart,
    int optimizeThreads,
    Map<String, Path> models,
    EmbedderOptions embedders,
    long queryCacheBytes,
    Optional<Path> backupDirectory,
    int maxCollections,
    long memoryBudget,
    StageListener listener,
    InstantSource clock) {

  /**
   * A thread per core, 20,000 pending, a checkpoint every 100,000 writes, an optimization when a
   * fifth is dead, 32 MiB for queries, 10,000 collections, no memory budget.
   */
  public static final EmbeddedOptions DEFAULTS =
      new EmbeddedOptions(
          0,
          20_000,
          100_000,
          0.2,
          0,
          Map.of(),
          EmbedderOptions.DEFAULTS,
          32 << 20,
          Optional.empty(),
          10_000,
          0,
          StageListener.NONE,
          InstantSource.system());

  /** Checks the ranges. */
  public EmbeddedOptions {
    models = Map.copyOf(models);
    Objects.requireNonNull(embedders, "embedders");
    Objects.requireNonNull(backupDirectory, "backupDirectory");
    Objects.requireNonNull(listener, "listener");
    Objects.requireNonNull(clock, "clock");
    if (maxCollections < 1) {
      throw new AkinException.InvalidArgument(
          "maxCollections must be at least 1: " + maxCollections);
    }
    if (memoryBudget < 0) {
      throw new AkinException.InvalidArgument(
          "memoryBudget must be 0 (no limit) or more bytes: " + memoryBudget);
    }
    if (indexThreads < 0 || indexThreads > 1024) {
      throw new AkinException.InvalidArgument("indexThreads must be 0 to 1024: " + indexThreads);
    }
    if (maxPending < 1000) {
      throw new AkinException.InvalidArgument("maxPending must be at least 1000: " + maxPending);
    }
    if (checkpointAfter < 1) {
      throw new AkinException.InvalidArgument(
          "checkpointAfter must be at least 1: " + checkpointAfter);
    }
    if (queryCacheBytes < 0) {
      throw new AkinException.InvalidArgument(
          "queryCacheBytes must be 0 or more: " + queryCacheBytes);
    }
    if (!(optimizeDeadPart >= 0 && optimizeDeadPart <= 1)) {
      throw new AkinException.InvalidArgument(
          "optimizeDeadPart must be 0 to 1: " + optimizeDeadPart);
    }
    if (optimizeThreads < 0 || optimizeThreads > 1024) {
      throw new AkinException.InvalidArgument(
          "optimizeThreads must be 0 to 1024: " + optimizeThreads);
    }
    models.keySet().forEach(name -> Names.check("model name", name));
  }

  /** With another number of indexing threads. */
  public EmbeddedOptions withIndexThreads(int indexThreads) {
    return with(draft -> draft.indexThreads = indexThreads);
  }

  /** With another bound on pending vectors. */
  public EmbeddedOptions withMaxPending(int maxPending) {
    return with(draft -> draft.maxPending = maxPending);
  }

  /** With another number of writes between checkpoints. */
  public EmbeddedOptions withCheckpointAfter(int checkpointAfter) {
    return with(draft -> draft.checkpointAfter = checkpointAfter);
  }

  /** With another part of dead records that has a collection optimized by itself. */
  public EmbeddedOptions withOptimizeDeadPart(double optimizeDeadPart) {
    return with(draft -> draft.optimizeDeadPart = optimizeDeadPart);
  }

  /** With another number of threads for what is optimized by itself. */
  public EmbeddedOptions withOptimizeThreads(int optimizeThreads) {
    return with(draft -> draft.optimizeThreads = optimizeThreads);
  }

  /** With one more model, read from a file or directory. */
  public EmbeddedOptions withModel(String name, Path path) {
    Map<String, Path> more = new LinkedHashMap<>(models);
    more.put(name, path);
    return with(draft -> draft.models = more);
  }

  /** With other options for the models. */
  public EmbeddedOptions withEmbedders(EmbedderOptions embedders) {
    return with(draft -> draft.embedders = embedders);
  }

  /** With another bound on the vectors of recent queries. */
  public EmbeddedOptions withQueryCacheBytes(long queryCacheBytes) {
    return with(draft -> draft.queryCacheBytes = queryCacheBytes);
  }

  /** With a directory for backups; it need not exist. */
  public EmbeddedOptions withBackupDirectory(Path directory) {
    return with(draft -> draft.backupDirectory = Optional.of(directory));
  }

  /** With another limit of collections. */
  public EmbeddedOptions withMaxCollections(int maxCollections) {
    return with(draft -> draft.maxCollections = maxCollections);
  }

  /** With another memory budget, in bytes. */
  public EmbeddedOptions withMemoryBudget(long memoryBudget) {
    return with(draft -> draft.memoryBudget = memoryBudget);
  }

  /** With a listener of the stages of calls. */
  public EmbeddedOptions withListener(StageListener listener) {
    return with(draft -> draft.listener = listener);
  }

  /** With another clock to tell which records have expired. */
  public EmbeddedOptions withClock(InstantSource clock) {
    return with(draft -> draft.clock = clock);
  }

  private EmbeddedOptions with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.done();
  }

  /** The values of a copy that is to differ in one of them. */
  private static final class Draft {
    private int indexThreads;
    private int maxPending;
    private int checkpointAfter;
    private double optimizeDeadPart;
    private int optimizeThreads;
    private Map<String, Path> models;
    private EmbedderOptions embedders;
    private long queryCacheBytes;
    private Optional<Path> backupDirectory;
    private int maxCollections;
    private long memoryBudget;
    private StageListener listener;
    private InstantSource clock;

    Draft(EmbeddedOptions options) {
      indexThreads = options.indexThreads;
      maxPending = options.maxPending;
      checkpointAfter = options.checkpointAfter;
      optimizeDeadPart = options.optimizeDeadPart;
      optimizeThreads = options.optimizeThreads;
      models = options.models;
      embedders = options.embedders;
      queryCacheBytes = options.queryCacheBytes;
      backupDirectory = options.backupDirectory;
      maxCollections = options.maxCollections;
      memoryBudget = options.memoryBudget;
      listener = options.listener;
      clock = options.clock;
    }

    EmbeddedOptions done() {
      return new EmbeddedOptions(
          indexThreads,
          maxPending,
          checkpointAfter,
          optimizeDeadPart,
          optimizeThreads,
          models,
          embedders,
          queryCacheBytes,
          backupDirectory,
          maxCollections,
          memoryBudget,
          listener,
          clock);
    }
  }
}
