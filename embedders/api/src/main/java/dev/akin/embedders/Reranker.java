package dev.akin.embedders;

import dev.akin.api.AkinException;
import java.util.List;

/**
 * An open model that reads a question and a passage together and says how well the passage answers
 * it: a cross-encoder. It is more exact than a comparison of vectors, and so slow that it is for
 * the best few of a search. Safe for any number of threads.
 */
public interface Reranker extends Model {
  /**
   * Scores passages.
   *
   * @param query the question
   * @param passages any number, none included; the model splits them into batches of a size that
   *     suits it. Where question and passage are longer than it reads, the longer of the two is
   *     truncated
   * @return one new array with a finite score for each, in order; higher is better. What scores
   *     mean is up to the model: often 0 to 1, or any number
   * @throws AkinException.Cancelled if the thread is interrupted, as seen between batches; the
   *     interrupt stays set
   * @throws AkinException.FailedPrecondition if the model is closed
   */
  float[] score(String query, List<String> passages);
}
