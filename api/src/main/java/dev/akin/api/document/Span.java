package dev.akin.api.document;

/**
 * A part of a text.
 *
 * @param start in UTF-16 units
 * @param end exclusive
 */
public record Span(int start, int end) {
  /** Checks that it is not empty. */
  public Span {
    if (start < 0 || end <= start) {
      throw new IllegalArgumentException("a span must not be empty: " + start + " to " + end);
    }
  }

  /** The length in UTF-16 units. */
  public int length() {
    return end - start;
  }

  /** This part of the text. */
  public String of(String text) {
    return text.substring(start, end);
  }
}
