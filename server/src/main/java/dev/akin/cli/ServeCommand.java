package dev.akin.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code akin serve}: a gRPC server on a data directory. */
@Command(
    name = "serve",
    sortOptions = false,
    description = {
      "Serve a data directory over gRPC until SIGTERM or Ctrl-C.",
      "What is in flight then ends, and what was acknowledged is on disk."
    },
    footer = {
      "%nThe configuration file is YAML; its keys are these options with _ for -, and models (names"
          + " and paths).",
      "An option given here wins over the file. Sizes are such as 512MiB or 4GiB."
    })
final class ServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      order = -2,
      description = "The data directory; it is created if it is not there.")
  private Path data;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      order = -1,
      description = "Read settings from this file.")
  private Path config;

  @Mixin private ServeOptions options;

  @Override
  public Integer call() throws IOException, InterruptedException {
    ServeSettings settings = config == null ? ServeSettings.DEFAULTS : ServeSettings.read(config);
    settings = settings.with(options.given(), Path.of(""));
    Path directory = data == null ? settings.data().orElse(null) : data;
    if (directory == null) {
      throw new ParameterException(spec.commandLine(), "Missing option: --data=DIR");
    }
    Serving.run(directory, settings, spec.commandLine().getOut());
    return 0;
  }
}
