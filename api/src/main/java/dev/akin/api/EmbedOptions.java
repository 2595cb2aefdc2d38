package dev.akin.api;

import java.util.Objects;

/**
 * How inputs are embedded. Immutable.
 *
 * @param purpose of the vectors
 * @param normalize whether the model's own normalisation to unit length, if it has one, is applied
 * @param longText what becomes of texts longer than the model reads
 */
public record EmbedOptions(Purpose purpose, boolean normalize, LongText longText) {
  /** As records are embedded. */
  public static final EmbedOptions DOCUMENT = new EmbedOptions(Purpose.DOCUMENT, true);

  /** As queries are embedded. */
  public static final EmbedOptions QUERY = new EmbedOptions(Purpose.QUERY, true);

  /** Checks that all is there. */
  public EmbedOptions {
    Objects.requireNonNull(purpose, "purpose");
    Objects.requireNonNull(longText, "longText");
  }

  /** With long texts truncated. */
  public EmbedOptions(Purpose purpose, boolean normalize) {
    this(purpose, normalize, LongText.TRUNCATE);
  }

  /** With another fate for long texts. */
  public EmbedOptions longText(LongText longText) {
    return new EmbedOptions(purpose, normalize, longText);
  }
}
