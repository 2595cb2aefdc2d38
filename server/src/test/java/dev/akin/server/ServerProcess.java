package dev.akin.server;

import dev.akin.cli.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real {@code akin serve} in a process of its own. */
final class ServerProcess implements AutoCloseable {
  private static final String LISTENING = "listening on ";

  private final Process process;
  private final String target;

  private ServerProcess(Process process, String target) {
    this.process = process;
    this.target = target;
  }

  /** Starts a server on a free port and waits until it listens. */
  static ServerProcess start(Path data) throws IOException {
    return start(data, List.of());
  }

  /**
   * Starts a server through another command, which must become it.
   *
   * @param through the command, to which that of the server is appended
   */
  static ServerProcess start(Path data, List<String> through) throws IOException {
    List<String> command = new ArrayList<>(through);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--add-modules",
            "jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Xmx512m",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "serve",
            "--data",
            data.toString(),
            "--port",
            "0",
            "--http-port",
            "off"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> said = new ArrayList<>();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      said.add(line);
      if (line.startsWith(LISTENING)) {
        Thread.ofVirtual().start(() -> drain(out));
        return new ServerProcess(process, line.substring(LISTENING.length()));
      }
    }
    throw new IOException("the server did not start: " + said);
  }

  String target() {
    return target;
  }

  long pid() {
    return process.pid();
  }

  /** From now on no write of the process makes a file longer than this, in bytes. */
  void limitFiles(long bytes) throws IOException, InterruptedException {
    Process prlimit =
        new ProcessBuilder("prlimit", "--pid", Long.toString(pid()), "--fsize=" + bytes)
            .inheritIO()
            .start();
    if (prlimit.waitFor() != 0) {
      throw new IOException("prlimit failed");
    }
  }

  /** SIGKILL: nothing of the process gets to run any more. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** SIGTERM; returns the exit code. */
  int terminate() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new AssertionError("the server did not end within 30 s of SIGTERM");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** Keeps the pipe from filling up, which would stop the server. */
  private static void drain(BufferedReader out) {
    try {
      while (out.readLine() != null) {
        Thread.onSpinWait();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
