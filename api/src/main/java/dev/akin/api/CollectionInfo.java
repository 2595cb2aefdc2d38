package dev.akin.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The state of a collection.
 *
 * @param name of the collection
 * @param count of live records
 * @param sync when a write is safe
 * @param vectors by name
 * @param payloadIndexes by field
 */
public record CollectionInfo(
    String name,
    long count,
    SyncMode sync,
    Map<String, VectorInfo> vectors,
    Map<String, PayloadIndexInfo> payloadIndexes) {
  /** Copies the maps, keeping their order. */
  public CollectionInfo {
    vectors = Collections.unmodifiableMap(new LinkedHashMap<>(vectors));
    payloadIndexes = Collections.unmodifiableMap(new LinkedHashMap<>(payloadIndexes));
  }
}
