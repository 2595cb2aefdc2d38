package dev.akin.cli;

import dev.akin.server.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code akin backup verify [ID]}. */
@Command(
    name = "verify",
    description = "Read every file of a backup and compare its checksum.",
    footer = {"", "Exit code: 0 when it is whole, 1 when it is damaged."})
final class BackupVerifyCommand extends BackupSubcommand {
  @Parameters(arity = "0..1", paramLabel = "ID", description = "The backup (default: the newest).")
  private Integer id;

  @Override
  public Integer call() {
    int verified =
        place()
            .use(
                backups -> {
                  int which = idOrNewest(backups, id);
                  backups.verify(which);
                  return which;
                });
    out()
        .println(
            json()
                ? Json.object(
                    json -> {
                      json.writeNumberField("id", verified);
                      json.writeBooleanField("ok", true);
                    })
                : "backup " + verified + " is whole");
    return 0;
  }
}
