package dev.akin.storage;

import dev.akin.api.CollectionSpec;
import dev.akin.api.FullTextSpec;
import dev.akin.api.PayloadIndexType;
import dev.akin.api.SyncMode;
import dev.akin.api.VectorSpec;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What the catalog says of a collection. Immutable.
 *
 * @param id positive; never used again once the collection is dropped
 * @param name unique among the collections there are
 * @param sync when a write is safe
 * @param ttl after which records expire that do not say otherwise
 * @param vectors by name, in the order they were specified
 * @param payloadIndexes by field, in the order they were created
 * @param nextVectorId above the id of every vector that there ever was
 * @param change of a vector that is under way
 * @param fullText what its full-text index holds, if it has one
 */
public record CollectionMeta(
    int id,
    String name,
    SyncMode sync,
    Optional<Duration> ttl,
    Map<String, VectorMeta> vectors,
    Map<String, PayloadIndexType> payloadIndexes,
    int nextVectorId,
    Optional<VectorChange> change,
    Optional<FullTextSpec> fullText) {
  /** Copies the maps, keeping their order. */
  public CollectionMeta {
    vectors = Collections.unmodifiableMap(new LinkedHashMap<>(vectors));
    payloadIndexes = Collections.unmodifiableMap(new LinkedHashMap<>(payloadIndexes));
    Objects.requireNonNull(change, "change");
    for (VectorMeta vector : vectors.values()) {
      if (vector.id() >= nextVectorId) {
        throw new IllegalArgumentException(
            "nextVectorId must be above " + vector.id() + ": " + nextVectorId);
      }
    }
  }

  /** With other payload indexes. */
  public CollectionMeta withPayloadIndexes(Map<String, PayloadIndexType> indexes) {
    return new CollectionMeta(
        id, name, sync, ttl, vectors, indexes, nextVectorId, change, fullText);
  }

  /** With a change under way; its target's id counts as used from now on. */
  CollectionMeta changing(VectorChange begun) {
    int next = Math.max(nextVectorId, begun.target().map(it -> it.id() + 1).orElse(0));
    return with(vectors, next, Optional.of(begun));
  }

  /** Without a change under way. */
  CollectionMeta unchanging() {
    return with(vectors, nextVectorId, Optional.empty());
  }

  /** What it is once the change under way is finished. */
  public CollectionMeta changed() {
    Map<String, VectorMeta> after = new LinkedHashMap<>(vectors);
    change.ifPresent(
        it ->
            it.target()
                .ifPresentOrElse(
                    target -> after.put(it.vector(), target), () -> after.remove(it.vector())));
    return with(after, nextVectorId, Optional.empty());
  }

  private CollectionMeta with(
      Map<String, VectorMeta> others, int next, Optional<VectorChange> underWay) {
    return new CollectionMeta(
        id, name, sync, ttl, others, payloadIndexes, next, underWay, fullText);
  }

  /** The target of the change under way, if it has rows of its own. */
  public Optional<VectorMeta> staged() {
    return change
        .flatMap(VectorChange::target)
        .filter(target -> vectors.values().stream().noneMatch(it -> it.id() == target.id()));
  }

  /** Whether records are written in the same way under both. */
  public boolean writesLike(CollectionMeta other) {
    return vectors.equals(other.vectors)
        && staged().equals(other.staged())
        && (staged().isEmpty() || change.equals(other.change));
  }

  /** The ids under which there are rows of vectors. */
  Set<Integer> vectorIds() {
    Set<Integer> ids = new LinkedHashSet<>();
    vectors.values().forEach(vector -> ids.add(vector.id()));
    staged().ifPresent(vector -> ids.add(vector.id()));
    return ids;
  }

  /** The ids under which there are sources. */
  Set<Integer> sourceIds() {
    Set<Integer> ids = new LinkedHashSet<>();
    vectors.values().forEach(vector -> ids.add(vector.sourceId()));
    staged().ifPresent(vector -> ids.add(vector.sourceId()));
    return ids;
  }

  /** With another full-text index, or none. */
  public CollectionMeta withFullText(Optional<FullTextSpec> spec) {
    return new CollectionMeta(
        id, name, sync, ttl, vectors, payloadIndexes, nextVectorId, change, spec);
  }

  /** The same under another id and name. */
  CollectionMeta renamed(int newId, String newName) {
    return new CollectionMeta(
        newId, newName, sync, ttl, vectors, payloadIndexes, nextVectorId, change, fullText);
  }

  /** The specification as it is now, dimensions filled in. */
  public CollectionSpec spec() {
    Map<String, VectorSpec> specs = new LinkedHashMap<>();
    vectors.forEach((vectorName, vector) -> specs.put(vectorName, vector.spec()));
    return new CollectionSpec(specs, sync, ttl);
  }
}
