package dev.akin.cli;

import dev.akin.api.BackupInfo;
import dev.akin.api.Backups;
import picocli.CommandLine.Command;

/** {@code akin backup create}. */
@Command(
    name = "create",
    description = {
      "Make a backup of all collections as they are now; reads and writes go on.",
      "What an earlier backup in the directory has is not copied again."
    })
final class BackupCreateCommand extends BackupSubcommand {
  @Override
  public Integer call() {
    BackupInfo info = place().use(Backups::create);
    out()
        .println(
            json()
                ? json(info)
                : "made backup "
                    + info.id()
                    + " ("
                    + CollectionText.bytes(info.bytes())
                    + ", "
                    + info.files()
                    + " files): "
                    + (info.collections().isEmpty()
                        ? "no collections"
                        : String.join(", ", info.collections())));
    return 0;
  }
}
