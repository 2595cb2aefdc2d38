package dev.akin.bench.peer;

import dev.akin.bench.data.Dataset;
import java.io.IOException;
import java.nio.file.Path;

/** An index under test, in a worker of the JVM. Driven by one thread, except inside build. */
interface Contestant extends AutoCloseable {
  /**
   * Builds the index over all rows of the data set, ordinals being row numbers.
   *
   * @param threads to build with
   * @param folder for what it writes, empty at first
   */
  void build(Dataset dataset, int threads, Path folder) throws Exception;

  /**
   * Writes the index to disk as the library would, if {@link #build} has not.
   *
   * @return its bytes on disk
   */
  long save(Path folder) throws Exception;

  /**
   * Searches.
   *
   * @param parameter the contestant's own: candidates of a graph, lists of an inverted file
   * @param found takes the ordinals, best first; its length is k. Entries not found are -1
   * @return vectors compared with the query, -1 if not known
   */
  long search(float[] query, int parameter, int[] found) throws Exception;

  /**
   * Bytes that searches read all over: links, and vectors or the codes in their place; not vectors
   * of which a few are scored again, nor what a runtime adds.
   *
   * @return -1 if not known
   */
  default long hotBytes() {
    return -1;
  }

  /** Version, parameters and kernels, for the report. */
  String about();

  @Override
  void close() throws IOException;
}
