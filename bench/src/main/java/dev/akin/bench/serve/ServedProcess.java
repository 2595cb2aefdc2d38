package dev.akin.bench.serve;

import dev.akin.cli.Main;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A real {@code akin serve} in a process of its own; who starts it closes it. */
public final class ServedProcess implements AutoCloseable {
  private static final String LISTENING = "listening on ";
  private static final String METRICS = "metrics on ";

  private final Process process;
  private final String target;
  private final String metrics;

  private ServedProcess(Process process, String target, String metrics) {
    this.process = process;
    this.target = target;
    this.metrics = metrics;
  }

  /**
   * Starts a server on free ports and waits until it listens.
   *
   * @param jvmFlags beside those that every server has
   * @param options of the command, beside the data directory and the ports
   * @param errors where its standard error goes
   * @throws IOException if it ends before it listens
   */
  public static ServedProcess start(
      Path data, List<String> jvmFlags, List<String> options, Redirect errors) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--add-modules",
            "jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(jvmFlags);
    command.addAll(
        List.of(
            "-cp",
            classPath(),
            Main.class.getName(),
            "serve",
            "--data",
            data.toString(),
            "--port",
            "0",
            "--http-port",
            "0"));
    command.addAll(options);
    Process process = new ProcessBuilder(command).redirectError(errors).start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String target = "";
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(LISTENING)) {
        target = line.substring(LISTENING.length());
      } else if (line.startsWith(METRICS)) {
        return new ServedProcess(process, target, line.substring(METRICS.length()));
      }
    }
    process.destroyForcibly();
    throw new IOException("the server did not start");
  }

  /** Without the directories of this module, which a server has no use for. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> !Files.isDirectory(Path.of(entry, "dev", "akin", "bench")))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Where it listens. */
  public String target() {
    return target;
  }

  /** The address of its metrics. */
  String metrics() {
    return metrics;
  }

  /** SIGKILL: nothing of the process gets to run any more. Returns once it is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** Lets it end. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
