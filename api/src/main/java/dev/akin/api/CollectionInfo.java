package dev.akin.api;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The state of a collection.
 *
 * @param name of the collection
 * @param count of live records
 * @param sync when a write is safe
 * @param ttl after which records expire that do not say otherwise
 * @param vectors by name
 * @param payloadIndexes by field
 * @param dead deleted and replaced records that still take memory and disk, until an optimization
 * @param fullText the full-text index, if there is one
 * @param optimizing the optimization that is running, called for or by itself
 * @param altering the alteration that has begun and is not done
 */
public record CollectionInfo(
    String name,
    long count,
    SyncMode sync,
    Optional<Duration> ttl,
    Map<String, VectorInfo> vectors,
    Map<String, PayloadIndexInfo> payloadIndexes,
    long dead,
    Optional<FullTextInfo> fullText,
    Optional<OptimizeProgress> optimizing,
    Optional<AlterationInfo> altering) {
  /** Copies the maps, keeping their order. */
  public CollectionInfo {
    vectors = Collections.unmodifiableMap(new LinkedHashMap<>(vectors));
    payloadIndexes = Collections.unmodifiableMap(new LinkedHashMap<>(payloadIndexes));
    Objects.requireNonNull(ttl, "ttl");
    Objects.requireNonNull(fullText, "fullText");
    Objects.requireNonNull(optimizing, "optimizing");
    Objects.requireNonNull(altering, "altering");
  }
}
