package dev.akin.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options of {@code akin serve} that the configuration file has as keys, too. */
final class ServeOptions {
  private final Map<String, Object> given = new LinkedHashMap<>();
  private final Map<String, Path> models = new LinkedHashMap<>();

  /** What was given, by the keys of the configuration file. */
  Map<String, Object> given() {
    Map<String, Object> all = new LinkedHashMap<>(given);
    if (!models.isEmpty()) {
      all.put("models", models);
    }
    return all;
  }

  @Option(
      names = "--backup-dir",
      paramLabel = "DIR",
      order = 0,
      description = "Keep backups of this database here; without it there are none.")
  void backupDir(Path value) {
    given.put("backup_dir", value);
  }

  @Option(
      names = "--host",
      paramLabel = "HOST",
      order = 1,
      description = "The address to listen on (default: 127.0.0.1).")
  void host(String value) {
    given.put("host", value);
  }

  @Option(
      names = "--port",
      paramLabel = "PORT",
      order = 2,
      description = "The port to listen on; 0 takes a free one (default: 6430).")
  void port(String value) {
    given.put("port", value);
  }

  @Option(
      names = "--http-port",
      paramLabel = "PORT|off",
      order = 3,
      description = "The port of metrics and probes over HTTP; 0 takes a free one (default: 6431).")
  void httpPort(String value) {
    given.put("http_port", value);
  }

