package dev.akin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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
    assertThat(
            read(
                """
                # a server
                data: vectors
                host: 0.0.0.0
                port: 7000
                insecure: true
                backup_dir: saved
                device: cpu
                model_threads: 4
                models_directory: more
                models:
                  mine: models/mine
                  other: /opt/other
                """))
        .isEqualTo(
            new ServeSettings(
                Optional.of(folder.resolve("vectors")),
                "0.0.0.0",
                7000,
                true,
                Optional.of(folder.resolve("saved")),
                "cpu",
                4,
                Map.of("mine", folder.resolve("models/mine"), "other", Path.of("/opt/other")),
                Optional.of(folder.resolve("more"))));
  }

  @Test
  void anEmptyFileLeavesTheDefaults() throws IOException {
    assertThat(read("# nothing\n")).isEqualTo(ServeSettings.DEFAULTS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "prot: 1 | unknown key 'prot'; there are data, host",
        "port: many | port must be a whole number: many",
        "port: 70000 | port must be 0 to 65535: 70000",
        "host: 7 | host must be a string: 7",
        "insecure: 1 | insecure must be true or false: 1",
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
