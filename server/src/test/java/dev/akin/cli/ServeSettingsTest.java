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
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
            max_ef_search: 9
            max_nprobe: 10
            max_filter_depth: 11
            threads: 12
            grace_seconds: 13
            device: cpu
            model_threads: 4
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
            .limits(new Limits(7, 8, 9, 10, 11))
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
            .withEmbedders(EmbedderOptions.DEFAULTS.withDevice("cpu").withThreads(4))
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
