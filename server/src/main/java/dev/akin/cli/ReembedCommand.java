package dev.akin.cli;

import dev.akin.api.Alteration;
import dev.akin.api.Collection;
import dev.akin.api.Database;
import dev.akin.api.Record;
import dev.akin.api.index.Metric;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code akin reembed NAME --model MODEL}. */
@Command(
    name = "reembed",
    description = {
      "Embed all records of a collection again by another model, out of their kept texts and"
          + " images.",
      "Searches go on in the old vectors until all is there. Ctrl-C only ends the command: the work"
          + " goes on, after a restart too, and what is embedded is not embedded again."
    })
final class ReembedCommand extends ClientCommand {
  @Parameters(paramLabel = "NAME", description = "The collection.")
  private String name;

  @ArgGroup(multiplicity = "1")
  private What what;

  /** What to do; exactly one. */
  static final class What {
    @Option(
        names = "--model",
        paramLabel = "MODEL",
        description = "The new model; akin models list names them.")
    private String model;

    @Option(
        names = "--cancel",
        description = "Give up what is under way; all is then as before it.")
    private boolean cancel;
  }

  @Option(
      names = {"--vector", "--vector-name"},
      paramLabel = "VECTOR",
      description = "The vector (default: ${DEFAULT-VALUE}).",
      defaultValue = Record.DEFAULT_VECTOR)
  private String vector;

  @Option(
      names = "--dimension",
      paramLabel = "D",
      defaultValue = "0",
      description = "How many values to keep of the model's (default: all).")
  private int dimension;

  @Option(
      names = "--metric",
      paramLabel = "METRIC",
      description = "cosine, dot, euclidean, manhattan or hamming (default: as it is).")
  private Metric metric;

  @Option(
      names = "--skip-missing",
      description = "Records that have a vector but no text or image lose it.")
  private boolean skipMissing;

  @Override
  int run(Database database) {
    Collection collection = database.collection(name);
    return what.cancel
        ? Alterations.cancel(this, collection)
        : Alterations.follow(
            this,
            collection,
            new Alteration.Reembed(
                vector, what.model, dimension, Optional.ofNullable(metric), skipMissing));
  }
}
