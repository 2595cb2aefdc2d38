package dev.akin.bench.peer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A contestant that can be started: what it is, whether it is there, how to run it. */
public interface Peer {
  /** The word that names it on the command line. */
  String id();

  /** The name in tables and plots. */
  String label();

  /**
   * What its search parameter is called, {@code ef_search} or {@code nprobe}; {@code exact} if
   * none.
   */
  String parameterName();

  /** The smallest parameter that makes sense for k neighbours. */
  int minParameter(int k);

  /** The largest parameter worth trying on so many rows. */
  int maxParameter(int rows);

  /**
   * Makes ready what is needed to run it, compiling a driver for example.
   *
   * @param folder for what it makes
   * @return why it cannot be run here and what to do about it; empty if it can
   */
  Optional<String> prepare(Path folder) throws IOException;

  /** The command line of its worker. */
  List<String> command(Path dataset, Path folder);
}
