package dev.akin.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.akin.engine.EmbeddedDatabase;
import dev.akin.engine.EmbeddedOptions;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of {@code examples/} do what they say, against a real server. */
class ExamplesTest {
  private static final Path EXAMPLES = Path.of("..", "examples");
  private static final int PATIENCE_SECONDS = 180;

  @TempDir private Path folder;

  @Test
  void pythonFindsTheCat() throws Exception {
    Optional<String> python =
        List.of("python3", "/usr/bin/python3").stream().filter(ExamplesTest::hasGrpc).findFirst();
    boolean there = python.isPresent() && onPath("protoc") && onPath("grpc_python_plugin");
    if (System.getenv("CI") == null) {
      assumeTrue(there, "protoc, grpc_python_plugin or python3-grpcio is not installed");
    }
    finds("python", python.orElse("python3"));
  }

  @Test
  void typeScriptFindsTheCat() throws Exception {
    assumeTrue(onPath("protoc") && onPath("npm"), "protoc or npm is not installed");
    finds("typescript", "python3");
  }

  private void finds(String language, String python) throws Exception {
    try (EmbeddedDatabase database =
            EmbeddedDatabase.open(folder.resolve("data"), EmbeddedOptions.DEFAULTS);
        AkinServer server = AkinServer.start(database, ServerOptions.DEFAULTS.port(0))) {
      ProcessBuilder builder =
          new ProcessBuilder(
              EXAMPLES.resolve(language).resolve("run").toString(), "127.0.0.1:" + server.port());
      builder.environment().put("PYTHON", python);
      builder.environment().put("AKIN_EXAMPLE_BUILD", folder.resolve("build").toString());
      File out = folder.resolve("out").toFile();
      Process process =
          builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.to(out)).start();
      boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      process.destroyForcibly();
      String text = Files.readString(out.toPath(), StandardCharsets.UTF_8);
      assertThat(ended).as(text).isTrue();
      assertThat(process.exitValue()).as(text).isZero();
      assertThat(text)
          .containsSubsequence("cat  The cat sat on the mat.", "bank  Interest rates rose again.")
          .doesNotContain("katze");
      assertThat(database.collections()).isEmpty();
    }
  }

  private static boolean onPath(String command) {
    return List.of(System.getenv("PATH").split(File.pathSeparator)).stream()
        .anyMatch(path -> Files.isExecutable(Path.of(path, command)));
  }

  private static boolean hasGrpc(String python) {
    try {
      Process process =
          new ProcessBuilder(python, "-c", "import grpc, google.protobuf")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
