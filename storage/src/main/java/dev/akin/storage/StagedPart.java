package dev.akin.storage;

import dev.akin.api.Input;
import java.util.Optional;

/**
 * What a record has of the target of a {@link VectorChange} under way.
 *
 * @param vector empty if the record goes without it
 * @param source to be stored under the target's own id, if any
 */
public record StagedPart(Optional<Input.Vector> vector, Optional<Input> source) {
  /** Of a record without it. */
  public static final StagedPart NONE = new StagedPart(Optional.empty(), Optional.empty());
}
