package dev.akin.bench.data;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of a command that measures on one of the data sets, and the data set they name. */
public final class DatasetOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--dataset",
      defaultValue = "glove",
      paramLabel = "NAME|FILE",
      description = "As akin bench ann takes it. Default: ${DEFAULT-VALUE}.")
  private String dataset;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = "Folder for data sets. Default: akin/bench in the user's cache folder.")
  private Path cache;

  /** Called by picocli. */
  public DatasetOptions() {}

  /**
   * Opens the data set, which is fetched or made first if it is not there; what is done is told on
   * standard error.
   *
   * @param queries vectors held out
   * @throws ParameterException if there is no such data set
   */
  public Dataset open(int queries) throws IOException {
    PrintWriter errors = spec.commandLine().getErr();
    DatasetName name;
    try {
      name = DatasetName.parse(dataset, errors::println);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    DatasetCache datasets =
        new DatasetCache(cache == null ? DatasetCache.defaultFolder() : cache, errors::println);
    return datasets.open(name.source(), queries);
  }
}
