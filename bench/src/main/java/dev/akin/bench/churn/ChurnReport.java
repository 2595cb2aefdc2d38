package dev.akin.bench.churn;

import dev.akin.bench.Environment;
import java.util.List;

/**
 * What churn left.
 *
 * @param environment it ran in
 * @param dataset that the vectors are of
 * @param records of the collection
 * @param rounds of deleting and adding again
 * @param part of the records that each round took
 * @param figures of the collections
 */
public record ChurnReport(
    Environment environment,
    String dataset,
    int records,
    int rounds,
    double part,
    List<Figure> figures) {

  /**
   * One collection.
   *
   * @param collection which
   * @param recall at 10 with the index's defaults
   * @param indexBytes of vectors and index in memory, mapped files included
   * @param diskBytes of the data directory once it is closed
   * @param dead records that are still in the index
   * @param seconds it took to come to this
   */
  public record Figure(
      String collection,
      double recall,
      long indexBytes,
      long diskBytes,
      long dead,
      double seconds) {}
}
