package dev.akin.storage;

import dev.akin.api.VectorSpec;
import java.util.Objects;
import java.util.Optional;

/**
 * What the catalog says of one of a collection's vectors. Immutable.
 *
 * @param id 1 to 65,534, unique within the collection; never used again
 * @param spec with the dimension filled in
 * @param fingerprint of the model that makes the vectors, empty when the caller brings them
 */
public record VectorMeta(int id, VectorSpec spec, Optional<String> fingerprint) {
  /** Checks that the id is in range and the dimension known. */
  public VectorMeta {
    Objects.requireNonNull(fingerprint, "fingerprint");
    if (id < 1 || id > KeyLayout.MAX_VECTOR_ID) {
      throw new IllegalArgumentException(
          "vector id must be 1 to " + KeyLayout.MAX_VECTOR_ID + ": " + id);
    }
    if (spec.dimension() == 0) {
      throw new IllegalArgumentException("dimension must be filled in");
    }
  }
}
