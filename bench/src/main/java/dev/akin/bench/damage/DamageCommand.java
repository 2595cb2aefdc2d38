package dev.akin.bench.damage;

import dev.akin.bench.WorkFolder;
import dev.akin.bench.damage.DamageDrill.Outcome;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code akin bench damage}. */
@Command(
    name = "damage",
    description = {
      "Flip bits of every kind of file of a data directory and cut them short; report what open",
      "and check make of it. Exit code 1 if anything went unnoticed."
    })
public final class DamageCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--places",
      defaultValue = "1000",
      description = "Places in every kind of file. Default: 1000.")
  private int places;

  @Option(names = "--seed", defaultValue = "1", description = "Seed of the places. Default: 1.")
  private long seed;

  /** Called by picocli. */
  public DamageCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Path parent = Files.createTempDirectory("akin-damage");
    List<String> complaints = new ArrayList<>();
    try {
      out.println("seed " + seed + ", " + places + " places in every kind of file");
      Map<String, Outcome> outcomes = DamageDrill.run(parent, places, seed, complaints::add);
      out.printf(
          "%-10s %7s %7s %8s %8s %7s %7s %6s%n",
          "files", "places", "right", "refused", "cut log", "found", "noted", "idle");
      outcomes.forEach(
          (kind, o) ->
              out.printf(
                  "%-10s %7d %7d %8d %8d %7d %7d %6d%n",
                  kind,
                  o.places(),
                  o.right(),
                  o.refused(),
                  o.cutLogs(),
                  o.found(),
                  o.noted(),
                  o.idle()));
      complaints.forEach(out::println);
      out.println(complaints.isEmpty() ? "all as it should be" : complaints.size() + " went wrong");
      return complaints.isEmpty() ? 0 : 1;
    } finally {
      WorkFolder.delete(parent);
    }
  }
}
