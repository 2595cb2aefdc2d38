package dev.akin.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code akin collections}: the commands about collections as a whole. */
@Command(
    name = "collections",
    description = "List, create, describe, clone, index or drop collections.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      CollectionsListCommand.class,
      CollectionsCreateCommand.class,
      CollectionsDescribeCommand.class,
      CollectionsDropCommand.class,
      CollectionsCloneCommand.class,
      CollectionsIndexCommand.class,
      CollectionsTextIndexCommand.class
    })
final class CollectionsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "which of list, create, describe, clone, index, text-index or drop?");
  }
}
