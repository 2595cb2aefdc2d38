package dev.akin.bench.serve;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.akin.api.CollectionSpec;
import dev.akin.bench.Environment;
import dev.akin.bench.ReportTable;
import dev.akin.bench.WorkFolder;
import dev.akin.client.RemoteDatabase;
import dev.akin.index.VectorOps;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code akin bench serve}. */
@Command(
    name = "serve",
    description = {
      "Start a server, find its capacity, and send it a part of that for a while:",
      "searches and writes at a fixed rate, timed from when each was due."
    })
public final class ServeBenchCommand implements Callable<Integer> {
  private static final String COLLECTION = "load";
  private static final double MIB = 1 << 20;

  @Spec private CommandSpec spec;

  @Option(names = "--minutes", defaultValue = "10", description = "How long to send. Default: 10.")
  private double minutes;

  @Option(
      names = "--utilization",
      defaultValue = "0.7",
      description = "Part of the capacity to send, above 0 to 1. Default: 0.7.")
  private double utilization;

  @Option(
      names = "--writes",
      defaultValue = "0.05",
      description = "Part of the calls that write, 0 to 1. Default: 0.05.")
  private double writes;

  @Option(
      names = "--records",
      defaultValue = "50000",
      description = "Records in the collection. Default: 50000.")
  private int records;

  @Option(
      names = "--dimension",
      defaultValue = "128",
      description = "Of their vectors. Default: 128.")
  private int dimension;

  @Option(
      names = "--capacity-seconds",
      defaultValue = "10",
      description = "Time for each step of finding the capacity. Default: 10.")
  private double capacitySeconds;

  @Option(
      names = "--sustained-seconds",
      defaultValue = "120",
      description = "Time to measure the capacity in. Default: 120.")
  private double sustainedSeconds;

  @Option(
      names = "--heap",
      defaultValue = "512m",
      description = "Largest Java heap of the server. Default: 512m.")
  private String heap;

  @Option(names = "--seed", defaultValue = "1", description = "Of all that is random. Default: 1.")
  private long seed;

  @Option(names = "--json", description = "Print the report as one JSON document.")
  private boolean json;

  /** Called by picocli. */
  public ServeBenchCommand() {}

  @Override
  public Integer call() throws Exception {
    check(minutes > 0, "minutes must be above 0: " + minutes);
    check(utilization > 0 && utilization <= 1, "utilization must be above 0 to 1: " + utilization);
    check(writes >= 0 && writes <= 1, "writes must be 0 to 1: " + writes);
    check(records > 0 && dimension > 0, "records and dimension must be above 0");
    check(
        capacitySeconds > 0 && sustainedSeconds > 0,
        "capacity-seconds and sustained-seconds must be above 0");
    ServeReport report = measure();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new ObjectMapper().writeValueAsString(report));
    } else {
      print(report, out);
    }
    out.flush();
    return report.errors().isEmpty() ? 0 : 1;
  }

  private void check(boolean right, String message) {
    if (!right) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }

  private ServeReport measure() throws IOException, InterruptedException {
    Environment environment = Environment.now(VectorOps.kernels());
    Duration time = Duration.ofMillis(Math.round(minutes * 60_000));
    Path data = Files.createTempDirectory("akin-bench-serve");
    try (ServedProcess server =
            ServedProcess.start(data, List.of("-Xmx" + heap), List.of(), Redirect.DISCARD);
        RemoteDatabase client = RemoteDatabase.connect(server.target())) {
      say("filling a collection with %,d vectors of %d dimensions", records, dimension);
      Workload workload =
          new Workload(
              client.createCollection(COLLECTION, CollectionSpec.ofDimension(dimension)),
              records,
              dimension,
              writes,
              seed);
      workload.fill(Duration.ofHours(1));
      say("finding the capacity");
      double capacity = Capacity.find(workload, millis(capacitySeconds), millis(sustainedSeconds));
      double rate = capacity * utilization;
      say("%,.0f calls a second at most; sending %,.0f for %.1f minutes", capacity, rate, minutes);
      OpenLoop load = new OpenLoop();
      try (MemoryWatch memory = new MemoryWatch(server.metrics(), time.dividedBy(60))) {
        load.run(workload, rate, time);
        return new ServeReport(
            environment,
            seed,
            records,
            dimension,
            writes,
            capacity,
            rate,
            time.toMillis() / 1000.0,
            List.of(
                ServeReport.Latencies.of("search", load.searches()),
                ServeReport.Latencies.of("upsert", load.writes())),
            load.errors(),
            memory.samples());
      }
    } finally {
      WorkFolder.delete(data);
    }
  }

  private static Duration millis(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  private void say(String format, Object... arguments) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(String.format(Locale.ROOT, format, arguments));
    err.flush();
  }

  private static void print(ServeReport report, PrintWriter out) {
    out.println(report.environment().text());
    out.printf(
        Locale.ROOT,
        "%,d vectors of %d dimensions; capacity %,.0f calls/s; sent %,.0f/s for %,.0f s, %.0f %% of"
            + " them writes; seed %d%n%n",
        report.records(),
        report.dimension(),
        report.capacity(),
        report.rate(),
        report.seconds(),
        100 * report.writes(),
        report.seed());
    out.println(
        ReportTable.of(
            report.latencies(),
            List.of(
                ReportTable.name("call", ServeReport.Latencies::call),
                ReportTable.number("answered", "%,.0f", it -> (double) it.answered()),
                ReportTable.number("p50 ms", "%.2f", ServeReport.Latencies::p50),
                ReportTable.number("p99 ms", "%.2f", ServeReport.Latencies::p99),
                ReportTable.number("p99.9 ms", "%.2f", ServeReport.Latencies::p999),
                ReportTable.number("max ms", "%.2f", ServeReport.Latencies::max))));
    out.println("errors: " + (report.errors().isEmpty() ? "none" : new TreeMap<>(report.errors())));
    List<MemoryWatch.Sample> all = report.memory();
    List<MemoryWatch.Sample> shown =
        Stream.of(0, all.size() / 4, all.size() / 2, 3 * all.size() / 4, all.size() - 1)
            .distinct()
            .filter(i -> i >= 0 && i < all.size())
            .map(all::get)
            .toList();
    out.println();
    out.println(
        ReportTable.of(
            shown,
            List.of(
                ReportTable.number("at s", "%,.0f", MemoryWatch.Sample::seconds),
                ReportTable.number("resident MiB", "%,.0f", it -> it.resident() / MIB),
                ReportTable.number("in no file MiB", "%,.0f", it -> it.anonymous() / MIB),
                ReportTable.number("heap MiB", "%,.0f", it -> it.heap() / MIB),
                ReportTable.number("counted MiB", "%,.0f", it -> it.counted() / MIB),
                ReportTable.number("dead records", "%,.0f", MemoryWatch.Sample::dead))));
  }
}
