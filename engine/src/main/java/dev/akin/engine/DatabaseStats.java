package dev.akin.engine;

import dev.akin.embedders.EmbedderStats;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a database holds and does, as plain numbers for whoever watches it. Immutable.
 *
 * @param collections by name
 * @param models that are open, by name
 * @param memoryBudget bytes outside the Java heap that it may take, 0 for no limit
 * @param memoryBytes outside the Java heap that count against the budget: vectors, indexes and what
 *     RocksDB keeps
 * @param storageCounters RocksDB's own, by its names, that only grow while the database is open
 * @param storageGauges RocksDB's own, by its names, as they are now
 */
public record DatabaseStats(
    Map<String, CollectionStats> collections,
    Map<String, EmbedderStats> models,
    long memoryBudget,
    long memoryBytes,
    Map<String, Long> storageCounters,
    Map<String, Long> storageGauges) {
  /** Copies the maps, in the order of their names. */
  public DatabaseStats {
    collections = Collections.unmodifiableMap(new TreeMap<>(collections));
    models = Collections.unmodifiableMap(new TreeMap<>(models));
    storageCounters = Collections.unmodifiableMap(new TreeMap<>(storageCounters));
    storageGauges = Collections.unmodifiableMap(new TreeMap<>(storageGauges));
  }

  /**
   * One collection.
   *
   * @param live records
   * @param dead records that still take room in the indexes
   * @param queuedWrites that wait for a commit
   * @param vectors by name
   */
  public record CollectionStats(
      long live, long dead, int queuedWrites, Map<String, VectorStats> vectors) {
    /** Copies the map. */
    public CollectionStats {
      vectors = Collections.unmodifiableMap(new TreeMap<>(vectors));
    }
  }

  /**
   * One vector of a collection.
   *
   * @param tail records that searches scan until an indexer has moved them, dead ones included
   * @param memoryBytes of vectors and index, mapped files included
   */
  public record VectorStats(long tail, long memoryBytes) {}
}
