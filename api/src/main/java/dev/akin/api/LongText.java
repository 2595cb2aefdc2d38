package dev.akin.api;

import java.util.Locale;

/** What becomes of a text that is longer than its model reads. */
public enum LongText {
  /** Its beginning is embedded. */
  TRUNCATE,
  /**
   * It is cut into pieces of equal length that the model does read; its vector is their mean, each
   * weighted by its tokens, to unit length where the model normalises.
   */
  AVERAGE,
  /** It is refused. */
  REJECT;

  /** The name used on the command line and in files: the constant in lower case. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
