package dev.akin.cli;

import dev.akin.api.AkinException;
import dev.akin.api.AkinException.InvalidArgument;
import dev.akin.embedders.EmbedderOptions;
import dev.akin.engine.EmbeddedOptions;
import dev.akin.server.Limits;
import dev.akin.server.ServerOptions;
import dev.akin.server.monitoring.MonitoringOptions;
import dev.akin.server.security.SecurityOptions;
import dev.akin.server.security.TlsOptions;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * How {@code akin serve} runs, as options and the configuration file say it. Immutable.
 *
 * @param data directory
 * @param server how it listens and what it bears
 * @param engine how its database runs
 */
record ServeSettings(Optional<Path> data, ServerOptions server, EmbeddedOptions engine) {
  /** The port of metrics and probes. */
  static final int HTTP_PORT = 6431;

  /** This host only, ports 6430 and 6431, as much memory as the machine can spare. */
  static final ServeSettings DEFAULTS =
      new ServeSettings(
          Optional.empty(),
          ServerOptions.DEFAULTS.monitoring(MonitoringOptions.DEFAULTS.httpPort(HTTP_PORT)),
          EmbeddedOptions.DEFAULTS.withMemoryBudget(MachineMemory.defaultBudget()));

  ServeSettings {
    Objects.requireNonNull(data, "data");
    Objects.requireNonNull(server, "server");
    Objects.requireNonNull(engine, "engine");
  }