  @Option(
      names = "--keys-file",
      paramLabel = "FILE",
      order = 4,
      description = "Ask for an API key of this file; akin keys makes it.")
  void keysFile(Path value) {
    given.put("keys_file", value);
  }

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      order = 5,
      description = "Serve over TLS with this certificate chain (PEM); read again when it changes.")
  void tlsCert(Path value) {
    given.put("tls_cert", value);
  }

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      order = 6,
      description = "The certificate's key (PEM, PKCS #8, no password).")
  void tlsKey(Path value) {
    given.put("tls_key", value);
  }

  @Option(
      names = "--tls-client-ca",
      paramLabel = "FILE",
      order = 7,
      description = "Ask clients for a certificate that one of these (PEM) has signed.")
  void tlsClientCa(Path value) {
    given.put("tls_client_ca", value);
  }

  @Option(
      names = "--insecure-no-auth",
      order = 8,
      description = "Allow a --host that others can reach without --keys-file.")
  void insecureNoAuth(boolean value) {
    given.put("insecure_no_auth", value);
  }

  @Option(
      names = "--audit-log",
      paramLabel = "FILE",
      order = 9,
      description = "Append administrative calls to this file, as JSON Lines (default: the log).")
  void auditLog(Path value) {
    given.put("audit_log", value);
  }

  @Option(
      names = "--slow-query-ms",
      paramLabel = "MS",
      order = 10,
      description = "Log searches that take this long, with their plan (default: 500).")
  void slowQueryMs(String value) {
    given.put("slow_query_ms", value);
  }

  @Option(
      names = "--otlp-endpoint",
      paramLabel = "URL",
      order = 11,
      description = "Send traces there, such as http://127.0.0.1:4318 (default: OTEL_* variables).")
  void otlpEndpoint(String value) {
    given.put("otlp_endpoint", value);
  }

  @Option(
      names = "--memory-budget",
      paramLabel = "SIZE|off",
      order = 12,
      description =
          "Memory outside the Java heap for vectors and indexes before writes are refused"
              + " (default: what the machine or container has less the heap and a reserve).")
  void memoryBudget(String value) {
    given.put("memory_budget", value);
  }

  @Option(
      names = "--max-collections",
      paramLabel = "N",
      order = 13,
      description = "Collections there may be (default: 10000).")
  void maxCollections(String value) {
    given.put("max_collections", value);
  }

  @Option(
      names = "--max-calls",
      paramLabel = "N",
      order = 14,
      description = "Calls in flight before others are refused (default: 1024).")
  void maxCalls(String value) {
    given.put("max_calls", value);
  }

  @Option(
      names = "--max-message-bytes",
      paramLabel = "SIZE",
      order = 15,
      description = "Largest request or answer (default: 64MiB).")
  void maxMessageBytes(String value) {
    given.put("max_message_bytes", value);
  }

  @Option(
      names = "--max-inflight-bytes",
      paramLabel = "SIZE",
      order = 16,
      description =
          "Bytes of all requests and answers in flight (default: a quarter of the Java" + " heap).")
  void maxInflightBytes(String value) {
    given.put("max_inflight_bytes", value);
  }

  @Option(
      names = "--max-batch",
      paramLabel = "N",
      order = 17,
      description = "Records, ids or inputs of one call (default: 10000).")
  void maxBatch(String value) {
    given.put("max_batch", value);
  }

  @Option(
      names = "--max-k",
      paramLabel = "N",
      order = 18,
      description = "Hits of one search (default: 10000).")
  void maxK(String value) {
    given.put("max_k", value);
  }

  @Option(
      names = "--max-queries",
      paramLabel = "N",
      order = 18,
      description = "Queries of one call (default: 1000).")
  void maxQueries(String value) {
    given.put("max_queries", value);
  }

  @Option(
      names = "--max-ef-search",
      paramLabel = "N",
      order = 19,
      description = "ef_search of one search (default: 10000).")
  void maxEfSearch(String value) {
    given.put("max_ef_search", value);
  }

  @Option(
      names = "--max-nprobe",
      paramLabel = "N",
      order = 20,
      description = "nprobe of one search (default: 10000).")
  void maxNprobe(String value) {
    given.put("max_nprobe", value);
  }

  @Option(
      names = "--max-filter-depth",
      paramLabel = "N",
      order = 21,
      description = "How deep a filter may nest (default: 24).")
  void maxFilterDepth(String value) {
    given.put("max_filter_depth", value);
  }

  @Option(
      names = "--threads",
      paramLabel = "N",
      order = 22,
      description = "Threads that run calls (default: 64).")
  void threads(String value) {
    given.put("threads", value);
  }

  @Option(
      names = "--grace-seconds",
      paramLabel = "N",
      order = 23,
      description = "How long calls in flight may go on when the server stops (default: 10).")
  void graceSeconds(String value) {
    given.put("grace_seconds", value);
  }

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      order = 24,
      description = "Where models run: auto, cpu or cuda:N (default: auto).")
  void device(String value) {
    given.put("device", value);
  }

  @Option(
      names = "--model-threads",
      paramLabel = "N",
      order = 25,
      description = "Cores that a model may keep busy; 0 takes all (default: 0).")
  void modelThreads(String value) {
    given.put("model_threads", value);
  }

  @Option(
      names = "--models",
      paramLabel = "DIR",
      order = 26,
      description =
          "Let clients add models whose files lie in this directory (akin models add); without it"
              + " they can add none.")
  void modelsDirectory(Path value) {
    given.put("models_directory", value);
  }

  @Option(
      names = "--model",
      paramLabel = "NAME=PATH",
      order = 27,
      description = "Also host this model, from its file or directory. Can be repeated.")
  void model(Map<String, Path> value) {
    models.putAll(value);
  }

  @Option(
      names = "--max-batch-tokens",
      paramLabel = "N",
      order = 28,
      description = "Tokens that go through a model at once, padding included (default: 1024).")
  void maxBatchTokens(String value) {
    given.put("max_batch_tokens", value);
  }

  @Option(
      names = "--batch-delay-ms",
      paramLabel = "MS",
      order = 29,
      description =
          "How long a batch for a model may wait for inputs of other calls, 0 to 1000"
              + " (default: 0).")
  void batchDelayMs(String value) {
    given.put("batch_delay_ms", value);
  }

  @Option(
      names = "--model-arena",
      paramLabel = "true|false",
      order = 30,
      description =
          "Whether a model keeps the memory of its largest batch for the next one"
              + " (default: true).")
  void modelArena(String value) {
    given.put("model_arena", value);
  }

  @Option(
      names = "--gpu-memory",
      paramLabel = "SIZE|off",
      order = 31,
      description = "What one model may take of a GPU's memory (default: no limit).")
  void gpuMemory(String value) {
    given.put("gpu_memory", value);
  }

  @Option(
      names = "--query-cache",
      paramLabel = "SIZE|off",
      order = 32,
      description = "Memory for the vectors of recent queries (default: 32MiB).")
  void queryCache(String value) {
    given.put("query_cache", value);
  }

  @Option(
      names = "--index-threads",
      paramLabel = "N",
      order = 33,
      description =
          "Threads that move new vectors into indexes; 0 takes one per core (default: 0).")
  void indexThreads(String value) {
    given.put("index_threads", value);
  }

  @Option(
      names = "--max-pending",
      paramLabel = "N",
      order = 34,
      description =
          "Vectors of a collection that wait for their index before writers are slowed down"
              + " (default: 20000).")
  void maxPending(String value) {
    given.put("max_pending", value);
  }

  @Option(
      names = "--checkpoint-after",
      paramLabel = "N",
      order = 35,
      description = "Writes to a collection after which its indexes go to disk (default: 100000).")
  void checkpointAfter(String value) {
    given.put("checkpoint_after", value);
  }

  @Option(
      names = "--optimize-dead-part",
      paramLabel = "PART|off",
      order = 36,
      description =
          "Part of a collection's records, 0 to 1, that must be deleted or replaced before it is"
              + " optimized by itself (default: 0.2).")
  void optimizeDeadPart(String value) {
    given.put("optimize_dead_part", value);
  }

  @Option(
      names = "--optimize-threads",
      paramLabel = "N",
      order = 37,
      description = "Threads for that; 0 takes a quarter of those that index (default: 0).")
  void optimizeThreads(String value) {
    given.put("optimize_threads", value);
  }
}
