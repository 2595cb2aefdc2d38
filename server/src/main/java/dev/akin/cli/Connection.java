package dev.akin.cli;

import dev.akin.api.AkinException;
import dev.akin.api.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a command finds its database: {@code --server} or {@code --data}. */
final class Connection {
  /** The server asked when neither option is given. */
  static final String DEFAULT_SERVER = "127.0.0.1:6430";

  @ArgGroup private Where where = new Where();

  @Mixin private Credentials credentials;

  /** The two, of which one can be given. */
  static final class Where {
    @Option(
        names = "--server",
        paramLabel = "HOST:PORT",
        description = "The server to ask (default: " + DEFAULT_SERVER + ").")
    private String server;

    @Option(
        names = "--data",
        paramLabel = "DIR",
        description = "Open this data directory in this process instead.")
    private Path data;
  }

  /** Whether either option was given. */
  boolean isGiven() {
    return where.data != null || where.server != null;
  }

  /** The data directory, if it was given. */
  Path data() {
    return where.data;
  }

  /** The data directory, which was given and must be there. */
  Path existingData() {
    if (!Files.isDirectory(where.data)) {
      throw new AkinException.NotFound(
          "no data directory at "
              + where.data
              + "; akin collections create NAME --data "
              + where.data
              + " makes one");
    }
    return where.data;
  }

  /** The database; a data directory must be there. */
  Database open() {
    if (where.data != null) {
      return Databases.embedded(existingData());
    }
    return openOrCreate();
  }

  /** The database; a data directory that is not there is created. */
  Database openOrCreate() {
    if (where.data != null) {
      return Databases.embedded(where.data);
    }
    return Databases.remote(
        where.server == null ? DEFAULT_SERVER : where.server, credentials.options());
  }
}
