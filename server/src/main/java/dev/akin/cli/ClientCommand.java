package dev.akin.cli;

import dev.akin.api.Database;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all commands share that ask a database: where it is, and whether to answer in JSON. */
abstract class ClientCommand implements Callable<Integer> {
  @Mixin private Connection connection;

  @Option(names = "--json", description = "Print JSON, one document per line.")
  private boolean json;

  @Spec private CommandSpec spec;

  /** Opens the database, does the work and closes it. */
  @Override
  public Integer call() throws Exception {
    try (Database database = open(connection)) {
      return run(database);
    }
  }

  /** Opens the database; a command that may start a new one overrides this. */
  Database open(Connection connection) {
    return connection.open();
  }

  /**
   * Does the work.
   *
   * @return the exit code
   */
  abstract int run(Database database) throws Exception;

  final boolean json() {
    return json;
  }

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  final PrintWriter err() {
    return spec.commandLine().getErr();
  }

  final CommandSpec spec() {
    return spec;
  }
}
