package dev.akin.index.internal.quantization;

/**
 * Makes vectors less their centroid into codes of {@link #positions()} bytes, and estimates inner
 * products of queries with what the codes stand for, their <em>levels</em>. Levels need not have
 * the length of the vector: whoever stores a code stores the factor that brings it to scale beside
 * it. Trained, immutable and thread-safe.
 */
public interface Quantizer {
  /** Bytes per code. */
  int positions();

  /** Takes a vector, in place, to where codes are made and estimates hold: an orthogonal map. */
  void transform(float[] vector);

  /** Bytes per vector that make a code finer, a multiple of 8; 0 if there is no finer code. */
  default int fineBytes() {
    return 0;
  }

  /** Bytes of what was learnt. */
  default long memoryBytes() {
    return 0;
  }

  /** Working memory for encoding; for one thread at a time. */
  Encoder newEncoder();

  /**
   * Working memory for queries; for one thread at a time.
   *
   * @param origin what is taken from each query, not transformed
   */
  QueryTables newQuery(float[] origin);
}
