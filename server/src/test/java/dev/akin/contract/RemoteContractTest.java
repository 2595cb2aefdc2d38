package dev.akin.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.Database;
import dev.akin.client.RemoteDatabase;
import dev.akin.engine.EmbeddedDatabase;
import dev.akin.engine.EmbeddedOptions;
import dev.akin.server.AkinServer;
import dev.akin.server.ServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemoteContractTest extends DatabaseContract {
  @Override
  protected Database open(Path dir, EmbeddedOptions options, Path models) {
    return ServedDatabase.open(dir, options, models);
  }

  @Override
  protected String modelPath(Path models, String file) {
    return file;
  }

  @Test
  void clientsReachNoFileOutsideTheDirectoryOfModels(@TempDir Path elsewhere) throws IOException {
    Path secret = Files.createFile(elsewhere.resolve("secret.letters"));
    String inside = modelFile("a.letters");
    Path models = Path.of(System.getProperty("java.io.tmpdir"));
    for (String path :
        List.of(
            secret.toString(),
            "../" + elsewhere.getFileName() + "/secret.letters",
            "a.letters/../../" + elsewhere.getFileName() + "/secret.letters",
            "",
            ".",
            models.toString(),
            "nul\0")) {
      assertThatThrownBy(() -> db().addModel("m", path))
          .as(path)
          .isInstanceOf(AkinException.InvalidArgument.class)
          .hasMessageContaining("directory of models")
          .hasMessageNotContaining("exist");
    }
    assertThat(db().addModel("m", inside).dimension()).isEqualTo(26);
  }

  @Test
  void aLinkOutOfTheDirectoryOfModelsIsNoWayOut(@TempDir Path elsewhere) throws IOException {
    Path secret = Files.createFile(elsewhere.resolve("secret.letters"));
    Files.createSymbolicLink(models().resolve("link.letters"), secret);
    assertThatThrownBy(() -> db().addModel("m", "link.letters"))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("below the server's directory");
  }

  @Test
  void aServerWithoutADirectoryOfModelsAddsNone(@TempDir Path data) {
    try (Database embedded = EmbeddedDatabase.open(data);
        AkinServer server = AkinServer.start(embedded, ServerOptions.DEFAULTS.port(0));
        Database client = RemoteDatabase.connect("127.0.0.1:" + server.port())) {
      assertThatThrownBy(() -> client.addModel("m", "a.letters"))
          .isInstanceOf(AkinException.FailedPrecondition.class)
          .hasMessageContaining("--models");
    }
  }
}
