package dev.akin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code akin serve} in a process of its own. */
class ServeTest {
  private static final String LISTENING = "listening on 127.0.0.1:";
  private static final int SIGTERM_EXIT = 128 + 15;

  @TempDir Path folder;

  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void endProcesses() {
    processes.forEach(Process::destroyForcibly);
  }

  private Process start(String... args) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.akin.cli.Main"));
    command.addAll(List.of(args));
    Process process =
        new ProcessBuilder(command)
            .redirectError(folder.resolve("stderr-" + processes.size()).toFile())
            .start();
    processes.add(process);
    return process;
  }

  /** The address the server says it listens on. */
  private static String address(Process process) throws IOException {
    BufferedReader out = process.inputReader();
    String line = out.readLine();
    assertThat(line).startsWith(LISTENING);
    return line.substring("listening on ".length());
  }

  private static void ok(String... args) {
    Akin akin = Akin.run(args);
    assertThat(akin.code()).as(akin.err()).isZero();
  }

  @Test
  void whatWasAcknowledgedIsThereAfterSigterm() throws Exception {
    Path data = folder.resolve("data");
    Process server = start("serve", "--data", data.toString(), "--port", "0", "--http-port", "0");
    String address = address(server);
    ok("collections", "create", "points", "--dimension", "2", "--server", address);
    Path points = folder.resolve("points.jsonl");
    Files.writeString(points, "{\"vector\": [1, 2]}\n".repeat(1000));
    ok("import", "points", points.toString(), "--server", address);

    Akin second = Akin.run("count", "points", "--data", data.toString());
    assertThat(second.code()).isEqualTo(1);
    assertThat(second.err()).startsWith("akin: ").contains(Long.toString(server.pid()));

    server.destroy();
    assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(server.exitValue()).isEqualTo(SIGTERM_EXIT);
    assertThat(folder.resolve("stderr-0"))
        .content()
        .contains(" INFO dev.akin.index: Vector kernels: ", " INFO dev.akin.server: Akin ")
        .doesNotContain("Exception", "terminating");
    assertThat(Akin.run("count", "points", "--data", data.toString()).out().strip())
        .isEqualTo("1000");
  }

  @Test
  void optionsWinOverTheConfigurationFile() throws Exception {
    Path config = folder.resolve("akin.yaml");
    Files.writeString(config, "data: from-file\nhost: 0.0.0.0\nport: 1\nhttp_port: off\n");
    Process server =
        start("serve", "--config", config.toString(), "--host", "127.0.0.1", "--port", "0");
    String address = address(server);
    ok("collections", "list", "--server", address);
    assertThat(folder.resolve("from-file")).isDirectory();
  }

  @Test
  void hostsThatOthersReachAreRefused() {
    Path data = folder.resolve("data");
    Akin akin = Akin.run("serve", "--data", data.toString(), "--host", "0.0.0.0");
    assertThat(akin.code()).isEqualTo(1);
    assertThat(akin.err())
        .startsWith("akin: host 0.0.0.0 can be reached by others")
        .contains("--insecure-no-auth")
        .hasLineCount(1);
    assertThat(data).doesNotExist();
  }

  @Test
  void aPortThatIsTakenIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Akin akin =
          Akin.run(
              "serve",
              "--data",
              folder.resolve("data").toString(),
              "--http-port",
              "off",
              "--port",
              Integer.toString(taken.getLocalPort()));
      assertThat(akin.code()).isEqualTo(1);
      assertThat(akin.err())
          .startsWith("akin: cannot listen on 127.0.0.1:" + taken.getLocalPort())
          .hasLineCount(1);
    }
  }

  @Test
  void dataIsNeeded() {
    Akin akin = Akin.run("serve");
    assertThat(akin.code()).isEqualTo(2);
    assertThat(akin.err()).isEqualTo("akin: Missing option: --data=DIR (see akin serve --help)\n");
  }
}
