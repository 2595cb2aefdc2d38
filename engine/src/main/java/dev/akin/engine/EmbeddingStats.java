package dev.akin.engine;

import dev.akin.embedders.EmbedderStats;
import java.util.Map;

/**
 * What embedding cost since the database was opened.
 *
 * @param queryCacheHits queries whose vector was at hand
 * @param queryCacheMisses queries that were embedded
 * @param queryCacheSize vectors of queries held, about
 * @param models what each open model did, by name
 */
public record EmbeddingStats(
    long queryCacheHits,
    long queryCacheMisses,
    long queryCacheSize,
    Map<String, EmbedderStats> models) {
  /** Copies the map. */
  public EmbeddingStats {
    models = Map.copyOf(models);
  }
}
