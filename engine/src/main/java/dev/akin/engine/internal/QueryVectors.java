package dev.akin.engine.internal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import dev.akin.api.LongText;
import java.util.Optional;

/**
 * The vectors of recent queries, so that a question that is asked again is not embedded again.
 * Bounded by bytes; what is asked often stays. Safe for any number of threads.
 */
public final class QueryVectors {
  /** Longer texts are not kept. */
  private static final int MAX_CHARS = 4096;

  private static final int ENTRY_BYTES = 128;

  private record Key(String model, String text, LongText longText) {}

  private final Cache<Key, float[]> vectors;

  /**
   * An empty cache.
   *
   * @param maxBytes about what it may hold; 0 for nothing
   */
  public QueryVectors(long maxBytes) {
    vectors =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher(
                (Key key, float[] vector) ->
                    ENTRY_BYTES + 2 * key.text().length() + Float.BYTES * vector.length)
            .executor(Runnable::run)
            .recordStats()
            .build();
  }

  /** The vector of a query, if it is here. Not to be changed. */
  Optional<float[]> find(String model, String text, LongText longText) {
    return text.length() > MAX_CHARS
        ? Optional.empty()
        : Optional.ofNullable(vectors.getIfPresent(new Key(model, text, longText)));
  }

  /** Keeps the vector of a query, unless the query is long. */
  void put(String model, String text, LongText longText, float[] vector) {
    if (text.length() <= MAX_CHARS) {
      vectors.put(new Key(model, text, longText), vector);
    }
  }

  /** Forgets what a model made. */
  void forget(String model) {
    vectors.asMap().keySet().removeIf(key -> key.model().equals(model));
  }

  /** Queries found here. */
  public long hits() {
    return stats().hitCount();
  }

  /** Queries that had to be embedded, and were looked for here. */
  public long misses() {
    return stats().missCount();
  }

  /** Vectors held, about. */
  public long size() {
    return vectors.estimatedSize();
  }

  private CacheStats stats() {
    return vectors.stats();
  }
}
