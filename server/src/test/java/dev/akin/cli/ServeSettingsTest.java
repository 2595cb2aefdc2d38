package dev.akin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.embedders.EmbedderOptions;
import dev.akin.engine.EmbeddedOptions;
import dev.akin.server.Limits;
import dev.akin.server.ServerOptions;
import dev.akin.server.monitoring.MonitoringOptions;
import dev.akin.server.security.SecurityOptions;
import dev.akin.server.security.TlsOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

class ServeSettingsTest {
  @TempDir Path folder;

  private ServeSettings read(String yaml) throws IOException {
    return ServeSettings.read(Files.writeString(folder.resolve("akin.yaml"), yaml));
  }

  @Test
  void readsEveryKey() throws IOException {
    ServeSettings settings =
        read(
            """
            # a server
            data: vectors
            host: 0.0.0.0
            port: 7000
            http_port: off
            keys_file: keys.yaml
            tls_cert: /etc/akin/cert.pem
            tls_key: key.pem
            tls_client_ca: ca.pem
            insecure_no_auth: true
            audit_log: audit.jsonl
            slow_query_ms: 20
            otlp_endpoint: http://collector:4318
            memory_budget: 4GiB
            max_collections: 5
            max_calls: 6
            max_message_bytes: 2MiB
            max_inflight_bytes: 1048576
            max_batch: 7
            max_k: 8
            max_queries: 14
            max_ef_search: 9
            max_nprobe: 10
            max_filter_depth: 11
            threads: 12
            grace_seconds: 13
            device: cpu
            model_threads: 4
            model_arena: false
            max_batch_tokens: 512
            batch_delay_ms: 3
            gpu_memory: 2GiB
            query_cache: 1MiB
            index_threads: 5
            max_pending: 3000
            checkpoint_after: 4000
            optimize_dead_part: 0.35
            optimize_threads: 6
            models:
              mine: models/mine
              other: /opt/other
            models_directory: more
            backup_dir: backups
            """);
    ServerOptions server =
        ServerOptions.DEFAULTS
            .host("0.0.0.0")
            .port(7000)
            .maxCalls(6)
            .maxMessageBytes(2 << 20)
            .maxInflightBytes(1 << 20)
            .threads(12)
            .grace(Duration.ofSeconds(13))
            .modelsDirectory(folder.resolve("more"))
            .limits(new Limits(7, 8, 14, 9, 10, 11))
            .security(
                SecurityOptions.NONE
                    .keysFile(folder.resolve("keys.yaml"))
                    .auditLog(folder.resolve("audit.jsonl"))
                    .insecureNoAuth(true)
                    .tls(
                        new TlsOptions(
                            Path.of("/etc/akin/cert.pem"),
                            folder.resolve("key.pem"),
                            Optional.of(folder.resolve("ca.pem")),
                            TlsOptions.DEFAULT_RELOAD)))
            .monitoring(
                MonitoringOptions.DEFAULTS
                    .slowQuery(Duration.ofMillis(20))
                    .otlpEndpoint("http://collector:4318"));
    EmbeddedOptions engine =
        EmbeddedOptions.DEFAULTS
            .withMemoryBudget(4L << 30)
            .withMaxCollections(5)
            .withBackupDirectory(folder.resolve("backups"))
            .withQueryCacheBytes(1 << 20)
            .withIndexThreads(5)
            .withMaxPending(3000)
            .withCheckpointAfter(4000)
            .withOptimizeDeadPart(0.35)
            .withOptimizeThreads(6)
            .withEmbedders(new EmbedderOptions(4, "cpu", 512, 3, false, 2048))
            .withModel("mine", folder.resolve("models/mine"))
            .withModel("other", Path.of("/opt/other"));
    assertThat(settings)
        .isEqualTo(new ServeSettings(Optional.of(folder.resolve("vectors")), server, engine));
  }

  @Test
  void theDefaultBudgetLeavesRoomForTheHeap() {
    assertThat(ServeSettings.DEFAULTS.engine().memoryBudget()).isBetween(256L << 20, 1L << 50);
    assertThat(ServeSettings.DEFAULTS.server().monitoring().httpPort()).hasValue(6431);
  }

  @Test
  void anEmptyFileLeavesTheDefaults() throws IOException {
    assertThat(read("# nothing\n")).isEqualTo(ServeSettings.DEFAULTS);
  }

