package dev.akin.bench.peer;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A worker seen from the benchmark: starts the process, speaks with it and ends it. For one thread.
 */
public final class WorkerProcess implements AutoCloseable {
  private final Peer peer;
  private final Process process;
  private final Path folder;
  private final int queries;
  private final BufferedWriter requests;
  private final BufferedReader answers;

  private WorkerProcess(Peer peer, Process process, Path folder, int queries) {
    this.peer = peer;
    this.process = process;
    this.folder = folder;
    this.queries = queries;
    requests = process.outputWriter(StandardCharsets.UTF_8);
    answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * What building took.
   *
   * @param cpuSeconds of processor time of the whole process, saving included
   * @param bytesOnDisk -1 if the contestant cannot be written
   * @param hotBytes that searches read all over, -1 if not known
   */
  public record Built(
      double seconds, double cpuSeconds, long bytesOnDisk, long hotBytes, String about) {}

  /**
   * What one search for each query found.
   *
   * @param ordinals per query, best first; -1 where fewer were found
   * @param distances computed for all of them; -1 if not known
   */
  public record Found(int[][] ordinals, long distances) {}

  /**
   * How long searches took.
   *
   * @param latencies of each, in nanoseconds
   * @param nanos they took together
   * @param cpuNanos the searching thread was on a processor meanwhile
   */
  public record Timed(long[] latencies, long nanos, long cpuNanos) {}

  /**
   * Memory of the process in bytes, as the operating system counts it.
   *
   * @param resident now
   * @param peak the most there was
   */
  public record Memory(long resident, long peak) {}

  /**
   * Starts a contestant on a data set.
   *
   * @param dataset its file
   * @param queries of the data set
   * @param folder for its files, made anew; its standard error goes to {@code stderr.log} there
   * @throws IOException if it cannot be started
   */
  public static WorkerProcess start(Peer peer, Path dataset, int queries, Path folder)
      throws IOException {
    deleteTree(folder);
    Files.createDirectories(folder);
    Process process =
        new ProcessBuilder(peer.command(dataset, folder))
            .redirectError(folder.resolve("stderr.log").toFile())
            .start();
    return new WorkerProcess(peer, process, folder, queries);
  }

  /** Builds the index. */
  public Built build(int threads) throws IOException {
    double before = cpuSeconds();
    Map<String, String> answer = ask("build threads=" + threads);
    return new Built(
        Long.parseLong(answer.get("nanos")) / 1e9,
        cpuSeconds() - before,
        Long.parseLong(answer.get("bytes")),
        Long.parseLong(answer.getOrDefault("hot", "-1")),
        answer.getOrDefault("about", ""));
  }

  /** Searches for each query once. */
  public Found find(int parameter, int k) throws IOException {
    Map<String, String> answer = ask("find parameter=" + parameter + " k=" + k);
    ByteBuffer found = read("ordinals.i32", (long) queries * k * Integer.BYTES);
    int[][] ordinals = new int[queries][k];
    for (int[] each : ordinals) {
      found.asIntBuffer().get(each);
      found.position(found.position() + k * Integer.BYTES);
    }
    return new Found(ordinals, Long.parseLong(answer.get("distances")));
  }

  /** Searches for the queries over and over: for the first time to warm up, then timed. */
  public Timed time(int parameter, int k, long warmupNanos, long nanos) throws IOException {
    Map<String, String> answer =
        ask(
            "time parameter="
                + parameter
                + " k="
                + k
                + " warmup="
                + warmupNanos
                + " nanos="
                + nanos);
    int runs = Integer.parseInt(answer.get("runs"));
    long[] latencies = new long[runs];
    read("latencies.i64", (long) runs * Long.BYTES).asLongBuffer().get(latencies);
    return new Timed(
        latencies, Long.parseLong(answer.get("nanos")), Long.parseLong(answer.get("cpu")));
  }

  /** Memory now; zeros where the operating system has no {@code /proc}. */
  public Memory memory() throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.exists(status)) {
      return new Memory(0, 0);
    }
    long resident = 0;
    long peak = 0;
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmRSS:")) {
        resident = kilobytes(line);
      } else if (line.startsWith("VmHWM:")) {
        peak = kilobytes(line);
      }
    }
    return new Memory(resident, peak);
  }

  /** Asks the process to end, waits a little and then ends it. */
  @Override
  public void close() throws IOException {
    try {
      requests.write("quit\n");
      requests.close();
    } catch (IOException e) {
      process.destroy();
    }
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    deleteTree(folder);
  }

  private Map<String, String> ask(String request) throws IOException {
    String answer = null;
    IOException broken = null;
    try {
      requests.write(request + "\n");
      requests.flush();
      answer = answers.readLine();
    } catch (IOException e) {
      broken = e;
    }
    if (answer == null || !ProtocolLine.word(answer).equals("ok")) {
      throw new IOException(
          peer.label() + " failed: " + (answer == null ? lastWords() : answer), broken);
    }
    return ProtocolLine.fields(answer);
  }

  private double cpuSeconds() {
    return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L) / 1e9;
  }

  private String lastWords() throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve("stderr.log"));
    return lines.isEmpty() ? "it ended without a word" : lines.getLast();
  }

  private ByteBuffer read(String name, long expected) throws IOException {
    byte[] bytes = Files.readAllBytes(folder.resolve(name));
    if (bytes.length != expected) {
      throw new IOException(
          peer.label() + " wrote " + bytes.length + " bytes of " + name + ", not " + expected);
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static long kilobytes(String line) {
    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
  }

  private static void deleteTree(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> tree = Files.walk(folder)) {
        for (Path path : tree.sorted((a, b) -> b.compareTo(a)).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