  /**
   * These settings with others on top, each by its key. Relative paths start at the folder.
   *
   * @throws InvalidArgument naming the key that is unknown or wrong
   */
  ServeSettings with(Map<?, ?> values, Path folder) {
    ServeSettings settings = this;
    Map<String, Object> tls = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : values.entrySet()) {
      String key = String.valueOf(entry.getKey());
      if (key.startsWith("tls_")) {
        tls.put(key, entry.getValue());
      } else {
        settings = settings.with(new Setting(key, entry.getValue(), folder));
      }
    }
    return tls.isEmpty() ? settings : settings.withTls(tls, folder);
  }

  /**
   * Reads a YAML file over the defaults. Relative paths in it start at its folder.
   *
   * @throws InvalidArgument naming the key that is unknown or wrong
   */
  static ServeSettings read(Path file) throws IOException {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    Object document;
    try (Reader reader = Files.newBufferedReader(file)) {
      document = new Yaml(new SafeConstructor(options)).load(reader);
    } catch (MarkedYAMLException e) {
      throw new InvalidArgument(
          file + ":" + (e.getProblemMark().getLine() + 1) + ": " + e.getProblem(), e);
    }
    if (document == null) {
      return DEFAULTS;
    }
    Path folder = file.toAbsolutePath().getParent();
    try {
      return DEFAULTS.with(Setting.map("the file", document), folder);
    } catch (InvalidArgument e) {
      throw new InvalidArgument(file + ": " + e.getMessage(), e);
    }
  }

  private ServeSettings with(Setting it) {
    return switch (it.key()) {
      case "data" -> new ServeSettings(Optional.of(it.path()), server, engine);
      case "host" -> server(server.host(it.string()));
      case "port" -> server(server.port(it.integer()));
      case "max_message_bytes" -> server(server.maxMessageBytes(it.intBytes()));
      case "max_calls" -> server(server.maxCalls(it.integer()));
      case "max_inflight_bytes" -> server(server.maxInflightBytes(it.bytes()));
      case "threads" -> server(server.threads(it.integer()));
      case "grace_seconds" -> server(server.grace(Duration.ofSeconds(it.integer())));
      case "max_batch" -> limits(limits().maxBatch(it.integer()));
      case "max_k" -> limits(limits().maxK(it.integer()));
      case "max_queries" -> limits(limits().maxQueries(it.integer()));
      case "max_ef_search" -> limits(limits().maxEfSearch(it.integer()));
      case "max_nprobe" -> limits(limits().maxNprobe(it.integer()));
      case "max_filter_depth" -> limits(limits().maxFilterDepth(it.integer()));
      case "insecure_no_auth" -> security(security().insecureNoAuth(it.bool()));
      case "keys_file" -> security(security().keysFile(it.path()));
      case "audit_log" -> security(security().auditLog(it.path()));
      case "http_port" ->
          monitoring(it.isOff() ? monitoring().withoutHttp() : monitoring().httpPort(it.integer()));
      case "slow_query_ms" -> monitoring(monitoring().slowQuery(Duration.ofMillis(it.integer())));
      case "otlp_endpoint" -> monitoring(monitoring().otlpEndpoint(it.string()));
      case "backup_dir" -> engine(engine.withBackupDirectory(it.path()));
      case "max_collections" -> engine(engine.withMaxCollections(it.integer()));
      case "memory_budget" -> engine(engine.withMemoryBudget(it.isOff() ? 0 : it.bytes()));
      case "index_threads" -> engine(engine.withIndexThreads(it.integer()));
      case "max_pending" -> engine(engine.withMaxPending(it.integer()));
      case "checkpoint_after" -> engine(engine.withCheckpointAfter(it.integer()));
      case "optimize_dead_part" ->
          engine(engine.withOptimizeDeadPart(it.isOff() ? 1 : it.decimal()));
      case "optimize_threads" -> engine(engine.withOptimizeThreads(it.integer()));
      case "query_cache" -> engine(engine.withQueryCacheBytes(it.isOff() ? 0 : it.bytes()));
      case "device" -> embedders(embedders().withDevice(it.string()));
      case "model_threads" -> embedders(embedders().withThreads(it.integer()));
      case "model_arena" -> embedders(embedders().withArena(it.bool()));
      case "max_batch_tokens" -> embedders(embedders().withMaxBatchTokens(it.integer()));
      case "batch_delay_ms" -> embedders(embedders().withBatchDelayMillis(it.integer()));
      case "gpu_memory" ->
          embedders(embedders().withGpuMemoryMegabytes(it.isOff() ? 0 : it.mebibytes()));
      case "models" -> engine(withModels(it));
      case "models_directory" -> server(server.modelsDirectory(it.path()));
      default -> throw new InvalidArgument("unknown key '" + it.key() + "'; there are " + KEYS);
    };
  }

  private static final String KEYS =
      "data, backup_dir, host, port, http_port, keys_file, tls_cert, tls_key, tls_client_ca,"
          + " insecure_no_auth, audit_log, slow_query_ms, otlp_endpoint, memory_budget,"
          + " max_collections, max_calls, max_message_bytes, max_inflight_bytes, max_batch, max_k,"
          + " max_queries, max_ef_search, max_nprobe, max_filter_depth, threads, grace_seconds,"
          + " index_threads, max_pending, checkpoint_after, optimize_dead_part, optimize_threads,"
          + " query_cache, device, model_threads, model_arena, max_batch_tokens, batch_delay_ms,"
          + " gpu_memory, models, models_directory";

  private EmbeddedOptions withModels(Setting models) {
    EmbeddedOptions options = engine;
    for (Map.Entry<?, ?> model : Setting.map(models.key(), models.value()).entrySet()) {
      String name = String.valueOf(model.getKey());
      options =
          options.withModel(
              name, new Setting("models." + name, model.getValue(), models.folder()).path());
    }
    return options;
  }

  /** Certificate and key come in a pair, here or there. */
  private ServeSettings withTls(Map<String, Object> values, Path folder) {
    Optional<Path> certificate = security().tls().map(TlsOptions::certificate);
    Optional<Path> key = security().tls().map(TlsOptions::key);
    Optional<Path> clientCa = security().tls().flatMap(TlsOptions::clientCa);
    for (Map.Entry<String, Object> entry : values.entrySet()) {
      Setting it = new Setting(entry.getKey(), entry.getValue(), folder);
      switch (it.key()) {
        case "tls_cert" -> certificate = Optional.of(it.path());
        case "tls_key" -> key = Optional.of(it.path());
        case "tls_client_ca" -> clientCa = Optional.of(it.path());
        default -> throw new InvalidArgument("unknown key '" + it.key() + "'; there are " + KEYS);
      }
    }
    if (certificate.isEmpty() || key.isEmpty()) {
      throw new InvalidArgument("tls_cert and tls_key must both be given");
    }
    return security(
        security()
            .tls(
                new TlsOptions(certificate.get(), key.get(), clientCa, TlsOptions.DEFAULT_RELOAD)));
  }

  private Limits limits() {
    return server.limits();
  }

  private SecurityOptions security() {
    return server.security();
  }

  private MonitoringOptions monitoring() {
    return server.monitoring();
  }

  private ServeSettings server(ServerOptions server) {
    return new ServeSettings(data, server, engine);
  }

  private ServeSettings engine(EmbeddedOptions engine) {
    return new ServeSettings(data, server, engine);
  }

  private EmbedderOptions embedders() {
    return engine.embedders();
  }

  private ServeSettings embedders(EmbedderOptions embedders) {
    return engine(engine.withEmbedders(embedders));
  }

  private ServeSettings limits(Limits limits) {
    return server(server.limits(limits));
  }

  private ServeSettings security(SecurityOptions security) {
    return server(server.security(security));
  }

  private ServeSettings monitoring(MonitoringOptions monitoring) {
    return server(server.monitoring(monitoring));
  }

  /** One key with its value, as the file or an option has it. */
  private record Setting(String key, Object value, Path folder) {
    String string() {
      if (value instanceof String text) {
        return text;
      }
      throw wrong("a string");
    }

    Path path() {
      return value instanceof Path path ? path : folder.resolve(string());
    }

    int integer() {
      if (value instanceof Integer number) {
        return number;
      }
      if (value instanceof String text && text.matches("-?\\d{1,9}")) {
        return Integer.parseInt(text);
      }
      throw wrong("a whole number");
    }

    boolean bool() {
      if (value instanceof Boolean flag) {
        return flag;
      }
      if ("true".equals(value) || "false".equals(value)) {
        return value.equals("true");
      }
      throw wrong("true or false");
    }

    double decimal() {
      if (value instanceof Number number) {
        return number.doubleValue();
      }
      if (value instanceof String text && text.matches("-?\\d{1,9}(\\.\\d{1,9})?")) {
        return Double.parseDouble(text);
      }
      throw wrong("a number");
    }

    boolean isOff() {
      // YAML 1.1 reads the word off as false.
      return "off".equals(value) || Boolean.FALSE.equals(value);
    }

    long bytes() {
      return switch (value) {
        case Integer number -> number;
        case Long number -> number;
        case String text -> Bytes.parse(key, text);
        case null, default -> throw wrong("a size such as 512MiB");
      };
    }

    int intBytes() {
      long bytes = bytes();
      if (bytes > Integer.MAX_VALUE) {
        throw new InvalidArgument(key + " must be at most " + Integer.MAX_VALUE + ": " + bytes);
      }
      return (int) bytes;
    }

    /** Whole ones; what is less than one is refused rather than taken for no limit. */
    int mebibytes() {
      long mebibytes = bytes() >> 20;
      if (mebibytes < 1 || mebibytes > Integer.MAX_VALUE) {
        throw wrong("1MiB to " + Integer.MAX_VALUE + "MiB, or off");
      }
      return (int) mebibytes;
    }

    static Map<?, ?> map(String key, Object value) {
      if (value instanceof Map<?, ?> map) {
        return map;
      }
      throw new InvalidArgument(key + " must be keys and values: " + value);
    }

    private AkinException wrong(String right) {
      return new InvalidArgument(key + " must be " + right + ": " + value);
    }
  }
}
