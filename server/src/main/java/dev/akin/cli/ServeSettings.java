package dev.akin.cli;

import dev.akin.api.AkinException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * How a server runs. Immutable.
 *
 * @param data directory
 * @param host address to listen on
 * @param port to listen on, 0 to 65535; 0 takes a free one
 * @param insecure whether another host than this one may connect without credentials
 * @param backupDir where backups are kept, if any are made
 * @param device that models run on: auto, cpu or cuda:N
 * @param modelThreads that one model may keep busy; 0 takes one per core
 * @param models by name, each a file or directory
 * @param modelsDirectory that clients may add models from
 */
record ServeSettings(
    Optional<Path> data,
    String host,
    int port,
    boolean insecure,
    Optional<Path> backupDir,
    String device,
    int modelThreads,
    Map<String, Path> models,
    Optional<Path> modelsDirectory) {

  /** This host only, port 6430. */
  static final ServeSettings DEFAULTS =
      new ServeSettings(
          Optional.empty(),
          "127.0.0.1",
          6430,
          false,
          Optional.empty(),
          "auto",
          0,
          Map.of(),
          Optional.empty());

  private static final int MAX_PORT = 65_535;

  ServeSettings {
    Objects.requireNonNull(data, "data");
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(backupDir, "backupDir");
    Objects.requireNonNull(device, "device");
    models = Map.copyOf(models);
    if (port < 0 || port > MAX_PORT) {
      throw new AkinException.InvalidArgument("port must be 0 to " + MAX_PORT + ": " + port);
    }
  }

  ServeSettings withData(Path data) {
    return new ServeSettings(
        Optional.of(data),
        host,
        port,
        insecure,
        backupDir,
        device,
        modelThreads,
        models,
        modelsDirectory);
  }

  ServeSettings withHost(String host) {
    return new ServeSettings(
        data, host, port, insecure, backupDir, device, modelThreads, models, modelsDirectory);
  }

  ServeSettings withPort(int port) {
    return new ServeSettings(
        data, host, port, insecure, backupDir, device, modelThreads, models, modelsDirectory);
  }

  ServeSettings withInsecure(boolean insecure) {
    return new ServeSettings(
        data, host, port, insecure, backupDir, device, modelThreads, models, modelsDirectory);
  }

  ServeSettings withBackupDir(Path backupDir) {
    return new ServeSettings(
        data,
        host,
        port,
        insecure,
        Optional.of(backupDir),
        device,
        modelThreads,
        models,
        modelsDirectory);
  }

  ServeSettings withDevice(String device) {
    return new ServeSettings(
        data, host, port, insecure, backupDir, device, modelThreads, models, modelsDirectory);
  }

  ServeSettings withModelThreads(int modelThreads) {
    return new ServeSettings(
        data, host, port, insecure, backupDir, device, modelThreads, models, modelsDirectory);
  }

  ServeSettings withModels(Map<String, Path> more) {
    Map<String, Path> all = new LinkedHashMap<>(models);
    all.putAll(more);
    return new ServeSettings(
        data, host, port, insecure, backupDir, device, modelThreads, all, modelsDirectory);
  }

  ServeSettings withModelsDirectory(Path directory) {
    return new ServeSettings(
        data,
        host,
        port,
        insecure,
        backupDir,
        device,
        modelThreads,
        models,
        Optional.of(directory));
  }

  /**
   * Reads a YAML file over the defaults. Relative paths in it start at its folder.
   *
   * @throws AkinException.InvalidArgument naming the key that is unknown or wrong
   */
  static ServeSettings read(Path file) throws IOException {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    Object document;
    try (Reader reader = Files.newBufferedReader(file)) {
      document = new Yaml(new SafeConstructor(options)).load(reader);
    } catch (MarkedYAMLException e) {
      throw new AkinException.InvalidArgument(
          file + ":" + (e.getProblemMark().getLine() + 1) + ": " + e.getProblem(), e);
    }
    ServeSettings settings = DEFAULTS;
    if (document == null) {
      return settings;
    }
    Path folder = file.toAbsolutePath().getParent();
    try {
      for (Map.Entry<?, ?> entry : map("the file", document).entrySet()) {
        settings = settings.with(String.valueOf(entry.getKey()), entry.getValue(), folder);
      }
      return settings;
    } catch (AkinException.InvalidArgument e) {
      throw new AkinException.InvalidArgument(file + ": " + e.getMessage(), e);
    }
  }

  private ServeSettings with(String key, Object value, Path folder) {
    return switch (key) {
      case "data" -> withData(folder.resolve(string(key, value)));
      case "host" -> withHost(string(key, value));
      case "port" -> withPort(integer(key, value));
      case "insecure" -> withInsecure(bool(key, value));
      case "backup_dir" -> withBackupDir(folder.resolve(string(key, value)));
      case "device" -> withDevice(string(key, value));
      case "model_threads" -> withModelThreads(integer(key, value));
      case "models_directory" -> withModelsDirectory(folder.resolve(string(key, value)));
      case "models" -> {
        Map<String, Path> paths = new LinkedHashMap<>();
        map(key, value)
            .forEach(
                (name, path) ->
                    paths.put(
                        String.valueOf(name), folder.resolve(string("models." + name, path))));
        yield withModels(paths);
      }
      default ->
          throw new AkinException.InvalidArgument(
              "unknown key '"
                  + key
                  + "'; there are data, host, port, insecure, backup_dir, device, model_threads,"
                  + " models, models_directory");
    };
  }

  private static String string(String key, Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw new AkinException.InvalidArgument(key + " must be a string: " + value);
  }

  private static int integer(String key, Object value) {
    if (value instanceof Integer number) {
      return number;
    }
    throw new AkinException.InvalidArgument(key + " must be a whole number: " + value);
  }

  private static boolean bool(String key, Object value) {
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw new AkinException.InvalidArgument(key + " must be true or false: " + value);
  }

  private static Map<?, ?> map(String key, Object value) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new AkinException.InvalidArgument(key + " must be keys and values: " + value);
  }
}
