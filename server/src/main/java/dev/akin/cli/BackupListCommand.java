package dev.akin.cli;

import dev.akin.api.BackupInfo;
import dev.akin.api.Backups;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code akin backup list}. */
@Command(name = "list", description = "List the backups, oldest first.")
final class BackupListCommand extends BackupSubcommand {
  private static final int NAMES_WIDTH = 60;
  private static final int TIME_WIDTH = 20;

  @Override
  public Integer call() {
    List<BackupInfo> backups = place().use(Backups::list);
    if (json()) {
      backups.forEach(info -> out().println(json(info)));
    } else if (backups.isEmpty()) {
      spec().commandLine().getErr().println("no backups yet; akin backup create makes one");
    } else {
      out()
          .println(
              Tables.of(
                  backups,
                  List.of(
                      Tables.number("id", info -> Integer.toString(info.id())),
                      Tables.text("made", TIME_WIDTH, info -> info.created().toString()),
                      Tables.number("size", info -> CollectionText.bytes(info.bytes())),
                      Tables.text(
                          "collections",
                          NAMES_WIDTH,
                          info -> String.join(", ", info.collections())))));
    }
    return 0;
  }
}
