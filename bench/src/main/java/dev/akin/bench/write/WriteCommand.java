package dev.akin.bench.write;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.akin.api.index.FlatConfig;
import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.IndexConfig;
import dev.akin.bench.Environment;
import dev.akin.bench.ReportTable;
import dev.akin.bench.WorkFolder;
import dev.akin.engine.EmbeddedDatabase;
import dev.akin.index.VectorOps;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code akin bench write}. */
@Command(
    name = "write",
    description =
        "Count the single-record writes that are acknowledged per second with sync: always, by"
            + " number of writers.")
public final class WriteCommand implements Callable<Integer> {
  private static final int MAX_WRITERS = 1024;
  private static final int MAX_DIMENSION = 65_536;

  @Spec private CommandSpec spec;

  @Option(
      names = "--writers",
      split = ",",
      defaultValue = "1,2,4,8,16,32",
      paramLabel = "N",
      description = "How many write at once, one run each. Default: ${DEFAULT-VALUE}.")
  private int[] writers;

  @Option(
      names = "--seconds",
      defaultValue = "5",
      description = "Time for each. Default: ${DEFAULT-VALUE}.")
  private double seconds;

  @Option(
      names = "--dimension",
      defaultValue = "128",
      description = "Of the vectors. Default: ${DEFAULT-VALUE}.")
  private int dimension;

  @Option(
      names = "--index",
      defaultValue = "flat",
      description =
          "flat, which leaves the processor to the writers, or hnsw, which is built beside them."
              + " Default: ${DEFAULT-VALUE}.")
  private Index index;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "An existing folder on the disk to measure; the database is made in it and removed."
              + " Default: the folder for temporary files.")
  private Path data;

  @Option(
      names = "--seed",
      defaultValue = "42",
      description = "Of the vectors. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--json", description = "Print the report as one JSON document.")
  private boolean json;

  /** Called by picocli. */
  public WriteCommand() {}

  /** What is kept of the vectors in memory. */
  private enum Index {
    flat,
    hnsw
  }

  @Override
  public Integer call() throws Exception {
    check(
        Arrays.stream(writers).allMatch(it -> it >= 1 && it <= MAX_WRITERS),
        "writers must be 1 to " + MAX_WRITERS + ": " + Arrays.toString(writers));
    check(seconds > 0 && seconds <= 3600, "seconds must be above 0 and up to 3600: " + seconds);
    check(
        dimension >= 1 && dimension <= MAX_DIMENSION,
        "dimension must be 1 to " + MAX_DIMENSION + ": " + dimension);
    check(data == null || Files.isDirectory(data), "data must be a folder that exists: " + data);
    WriteReport report = measure();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new ObjectMapper().writeValueAsString(report));
    } else {
      print(report, out);
    }
    out.flush();
    return 0;
  }

  private void check(boolean right, String message) {
    if (!right) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }

  private WriteReport measure() throws IOException, InterruptedException {
    Environment environment = Environment.now(VectorOps.kernels());
    String prefix = "akin-bench-write";
    Path folder =
        data == null ? Files.createTempDirectory(prefix) : Files.createTempDirectory(data, prefix);
    try {
      WriteReport.SyncTime sync = WriteReport.SyncTime.of(SyncProbe.measure(folder));
      try (EmbeddedDatabase database = EmbeddedDatabase.open(folder.resolve("data"))) {
        WriteBench bench = new WriteBench(database, indexConfig(), dimension, seed);
        bench.run(Arrays.stream(writers).max().orElseThrow(), seconds);
        List<WriteReport.Figure> figures = new ArrayList<>();
        for (int each : writers) {
          figures.add(bench.run(each, seconds));
        }
        return new WriteReport(
            environment,
            Files.getFileStore(folder).type(),
            index.name(),
            dimension,
            seconds,
            sync,
            figures);
      }
    } finally {
      WorkFolder.delete(folder);
    }
  }

  private IndexConfig indexConfig() {
    return switch (index) {
      case flat -> FlatConfig.DEFAULTS;
      case hnsw -> HnswConfig.DEFAULTS;
    };
  }

  private static void print(WriteReport report, PrintWriter out) {
    WriteReport.Figure first = report.figures().getFirst();
    out.println(report.environment().text());
    out.printf(
        Locale.ROOT,
        "%d dimensions, index %s, sync always, %.1f s each; on %s, where a page appended and synced"
            + " takes %.2f ms (p99 %.2f)%n%n",
        report.dimension(),
        report.index(),
        report.seconds(),
        report.fileSystem(),
        report.sync().p50(),
        report.sync().p99());
    out.println(
        ReportTable.of(
            report.figures(),
            List.of(
                ReportTable.number("writers", "%.0f", WriteReport.Figure::writers),
                ReportTable.number("writes/s", "%,.0f", WriteReport.Figure::perSecond),
                ReportTable.number(
                    "of the first", "%.2f", it -> it.perSecond() / first.perSecond()),
                ReportTable.number("p50 ms", "%.2f", WriteReport.Figure::p50),
                ReportTable.number("p99 ms", "%.2f", WriteReport.Figure::p99),
                ReportTable.number("syncs/write", "%.3f", WriteReport.Figure::syncsPerWrite))));
  }
}
