package dev.akin.cli;

import dev.akin.api.Collection;
import dev.akin.server.json.Json;
import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code akin backup restore [ID]}. */
@Command(
    name = "restore",
    description = {
      "Restore a backup to a new data directory (--to, with --backup-dir), or one of its",
      "collections into the database (--collection). Indexes are built anew afterwards."
    })
final class BackupRestoreCommand extends BackupSubcommand {
  @Parameters(arity = "0..1", paramLabel = "ID", description = "The backup (default: the newest).")
  private Integer id;

  @ArgGroup(multiplicity = "1", exclusive = true)
  private What what;

  @Option(
      names = "--as",
      paramLabel = "NAME",
      description = "The restored collection's name (default: what it was called).")
  private String name;

  /** All of it or one collection. */
  static final class What {
    @Option(
        names = "--to",
        paramLabel = "DIR",
        description = "Restore all to this data directory, which must not be there or be empty.")
    private Path directory;

    @Option(
        names = "--collection",
        paramLabel = "NAME",
        description = "Restore this collection as a new one.")
    private String collection;
  }

  @Override
  public Integer call() {
    if (what.collection != null) {
      return restoreCollection();
    }
    if (place().directory() == null || place().hasDatabase() || name != null) {
      throw new ParameterException(
          spec().commandLine(), "--to goes with --backup-dir alone, not with a database or --as");
    }
    int restored = place().use(backups -> idOrNewest(backups, id));
    Databases.restore(place().directory(), restored, what.directory);
    out()
        .println(
            json()
                ? Json.object(
                    json -> {
                      json.writeNumberField("id", restored);
                      json.writeStringField("data", what.directory.toString());
                    })
                : "restored backup " + restored + " to " + what.directory);
    return 0;
  }

  private int restoreCollection() {
    String target = name == null ? what.collection : name;
    String line =
        place()
            .use(
                backups -> {
                  int which = idOrNewest(backups, id);
                  Collection restored = backups.restore(which, what.collection, target);
                  return json()
                      ? CollectionText.json(restored.info())
                      : "restored "
                          + target
                          + " ("
                          + restored.count()
                          + " records) from backup "
                          + which;
                });
    out().println(line);
    return 0;
  }
}
