package dev.akin.storage;

/** Takes the vectors of a scan. */
@FunctionalInterface
public interface VectorVisitor {
  /**
   * Takes one vector.
   *
   * @param seq of its record
   * @param reused the vector as it was written; the array is overwritten after the call
   */
  void accept(long seq, float[] reused);
}
