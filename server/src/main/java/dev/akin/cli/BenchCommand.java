package dev.akin.cli;

import dev.akin.api.AkinException;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code akin bench}: what the bench module contributes, when it is on the class path. */
@Command(
    name = "bench",
    description = "Measure: distance kernels, indexes beside their peers.",
    synopsisSubcommandLabel = "COMMAND")
final class BenchCommand implements Runnable {
  private CommandSpec spec;

  /** Words after {@code bench} that are no command of it. */
  @Unmatched private final List<String> rest = new ArrayList<>();

  /** Adds the subcommands; called by picocli before anything is parsed. */
  @Spec
  void spec(CommandSpec spec) {
    this.spec = spec;
    for (CommandProvider provider : ServiceLoader.load(CommandProvider.class)) {
      for (Object command : provider.commands()) {
        CommandSpec sub = CommandSpec.forAnnotatedObject(command);
        spec.addSubcommand(sub.name(), sub);
      }
    }
  }

  @Override
  public void run() {
    if (spec.subcommands().isEmpty()) {
      throw new AkinException.FailedPrecondition(
          "the bench module is not built; mvn -q -DskipTests package -pl bench -am builds it");
    }
    throw new ParameterException(
        spec.commandLine(),
        (rest.isEmpty() ? "which" : "no command '" + rest.getFirst() + "'; which")
            + " of "
            + String.join(", ", spec.subcommands().keySet())
            + "?");
  }
}