  @Test
  void offTurnsOff() throws IOException {
    EmbeddedOptions engine =
        read("{optimize_dead_part: off, query_cache: off, gpu_memory: off, memory_budget: off}")
            .engine();
    assertThat(engine)
        .isEqualTo(EmbeddedOptions.DEFAULTS.withOptimizeDeadPart(1).withQueryCacheBytes(0));
  }

  @Test
  void everyOptionIsAKeyOfTheFile() {
    ServeOptions options = new ServeOptions();
    CommandLine line = new CommandLine(CommandSpec.forAnnotatedObject(options));
    List<String> arguments = new ArrayList<>();
    for (OptionSpec option : line.getCommandSpec().options()) {
      arguments.add(option.longestName() + "=" + valueOf(option.longestName()));
    }
    line.parseArgs(arguments.toArray(String[]::new));
    ServeSettings settings = ServeSettings.DEFAULTS.with(options.given(), folder);

    assertThat(options.given()).hasSameSizeAs(arguments);
    assertThat(settings.engine().embedders())
        .isEqualTo(new EmbedderOptions(7, "cpu", 7000, 7, false, 7));
    assertThat(settings.engine().queryCacheBytes()).isEqualTo(7 << 20);
    assertThat(settings.engine().indexThreads()).isEqualTo(7);
    assertThat(settings.engine().maxPending()).isEqualTo(7000);
    assertThat(settings.engine().checkpointAfter()).isEqualTo(7000);
    assertThat(settings.engine().optimizeDeadPart()).isEqualTo(0.7);
    assertThat(settings.engine().optimizeThreads()).isEqualTo(7);
  }

  /** A right value for an option, the number 7 or something like it wherever it can be. */
  private static String valueOf(String option) {
    return switch (option) {
      case "--host" -> "::1";
      case "--device" -> "cpu";
      case "--optimize-dead-part" -> "0.7";
      case "--insecure-no-auth" -> "true";
      case "--model-arena" -> "false";
      case "--model" -> "mine=path";
      case "--otlp-endpoint" -> "http://collector:4318";
      case "--memory-budget",
          "--max-message-bytes",
          "--max-inflight-bytes",
          "--gpu-memory",
          "--query-cache" ->
          "7MiB";
      case "--max-batch-tokens", "--max-pending", "--checkpoint-after" -> "7000";
      default -> "7";
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "prot: 1 | unknown key 'prot'; there are data, backup_dir, host",
        "port: many | port must be a whole number: many",
        "port: 70000 | port must be 0 to 65535: 70000",
        "host: 7 | host must be a string: 7",
        "insecure_no_auth: 1 | insecure_no_auth must be true or false: 1",
        "tls_cert: a.pem | tls_cert and tls_key must both be given",
        "tls_what: a.pem | unknown key 'tls_what'",
        "memory_budget: lots | memory_budget must be a size such as 512MiB or 4GiB: 'lots'",
        "max_message_bytes: 9GiB | max_message_bytes must be at most 2147483647",
        "max_k: 10001 | maxK must be 1 to 10000: 10001",
        "optimize_dead_part: 1.5 | optimizeDeadPart must be 0 to 1: 1.5",
        "optimize_dead_part: much | optimize_dead_part must be a number: much",
        "optimize_threads: -1 | optimizeThreads must be 0 to 1024: -1",
        "index_threads: 2000 | indexThreads must be 0 to 1024: 2000",
        "max_pending: 10 | maxPending must be at least 1000: 10",
        "checkpoint_after: 0 | checkpointAfter must be at least 1: 0",
        "query_cache: some | query_cache must be a size such as 512MiB or 4GiB: 'some'",
        "model_arena: maybe | model_arena must be true or false: maybe",
        "max_batch_tokens: 8 | maxBatchTokens must be at least 16: 8",
        "batch_delay_ms: 1001 | batchDelayMillis must be 0 to 1000: 1001",
        "gpu_memory: 1000 | gpu_memory must be 1MiB to 2147483647MiB, or off: 1000",
        "otlp_endpoint: here | otlpEndpoint must be a URL",
        "models: mine | models must be keys and values: mine",
        "models: {a: 1} | models.a must be a string: 1",
        "[1, 2] | the file must be keys and values",
        "{port: 1, port: 2} | duplicate key",
        "{port: 1 | akin.yaml:1: ",
        "data: !!java.io.File [x] | java.io.File",
      })
  void wrongFilesAreNamed(String yaml, String message) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageStartingWith(folder.resolve("akin.yaml").toString())
        .hasMessageContaining(message);
  }
}
