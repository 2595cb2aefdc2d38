package dev.akin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.akin.api.Database;
import dev.akin.engine.EmbeddedDatabase;
import dev.akin.engine.EmbeddedOptions;
import dev.akin.server.AkinServer;
import dev.akin.server.ServerOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands against a server. */
class ServerCommandsTest extends CommandsContract {
  @TempDir Path data;

  private Database database;
  private AkinServer server;

  @BeforeEach
  void start() {
    database =
        EmbeddedDatabase.open(
            data.resolve("data"),
            EmbeddedOptions.DEFAULTS.withBackupDirectory(data.resolve("backups")));
    server = AkinServer.start(database, ServerOptions.DEFAULTS.port(0));
  }

  @AfterEach
  void stop() {
    server.close();
    database.close();
  }

  @Override
  List<String> where() {
    return List.of("--server", "127.0.0.1:" + server.port());
  }

  @Override
  List<String> backupsWhere() {
    return where();
  }

  @Override
  Path backups() {
    return data.resolve("backups");
  }

  @Test
  void theServersBackupDirectoryIsItsOwnMatter() {
    List<String> args = new ArrayList<>(List.of("backup", "create", "--backup-dir", "/tmp/x"));
    args.addAll(where());
    Akin akin = Akin.run(args.toArray(String[]::new));
    assertThat(akin.code()).isEqualTo(2);
    assertThat(akin.err()).contains("a server has its own").hasLineCount(1);
  }

  @Test
  void aServerThatIsNotThereIsNamed() {
    int port = server.port();
    server.close();
    Akin akin = Akin.run("count", "points", "--server", "127.0.0.1:" + port);
    assertThat(akin.code()).isEqualTo(1);
    assertThat(akin.err())
        .startsWith("akin: ")
        .contains("127.0.0.1:" + port)
        .contains("akin serve --data DIR")
        .hasLineCount(1);
  }

  @Test
  void serverAndDataExcludeEachOther() {
    Akin akin = Akin.run("count", "points", "--server", "localhost:1", "--data", "x");
    assertThat(akin.code()).isEqualTo(2);
    assertThat(akin.err()).contains("mutually exclusive").hasLineCount(1);
  }
}
