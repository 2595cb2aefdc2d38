package dev.akin.cli;

import dev.akin.api.Database;
import dev.akin.embedders.EmbedderOptions;
import dev.akin.engine.EmbeddedOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code akin serve}: a gRPC server on a data directory. */
@Command(
    name = "serve",
    description = {
      "Serve a data directory over gRPC until SIGTERM or Ctrl-C.",
      "What is in flight then ends, and what was acknowledged is on disk."
    },
    footer = {
      "%nThe configuration file is YAML with the keys data, host, port, insecure, backup_dir,"
          + " device,",
      "model_threads, models (names and paths) and models_directory. An option given here wins"
          + " over the file."
    })
final class ServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The data directory; it is created if it is not there.")
  private Path data;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description = "The address to listen on (default: 127.0.0.1).")
  private String host;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "The port to listen on; 0 takes a free one (default: 6430).")
  private Integer port;

  @Option(
      names = "--insecure",
      description = "Allow a --host that others can reach. There are no credentials yet.")
  private boolean insecure;

  @Option(
      names = "--backup-dir",
      paramLabel = "DIR",
      description = "Keep backups of this database here; without it there are none.")
  private Path backupDir;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "Where models run: auto, cpu or cuda:N (default: auto).")
  private String device;

  @Option(
      names = "--model-threads",
      paramLabel = "N",
      description = "Cores that a model may keep busy; 0 takes all (default: 0).")
  private Integer modelThreads;

  @Option(
      names = "--model",
      paramLabel = "NAME=PATH",
      description = "Also host this model, from its file or directory. Can be repeated.")
  private Map<String, Path> models = new LinkedHashMap<>();

  @Option(
      names = "--models",
      paramLabel = "DIR",
      description = {
        "Let clients add models whose files lie in this directory (akin models add); without it"
            + " they can add none."
      })
  private Path modelsDirectory;

  @Option(names = "--config", paramLabel = "FILE", description = "Read settings from this file.")
  private Path config;

  @Override
  public Integer call() throws IOException, InterruptedException {
    ServeSettings settings = settings();
    Path directory =
        settings
            .data()
            .orElseThrow(
                () -> new ParameterException(spec.commandLine(), "Missing option: --data=DIR"));
    Serving.checkHost(settings);
    EmbeddedOptions options =
        EmbeddedOptions.DEFAULTS.withEmbedders(
            EmbedderOptions.DEFAULTS
                .withDevice(settings.device())
                .withThreads(settings.modelThreads()));
    for (Map.Entry<String, Path> model : settings.models().entrySet()) {
      options = options.withModel(model.getKey(), model.getValue());
    }
    if (settings.backupDir().isPresent()) {
      options = options.withBackupDirectory(settings.backupDir().get());
    }
    try (Database database = Databases.embedded(directory, options)) {
      Serving.run(database, settings, spec.commandLine().getOut(), "");
    }
    return 0;
  }

  private ServeSettings settings() throws IOException {
    ServeSettings settings = config == null ? ServeSettings.DEFAULTS : ServeSettings.read(config);
    if (data != null) {
      settings = settings.withData(data);
    }
    if (host != null) {
      settings = settings.withHost(host);
    }
    if (port != null) {
      settings = settings.withPort(port);
    }
    if (insecure) {
      settings = settings.withInsecure(true);
    }
    if (backupDir != null) {
      settings = settings.withBackupDir(backupDir);
    }
    if (device != null) {
      settings = settings.withDevice(device);
    }
    if (modelThreads != null) {
      settings = settings.withModelThreads(modelThreads);
    }
    if (modelsDirectory != null) {
      settings = settings.withModelsDirectory(modelsDirectory);
    }
    return settings.withModels(models);
  }
}
