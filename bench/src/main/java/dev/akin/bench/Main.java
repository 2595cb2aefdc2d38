package dev.akin.bench;

import dev.akin.bench.ann.AnnCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The benchmarks without the rest of the {@code akin} command. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Measure Akin beside its peers.")
public final class Main {
  private Main() {}

  /** Runs a benchmark. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Main()).addSubcommand(new AnnCommand()).execute(arguments));
  }
}
