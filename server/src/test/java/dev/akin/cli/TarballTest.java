package dev.akin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tarball that {@code mvn -Pdist package} has made, where there is no Java but its own. Runs in
 * {@code mvn -Pdist verify}.
 */
@Tag("dist")
@Timeout(180)
class TarballTest {
  private static final String LISTENING = "listening on ";
  private static final Path DIST = Path.of("target", "dist");

  @TempDir private Path folder;
  private Path root;
  private Process server;

  @BeforeEach
  void unpack() throws Exception {
    assumeTrue(Files.isDirectory(DIST), "no tarball was made");
    List<Path> tarballs;
    try (Stream<Path> files = Files.list(DIST)) {
      tarballs = files.filter(it -> it.toString().endsWith("-linux-x86_64.tar.gz")).toList();
    }
    // The Dockerfile copies what this matches, to one file.
    assertThat(tarballs).hasSize(1);
    root = Files.createDirectory(folder.resolve("akin"));
    List<String> tar =
        List.of(
            "tar", "-xzf", tarballs.getFirst().toString(), "-C", "" + root, "--strip-components=1");
    assertThat(new ProcessBuilder(tar).inheritIO().start().waitFor()).isZero();
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (server != null) {
      server.descendants().forEach(ProcessHandle::destroyForcibly);
      server.destroyForcibly().waitFor();
    }
  }

  /** With what a system without Java has in its environment. */
  private ProcessBuilder akin(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("" + root.resolve("bin/akin")));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().put("PATH", path().toString());
    builder.environment().put("HOME", folder.toString());
    return builder;
  }

  /** The few commands that the launcher uses. */
  private Path path() throws IOException {
    Path path = folder.resolve("path");
    if (!Files.exists(path)) {
      Files.createDirectory(path);
      for (String command : List.of("bash", "dirname", "readlink", "sed", "env")) {
        Path there = Path.of("/usr/bin", command);
        Files.createSymbolicLink(path.resolve(command), there);
      }
    }
    return path;
  }

  private String run(String... arguments) throws Exception {
    Process process = akin(arguments).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("akin %s: %s", List.of(arguments), said).isZero();
    return said;
  }

  @Test
  void itServesEmbedsAndFindsWithNoJavaButItsOwn() throws Exception {
    assertThat(root.resolve("packaging/akin.service")).exists();
    assertThat(root.resolve("docs/operations.md")).exists();
    server =
        akin(
                "serve",
                "--data",
                folder.resolve("data").toString(),
                "--port",
                "0",
                "--http-port",
                "off")
            .redirectErrorStream(true)
            .start();
    String target = "";
    BufferedReader out =
        new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
    List<String> said = new ArrayList<>();
    while (target.isEmpty()) {
      String line = out.readLine();
      assertThat(line).as("%s", said).isNotNull();
      said.add(line);
      target = line.startsWith(LISTENING) ? line.substring(LISTENING.length()) : "";
    }
    // Nothing more is read: the server says little, and the pipe takes it.
    assertThat(Path.of("/proc", "" + server.pid(), "exe").toRealPath())
        .isEqualTo(root.resolve("runtime/bin/java").toRealPath());
    Path records = folder.resolve("records.jsonl");
    Files.writeString(
        records,
        """
        {"id":"cat","text":"A cat is asleep on the sofa."}
        {"id":"rent","text":"The rent is due on the first of the month."}
        """);
    run("collections", "create", "docs", "--embedder", "minilm", "--server", target);
    run("import", "docs", records.toString(), "--server", target);
    assertThat(run("search", "docs", "a kitten takes a nap", "-k", "1", "--server", target))
        .contains("cat")
        .doesNotContain("rent");
    server.destroy();
    assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(server.exitValue()).isEqualTo(143);
    assertThat(run("check", "--data", folder.resolve("data").toString())).contains("2 records");
  }
}
