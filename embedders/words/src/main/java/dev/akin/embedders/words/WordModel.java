package dev.akin.embedders.words;

import java.util.Optional;

/**
 * Vectors of words. Safe for any number of threads; who opens it closes it, after the last call has
 * returned.
 */
interface WordModel extends AutoCloseable {
  /** Number of values of a vector. */
  int dimension();

  /** The vector of a word, spelled as here; empty if nothing is known of it. */
  Optional<float[]> vectorOf(String word);

  /** 64 hexadecimal digits over what decides the vectors. */
  String fingerprint();

  /** Lets go of the vectors. Idempotent. */
  @Override
  void close();
}
