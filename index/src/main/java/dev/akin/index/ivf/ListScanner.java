package dev.akin.index.ivf;

import dev.akin.index.SearchRequest;
import dev.akin.index.internal.candidates.TopHeap;

/** Scans lists and keeps the best. Holds the working memory of a search; not thread-safe. */
interface ListScanner {
  /** Starts a search, whatever state the one before left. */
  void begin(SearchRequest request);

  /**
   * Scans a list.
   *
   * @param lists that it is in
   * @param list its number
   * @param score of the query with the list's centroid
   */
  void scan(IvfLists lists, int list, float score);

  /** Finishes what is pending and gives the best, which are exact scores. */
  TopHeap end();

  /** Rows scored since {@link #begin}, exactly or by their codes. */
  long scored();

  /** Of these, rows that were scored exactly after their codes. */
  long rescored();
}
