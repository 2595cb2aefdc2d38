package dev.akin.storage;

import dev.akin.api.VectorSpec;
import java.util.Objects;
import java.util.Optional;

/**
 * What the catalog says of one of a collection's vectors. Immutable.
 *
 * @param id 1 to 65,534, unique within the collection; never used again
 * @param sourceId the id under which its sources are stored; that of the vector that it took the
 *     place of, if it took one's
 * @param spec with the dimension filled in
 * @param fingerprint of the model that makes the vectors, empty when the caller brings them
 */
public record VectorMeta(int id, int sourceId, VectorSpec spec, Optional<String> fingerprint) {
  /** The largest id. */
  public static final int MAX_ID = KeyLayout.MAX_VECTOR_ID;

  /** Checks that the ids are in range and the dimension known. */
  public VectorMeta {
    Objects.requireNonNull(fingerprint, "fingerprint");
    check(id);
    check(sourceId);
    if (spec.dimension() == 0) {
      throw new IllegalArgumentException("dimension must be filled in");
    }
  }

  /** With sources under its own id. */
  public VectorMeta(int id, VectorSpec spec, Optional<String> fingerprint) {
    this(id, id, spec, fingerprint);
  }

  private static void check(int id) {
    if (id < 1 || id > MAX_ID) {
      throw new IllegalArgumentException("vector id must be 1 to " + MAX_ID + ": " + id);
    }
  }
}
