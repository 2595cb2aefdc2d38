package dev.akin.storage;

import java.util.Objects;
import java.util.Optional;

/**
 * What a collection's vector is being changed into, while all goes on with what it was. Immutable.
 *
 * <p>A target with the id of the vector that is there has another index over the same rows. One
 * with an id of its own gets rows of its own, which are written beside those of the vectors that
 * are there until the change is finished.
 *
 * @param vector its name
 * @param target what it becomes; empty if it is dropped
 * @param sourcesOf the vector out of whose sources the rows of the target are made; empty if none
 *     are
 * @param skipMissing whether records without such a source go without the vector
 */
public record VectorChange(
    String vector, Optional<VectorMeta> target, Optional<String> sourcesOf, boolean skipMissing) {
  /** Checks that all is there. */
  public VectorChange {
    Objects.requireNonNull(vector, "vector");
    if (sourcesOf.isPresent() && target.isEmpty()) {
      throw new IllegalArgumentException("a vector that is dropped needs no sources");
    }
  }

  /** Whether both lead to the same, whatever the ids. */
  public boolean leadsTo(VectorChange other) {
    return vector.equals(other.vector)
        && sourcesOf.equals(other.sourcesOf)
        && skipMissing == other.skipMissing
        && target.map(VectorMeta::spec).equals(other.target.map(VectorMeta::spec))
        && target
            .flatMap(VectorMeta::fingerprint)
            .equals(other.target.flatMap(VectorMeta::fingerprint));
  }
}
