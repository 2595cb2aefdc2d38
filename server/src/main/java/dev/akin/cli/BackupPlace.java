package dev.akin.cli;

import dev.akin.api.Backups;
import dev.akin.api.Database;
import dev.akin.engine.EmbeddedOptions;
import java.nio.file.Path;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where a command finds its backups: behind a server, beside a data directory, or on their own. */
final class BackupPlace {
  @Mixin private Connection connection;

  @Option(
      names = "--backup-dir",
      paramLabel = "DIR",
      description = {
        "The directory of the backups. With --data it is that data directory's, alone it needs no",
        "database at all; a server knows its own."
      })
  private Path directory;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /** The directory, if one was given. */
  Path directory() {
    return directory;
  }

  /** Whether a database is meant, not only its backups. */
  boolean hasDatabase() {
    return directory == null || connection.isGiven();
  }

  /** Does something with the backups. */
  <R> R use(Function<Backups, R> work) {
    if (!hasDatabase()) {
      return work.apply(Databases.backups(directory));
    }
    try (Database database = open()) {
      return work.apply(database.backups());
    }
  }

  private Database open() {
    if (directory == null) {
      return connection.open();
    }
    if (connection.data() == null) {
      throw new ParameterException(
          spec.commandLine(),
          "--backup-dir goes with --data; a server has its own, named when it was started");
    }
    return Databases.embedded(
        connection.existingData(), EmbeddedOptions.DEFAULTS.withBackupDirectory(directory));
  }
}
