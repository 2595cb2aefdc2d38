package dev.akin.bench.torture;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.akin.bench.WorkFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code akin bench torture}. */
@Command(
    name = "torture",
    description = {
      "Kill a server of its own with SIGKILL, again and again, under writes, searches,"
          + " checkpoints,",
      "optimizes, alterations and backups, and compare what it has after each restart with what it"
          + " acknowledged."
    },
    footer = {
      "",
      "Exit code: 0 when all is as it must be, 1 at the first difference. The data is kept then."
    })
public final class TortureCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--kills",
      defaultValue = "500",
      description = "1 or more. Default: ${DEFAULT-VALUE}.")
  private int kills;

  @Option(
      names = "--seed",
      description = "Of the calls and the moments of the kills. Default: a new one, printed.")
  private Long seed;

  @Option(names = "--json", description = "Print the report as one JSON document.")
  private boolean json;

  /** Called by picocli. */
  public TortureCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (kills < 1) {
      throw new ParameterException(spec.commandLine(), "--kills must be 1 or more: " + kills);
    }
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter errors = spec.commandLine().getErr();
    long chosen = seed == null ? new Random().nextInt(1_000_000_000) : seed;
    say(errors, "seed " + chosen + ", " + kills + " kills");
    Path folder = Files.createTempDirectory("akin-torture");
    try {
      TortureReport report =
          Torture.run(folder, kills, chosen, line -> say(errors, line + " (of " + kills + ")"));
      out.println(json ? new ObjectMapper().writeValueAsString(report) : text(report));
      out.flush();
    } catch (TortureFailure e) {
      say(errors, e.getMessage());
      say(errors, "data, backups and the server's log are in " + folder);
      return 1;
    }
    WorkFolder.delete(folder);
    return 0;
  }

  private static void say(PrintWriter errors, String line) {
    errors.println(line);
    errors.flush();
  }

  private static String text(TortureReport report) {
    return String.format(
        Locale.ROOT,
        "%s%n%nseed %d, %,d kills %s in %,.0f s, no difference%n"
            + "acknowledged: %,d upserts, %,d deletes, %s; %,d searches compared%n"
            + "in flight at a kill: %,d writes, of them done %,d%n"
            + "%d backups whole; from start to listening %.2f s, at most %.2f s",
        report.environment().text(),
        report.seed(),
        report.kills(),
        report.killsDuring(),
        report.seconds(),
        report.upserts(),
        report.deletes(),
        report.maintenance(),
        report.searches(),
        report.inFlight(),
        report.inFlightDone(),
        report.backups(),
        report.restartSeconds(),
        report.slowestRestartSeconds());
  }
}
