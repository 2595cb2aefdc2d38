package dev.akin.bench.data;

import java.io.IOException;
import java.nio.file.Path;

/** Where the vectors of a data set come from, before any is held out. */
public interface VectorSource {
  /** A name for files and tables that says all that decides the vectors. */
  String name();

  /**
   * Fetches or makes the vectors, as they are: not normalised, zero vectors among them.
   *
   * @param folder to keep downloads and intermediate files in
   * @throws IOException with a message that says what is missing and how to get it
   */
  float[][] load(Path folder) throws IOException;
}
