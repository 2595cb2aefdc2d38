package dev.akin.cli;

import dev.akin.api.Backups;
import dev.akin.api.Database;
import dev.akin.client.RemoteDatabase;
import dev.akin.client.RemoteOptions;
import dev.akin.engine.DataCheck;
import dev.akin.engine.EmbeddedDatabase;
import dev.akin.engine.EmbeddedOptions;
import java.nio.file.Path;

/** The one place that knows which databases there are; all else sees the interface. */
final class Databases {
  private Databases() {}

  /** The database of a directory, in this process; it is created if it is not there. */
  static Database embedded(Path directory) {
    return EmbeddedDatabase.open(directory);
  }

  /** The same, with options. */
  static Database embedded(Path directory, EmbeddedOptions options) {
    return EmbeddedDatabase.open(directory, options);
  }

  /** Backups without their database: they can be listed, verified and pruned. */
  static Backups backups(Path directory) {
    return EmbeddedDatabase.backups(directory);
  }

  /** Verifies a data directory that no process has open. */
  static DataCheck check(Path data) {
    return DataCheck.of(data);
  }

  /** Makes a data directory of a backup. */
  static void restore(Path backups, int id, Path data) {
    EmbeddedDatabase.restore(backups, id, data);
  }

  /** The database behind a server. */
  static Database remote(String target, RemoteOptions options) {
    return RemoteDatabase.connect(target, options);
  }
}
