package dev.akin.api;

import dev.akin.api.index.IndexConfig;
import dev.akin.api.index.Metric;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What a collection is made of. A collection without vectors still stores records. Immutable.
 *
 * @param vectors by name
 * @param sync when a write is safe from a loss of power
 * @param ttl after which records expire that do not say otherwise, see {@link Expiry}; empty if
 *     they stay
 */
public record CollectionSpec(
    Map<String, VectorSpec> vectors, SyncMode sync, Optional<Duration> ttl) {
  /** Most vectors of a collection. */
  public static final int MAX_VECTORS = 64;

  /** Copies the map and checks the names. */
  public CollectionSpec {
    vectors = Collections.unmodifiableMap(new LinkedHashMap<>(vectors));
    Objects.requireNonNull(sync, "sync");
    ttl = ttl.map(Expiry::checkTtl);
    if (vectors.size() > MAX_VECTORS) {
      throw new AkinException.InvalidArgument(
          "vectors must be at most " + MAX_VECTORS + ": " + vectors.size());
    }
    vectors.keySet().forEach(name -> Names.check("vector name", name));
  }

  /** A store without vectors. */
  public static CollectionSpec empty() {
    return new CollectionSpec(Map.of(), SyncMode.ALWAYS, Optional.empty());
  }

  /** One vector named default, brought by the caller. */
  public static CollectionSpec ofDimension(int dimension) {
    return empty().vector(Record.DEFAULT_VECTOR, VectorSpec.ofDimension(dimension));
  }

  /** One vector named default, made by the model. */
  public static CollectionSpec ofEmbedder(String model) {
    return empty().vector(Record.DEFAULT_VECTOR, VectorSpec.ofEmbedder(model));
  }

  /** With one more vector, or another specification of one. */
  public CollectionSpec vector(String name, VectorSpec spec) {
    Map<String, VectorSpec> more = new LinkedHashMap<>(vectors);
    more.put(name, spec);
    return new CollectionSpec(more, sync, ttl);
  }

  /** With another metric for every vector there is. */
  public CollectionSpec metric(Metric metric) {
    return each(vector -> vector.metric(metric));
  }

  /** With another index for every vector there is. */
  public CollectionSpec index(IndexConfig index) {
    return each(vector -> vector.index(index));
  }

  /** With another sync mode. */
  public CollectionSpec sync(SyncMode sync) {
    return new CollectionSpec(vectors, sync, ttl);
  }

  /** Whose records expire so long after they were written, unless they say otherwise. */
  public CollectionSpec ttl(Duration ttl) {
    return new CollectionSpec(vectors, sync, Optional.of(ttl));
  }

  private CollectionSpec each(UnaryOperator<VectorSpec> change) {
    Map<String, VectorSpec> changed = new LinkedHashMap<>();
    vectors.forEach((name, vector) -> changed.put(name, change.apply(vector)));
    return new CollectionSpec(changed, sync, ttl);
  }
}
