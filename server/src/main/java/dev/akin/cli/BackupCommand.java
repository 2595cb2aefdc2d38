package dev.akin.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code akin backup}: the commands about backups. */
@Command(
    name = "backup",
    description = "Make, list, verify, restore or prune backups.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      BackupCreateCommand.class,
      BackupListCommand.class,
      BackupVerifyCommand.class,
      BackupRestoreCommand.class,
      BackupPruneCommand.class
    })
final class BackupCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "which of create, list, verify, restore or prune?");
  }
}
