package dev.akin.api;

import java.util.Locale;

/**
 * What a payload index holds of its field, and so what it answers. Any type answers whether the
 * field is there, null or empty.
 */
public enum PayloadIndexType {
  /** Texts as a whole: equality and prefixes. */
  KEYWORD,
  /** Integers and floating point numbers, by their value: equality and ranges. */
  NUMBER,
  /** true and false. */
  BOOL,
  /** Texts that are ISO-8601 dates or times: ranges of times. */
  DATETIME,
  /** The words of texts: words that a field contains. */
  TEXT,
  /** Places: objects with the numbers {@code lat} and {@code lon}; circles and boxes. */
  GEO,
  /** Sparse vectors: objects of terms and their weights; see {@link Target.Sparse}. */
  SPARSE;

  /** The name in configuration and on the wire. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
