package dev.akin.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.akin.api.Database;
import dev.akin.engine.EmbeddedDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles and runs the programs that the README shows, as a reader would. */
class ReadmeTest {
  private static final Pattern PROGRAM = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final String EMBEDDED = "EmbeddedDatabase.open(Path.of(\"data\"))";
  private static final String REMOTE = "RemoteDatabase.connect(\"127.0.0.1:6430\")";

  @TempDir Path directory;

  @Test
  void theEmbeddedProgramRuns() throws Exception {
    assertFindsTheCat(run(programs().get(0)));
    assertThat(directory.resolve("data/rocksdb")).isDirectory();
  }

  @Test
  void theRemoteProgramRuns() throws Exception {
    try (Database db = EmbeddedDatabase.open(directory.resolve("served"));
        AkinServer server = AkinServer.start(db, ServerOptions.DEFAULTS.port(0))) {
      String program = programs().get(1);
      assertThat(program).contains(REMOTE);
      assertFindsTheCat(run(program.replace("127.0.0.1:6430", "127.0.0.1:" + server.port())));
    }
  }

  @Test
  void oneLineTellsThemApart() throws IOException {
    List<String> embedded = code(programs().get(0).replace(EMBEDDED, REMOTE));
    assertThat(embedded).isEqualTo(code(programs().get(1)));
  }

  private static List<String> code(String program) {
    return program.lines().filter(line -> !line.startsWith("import ")).toList();
  }

  private static void assertFindsTheCat(String output) {
    List<String> lines = output.lines().filter(line -> line.matches("[01]\\.\\d+ .*")).toList();
    assertThat(lines).as(output).hasSize(2);
    assertThat(lines.getFirst()).contains(" cat ").contains("animal");
  }

  private static List<String> programs() throws IOException {
    Path readme = Path.of("../README.md");
    List<String> programs =
        PROGRAM.matcher(Files.readString(readme)).results().map(it -> it.group(1)).toList();
    assertThat(programs).hasSize(2);
    return programs;
  }

  private String run(String program) throws IOException, InterruptedException {
    Path source = directory.resolve("Example.java");
    Files.writeString(source, program);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                source.toString())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
