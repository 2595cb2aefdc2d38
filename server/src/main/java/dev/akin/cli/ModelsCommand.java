package dev.akin.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code akin models}: the commands about embedding models. */
@Command(
    name = "models",
    description = "List, add, test and remove embedding models.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ModelsListCommand.class,
      ModelsAddCommand.class,
      ModelsTestCommand.class,
      ModelsRemoveCommand.class
    })
final class ModelsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command: list, add, test or remove");
  }
}
