package dev.akin.cli;

import dev.akin.server.json.Json;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code akin backup prune --keep N}. */
@Command(name = "prune", description = "Delete all but the newest backups.")
final class BackupPruneCommand extends BackupSubcommand {
  @Option(
      names = "--keep",
      required = true,
      paramLabel = "N",
      description = "How many stay, 1 or more.")
  private int keep;

  @Override
  public Integer call() {
    List<Integer> deleted = place().use(backups -> backups.prune(keep));
    out()
        .println(
            json()
                ? Json.object(
                    json -> {
                      json.writeArrayFieldStart("deleted");
                      for (int id : deleted) {
                        json.writeNumber(id);
                      }
                      json.writeEndArray();
                    })
                : deleted.isEmpty()
                    ? "deleted none"
                    : "deleted "
                        + deleted.stream().map(String::valueOf).collect(Collectors.joining(", ")));
    return 0;
  }
}
