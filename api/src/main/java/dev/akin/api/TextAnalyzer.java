package dev.akin.api;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How a text becomes the words that a full-text index holds. All but {@link #WHITESPACE} lower case
 * them; those of a language also leave out its stop words and reduce words to their stems.
 */
public enum TextAnalyzer {
  /** Words as Unicode finds them (UAX #29), of any language. */
  STANDARD,
  /** What stands between white space, as it is. */
  WHITESPACE,
  /** Arabic. */
  ARABIC,
  /** Brazilian Portuguese. */
  BRAZILIAN,
  /** Chinese, Japanese and Korean, as pairs of characters. */
  CJK,
  /** Czech. */
  CZECH,
  /** Danish. */
  DANISH,
  /** Dutch. */
  DUTCH,
  /** English. */
  ENGLISH,
  /** Finnish. */
  FINNISH,
  /** French. */
  FRENCH,
  /** German. */
  GERMAN,
  /** Greek. */
  GREEK,
  /** Hindi. */
  HINDI,
  /** Hungarian. */
  HUNGARIAN,
  /** Indonesian. */
  INDONESIAN,
  /** Italian. */
  ITALIAN,
  /** Norwegian. */
  NORWEGIAN,
  /** Persian. */
  PERSIAN,
  /** Portuguese. */
  PORTUGUESE,
  /** Romanian. */
  ROMANIAN,
  /** Russian. */
  RUSSIAN,
  /** Spanish. */
  SPANISH,
  /** Swedish. */
  SWEDISH,
  /** Thai. */
  THAI,
  /** Turkish. */
  TURKISH;

  /** The name in configuration and on the wire. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The analyzer of this name. */
  public static TextAnalyzer of(String id) {
    for (TextAnalyzer analyzer : values()) {
      if (analyzer.id().equals(id)) {
        return analyzer;
      }
    }
    throw new AkinException.InvalidArgument(
        "analyzer must be one of "
            + Arrays.stream(values()).map(TextAnalyzer::id).collect(Collectors.joining(", "))
            + ": '"
            + id
            + "'");
  }
}
