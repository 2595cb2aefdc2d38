package dev.akin.index;

import dev.akin.api.index.SearchParams;
import dev.akin.index.file.IndexFileWriter;
import java.util.function.BooleanSupplier;

/**
 * An index that takes rows while it is searched. Rows are never removed: the caller passes the live
 * ordinals with each request, and a search returns k of them if there are so many.
 */
public interface GrowingIndex extends VectorIndex {
  /**
   * Adds a row that is already in the rows. Safe from several threads at once, and beside searches;
   * adding an ordinal twice changes nothing.
   *
   * @throws IllegalArgumentException if the rows hold nothing at that ordinal
   */
  void add(int ordinal);

  /** Whether an ordinal was added. */
  boolean contains(int ordinal);

  /**
   * What {@link #search} would go by now: parameters of this family, with what defaults or a wanted
   * recall come to, or {@link SearchParams.Exact} where it would scan instead.
   *
   * @throws IllegalArgumentException as the search does
   */
  SearchParams effort(SearchRequest request);

  /**
   * Whether the index has changed so much that {@link #calibrate} is worth its time. Never for one
   * that knows by other means; cheap, to be asked after each addition.
   */
  default boolean isCalibrationDue() {
    return false;
  }

  /**
   * Learns again how the parameters of a search turn into recall, for {@link
   * dev.akin.api.index.SearchParams.TargetRecall}, if that is due. Adding and searching may go on.
   *
   * @param stop polled now and then, or null
   * @throws java.util.concurrent.CancellationException if the stop signal came on
   */
  default void calibrate(BooleanSupplier stop) {}

  /**
   * Writes the index as sections of a file. Searches may go on; the caller guarantees that nothing
   * is added meanwhile.
   *
   * @param limit ordinals from here on are left out
   */
  void save(IndexFileWriter out, int limit);
}
