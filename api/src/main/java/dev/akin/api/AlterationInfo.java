package dev.akin.api;

import java.util.Objects;
import java.util.Optional;

/**
 * The alteration of a collection that has begun and is not done.
 *
 * @param what in words, such as {@code reembed vector 'default' by 'bge'}
 * @param progress how far it has come
 * @param failure why it stopped; asked for again, or when the database is opened again, it goes on
 *     where it was
 */
public record AlterationInfo(String what, OptimizeProgress progress, Optional<String> failure) {
  /** Checks that all is there. */
  public AlterationInfo {
    Objects.requireNonNull(what, "what");
    Objects.requireNonNull(progress, "progress");
    Objects.requireNonNull(failure, "failure");
  }
}
