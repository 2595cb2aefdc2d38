package dev.akin.api;

import java.util.Objects;

/**
 * How inputs are embedded.
 *
 * @param purpose of the vectors
 * @param normalize whether the model's own normalisation to unit length, if it has one, is applied
 */
public record EmbedOptions(Purpose purpose, boolean normalize) {
  /** As records are embedded. */
  public static final EmbedOptions DOCUMENT = new EmbedOptions(Purpose.DOCUMENT, true);

  /** As queries are embedded. */
  public static final EmbedOptions QUERY = new EmbedOptions(Purpose.QUERY, true);

  /** Checks that the purpose is there. */
  public EmbedOptions {
    Objects.requireNonNull(purpose, "purpose");
  }
}
