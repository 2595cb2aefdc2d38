package dev.akin.bench.peer;

import dev.akin.bench.data.Dataset;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** The main class of a worker process in the JVM; the package's page has the protocol. */
public final class Worker {
  private final Contestant contestant;
  private final Dataset dataset;
  private final Path folder;

  private Worker(Contestant contestant, Dataset dataset, Path folder) {
    this.contestant = contestant;
    this.dataset = dataset;
    this.folder = folder;
  }

  /** Arguments: the data set's file, the folder, the contestant's id. */
  public static void main(String[] arguments) throws Exception {
    PrintStream answers = System.out;
    System.setOut(System.err);
    BufferedReader requests =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (Dataset dataset = Dataset.open(Path.of(arguments[0]));
        Contestant contestant = Contestants.create(arguments[2])) {
      Worker worker = new Worker(contestant, dataset, Path.of(arguments[1]));
      String line;
      while ((line = requests.readLine()) != null && !line.equals("quit")) {
        answers.println(worker.answer(line));
        answers.flush();
      }
    }
  }

  private String answer(String line) {
    try {
      Map<String, String> fields = ProtocolLine.fields(line);
      return switch (ProtocolLine.word(line)) {
        case "build" -> build(Integer.parseInt(fields.get("threads")));
        case "find" ->
            find(Integer.parseInt(fields.get("parameter")), Integer.parseInt(fields.get("k")));
        case "time" ->
            time(
                Integer.parseInt(fields.get("parameter")),
                Integer.parseInt(fields.get("k")),
                Long.parseLong(fields.get("warmup")),
                Long.parseLong(fields.get("nanos")));
        default -> "error unknown request: " + line;
      };
    } catch (Exception e) {
      e.printStackTrace();
      return "error " + e.toString().replace('\n', ' ');
    }
  }

  private String build(int threads) throws Exception {
    long start = System.nanoTime();
    contestant.build(dataset, threads, folder);
    long nanos = System.nanoTime() - start;
    long bytes = contestant.save(folder);
    System.gc();
    return "ok nanos="
        + nanos
        + " bytes="
        + bytes
        + " hot="
        + contestant.hotBytes()
        + " about="
        + contestant.about();
  }

  private String time(int parameter, int k, long warmup, long nanos) throws Exception {
    float[][] queries = dataset.queries();
    int[] found = new int[k];
    int next = 0;
    long warmEnd = System.nanoTime() + warmup;
    while (System.nanoTime() < warmEnd) {
      contestant.search(queries[next], parameter, found);
      next = next + 1 == queries.length ? 0 : next + 1;
    }
    long[] latencies = new long[1 << 16];
    int runs = 0;
    long cpuStart = cpuTime();
    long start = System.nanoTime();
    long before = start;
    while (before - start < nanos) {
      contestant.search(queries[next], parameter, found);
      long after = System.nanoTime();
      if (runs == latencies.length) {
        latencies = Arrays.copyOf(latencies, runs * 2);
      }
      latencies[runs++] = after - before;
      before = after;
      next = next + 1 == queries.length ? 0 : next + 1;
    }
    long cpu = cpuTime() - cpuStart;
    writeLatencies(latencies, runs);
    return "ok runs=" + runs + " nanos=" + (before - start) + " cpu=" + cpu;
  }

  private static long cpuTime() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private String find(int parameter, int k) throws Exception {
    float[][] queries = dataset.queries();
    ByteBuffer buffer =
        ByteBuffer.allocate(queries.length * k * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    int[] found = new int[k];
    long distances = 0;
    boolean known = true;
    for (float[] query : queries) {
      long compared = contestant.search(query, parameter, found);
      known &= compared >= 0;
      distances += compared;
      for (int ordinal : found) {
        buffer.putInt(ordinal);
      }
    }
    Files.write(folder.resolve("ordinals.i32"), buffer.array());
    return "ok distances=" + (known ? distances : -1);
  }

  private void writeLatencies(long[] latencies, int runs) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(runs * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < runs; i++) {
      buffer.putLong(latencies[i]);
    }
    Files.write(folder.resolve("latencies.i64"), buffer.array());
  }
}
