package dev.akin.cli;

import dev.akin.api.Collection;
import dev.akin.api.Database;
import dev.akin.api.OptimizeOptions;
import dev.akin.api.OptimizeResult;
import dev.akin.server.json.Json;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code akin optimize NAME}. */
@Command(
    name = "optimize",
    description = {
      "Build a collection's indexes anew out of its live records.",
      "Searches and writes go on meanwhile. Ctrl-C gives up, and all is as before."
    })
final class OptimizeCommand extends ClientCommand {
  @Parameters(paramLabel = "NAME", description = "The collection.")
  private String name;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "Threads that build; 0 takes all that index (default: 0).")
  private int threads;

  @Option(names = "--force", description = "Build anew even if no record is dead.")
  private boolean force;

  @Override
  int run(Database database) {
    Collection collection = database.collection(name);
    OptimizeResult result;
    try (Progress bar = Progress.percent("optimizing")) {
      result =
          collection.optimize(
              new OptimizeOptions(threads, force), progress -> bar.fraction(progress.fraction()));
    }
    out().println(json() ? json(result) : text(result));
    return 0;
  }

  private static String json(OptimizeResult result) {
    return Json.object(
        json -> {
          json.writeBooleanField("rebuilt", result.rebuilt());
          json.writeNumberField("records", result.records());
          json.writeNumberField("removed", result.removed());
          json.writeNumberField("seconds", seconds(result));
        });
  }

  private String text(OptimizeResult result) {
    return result.rebuilt()
        ? String.format(
            Locale.ROOT,
            "optimized %s: %d records, %d dead ones gone, in %.1f s",
            name,
            result.records(),
            result.removed(),
            seconds(result))
        : "no record of " + name + " is dead; --force builds anew all the same";
  }

  private static double seconds(OptimizeResult result) {
    return result.took().toMillis() / 1000.0;
  }
}
