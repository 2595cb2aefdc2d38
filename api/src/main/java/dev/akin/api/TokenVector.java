package dev.akin.api;

import java.util.Objects;

/**
 * A token of a text, and its vector in that context.
 *
 * @param token as the model's vocabulary spells it
 * @param start where in the text it begins, in Unicode code points
 * @param end where it ends; where it begins for a token that the tokenizer added
 * @param vector not copied
 */
@SuppressWarnings("ArrayRecordComponent")
public record TokenVector(String token, int start, int end, float[] vector) {
  /** Checks that all is there. */
  public TokenVector {
    Objects.requireNonNull(token, "token");
    Objects.requireNonNull(vector, "vector");
  }
}
