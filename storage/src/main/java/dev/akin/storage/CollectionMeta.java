package dev.akin.storage;

import dev.akin.api.CollectionSpec;
import dev.akin.api.FullTextSpec;
import dev.akin.api.PayloadIndexType;
import dev.akin.api.SyncMode;
import dev.akin.api.VectorSpec;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the catalog says of a collection. Immutable.
 *
 * @param id positive; never used again once the collection is dropped
 * @param name unique among the collections there are
 * @param sync when a write is safe
 * @param ttl after which records expire that do not say otherwise
 * @param vectors by name, in the order they were specified
 * @param payloadIndexes by field, in the order they were created
 * @param fullText what its full-text index holds, if it has one
 */
public record CollectionMeta(
    int id,
    String name,
    SyncMode sync,
    Optional<Duration> ttl,
    Map<String, VectorMeta> vectors,
    Map<String, PayloadIndexType> payloadIndexes,
    Optional<FullTextSpec> fullText) {
  /** Copies the maps, keeping their order. */
  public CollectionMeta {
    vectors = Collections.unmodifiableMap(new LinkedHashMap<>(vectors));
    payloadIndexes = Collections.unmodifiableMap(new LinkedHashMap<>(payloadIndexes));
  }

  /** With other payload indexes. */
  public CollectionMeta withPayloadIndexes(Map<String, PayloadIndexType> indexes) {
    return new CollectionMeta(id, name, sync, ttl, vectors, indexes, fullText);
  }

  /** With another full-text index, or none. */
  public CollectionMeta withFullText(Optional<FullTextSpec> spec) {
    return new CollectionMeta(id, name, sync, ttl, vectors, payloadIndexes, spec);
  }

  /** The same under another id and name. */
  CollectionMeta renamed(int newId, String newName) {
    return new CollectionMeta(newId, newName, sync, ttl, vectors, payloadIndexes, fullText);
  }

  /** The specification the collection was created with, dimensions filled in. */
  public CollectionSpec spec() {
    Map<String, VectorSpec> specs = new LinkedHashMap<>();
    vectors.forEach((vectorName, vector) -> specs.put(vectorName, vector.spec()));
    return new CollectionSpec(specs, sync, ttl);
  }
}
