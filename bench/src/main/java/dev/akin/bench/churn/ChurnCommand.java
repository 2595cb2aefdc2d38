package dev.akin.bench.churn;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.akin.bench.Environment;
import dev.akin.bench.ReportTable;
import dev.akin.bench.WorkFolder;
import dev.akin.bench.data.Dataset;
import dev.akin.bench.data.DatasetOptions;
import dev.akin.bench.data.GroundTruth;
import dev.akin.index.VectorOps;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code akin bench churn}. */
@Command(
    name = "churn",
    description =
        "Delete and add again a part of a collection, many times over, and compare its recall,"
            + " memory and disk with a collection written once.")
public final class ChurnCommand implements Callable<Integer> {
  private static final double MIB = 1 << 20;
  private static final int K = 10;

  @Spec private CommandSpec spec;

  @Mixin private DatasetOptions datasets;

  @Option(
      names = "--records",
      defaultValue = "100000",
      description = "The first so many of the data set, 100 or more. Default: ${DEFAULT-VALUE}.")
  private int records;

  @Option(
      names = "--rounds",
      defaultValue = "20",
      description = "Rounds of deleting and adding again. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--part",
      defaultValue = "0.2",
      description = "Of the records, taken by each round. Default: ${DEFAULT-VALUE}.")
  private double part;

  @Option(
      names = "--queries",
      defaultValue = "1000",
      description = "Vectors held out as queries. Default: ${DEFAULT-VALUE}.")
  private int queries;

  @Option(
      names = "--seed",
      defaultValue = "42",
      description = "Of what each round takes. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--json", description = "Print the report as one JSON document.")
  private boolean json;

  /** Called by picocli. */
  public ChurnCommand() {}

  @Override
  public Integer call() throws Exception {
    if (records < 100 || rounds < 0 || !(part > 0 && part <= 1) || queries < 1) {
      throw new ParameterException(
          spec.commandLine(),
          "records must be 100 or more, rounds 0 or more, part above 0 and up to 1, queries 1 or"
              + " more");
    }
    PrintWriter errors = spec.commandLine().getErr();
    Path work = Files.createTempDirectory("akin-churn");
    try (Dataset data = datasets.open(queries)) {
      float[][] rows = new float[Math.min(records, data.size())][];
      data.rows(0, rows.length, (ordinal, row) -> rows[ordinal] = row);
      int cores = Runtime.getRuntime().availableProcessors();
      int[][] truth = GroundTruth.compute(rows, data.queries(), K, cores).ordinals();
      ChurnBench bench =
          new ChurnBench(
              rows,
              data.queries(),
              truth,
              rounds,
              part,
              work,
              line -> {
                errors.println(line);
                errors.flush();
              });
      print(
          new ChurnReport(
              Environment.now(VectorOps.kernels()),
              data.name(),
              rows.length,
              rounds,
              part,
              bench.run(seed)));
      return 0;
    } finally {
      WorkFolder.delete(work);
    }
  }

  private void print(ChurnReport report) throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new ObjectMapper().writeValueAsString(report));
      out.flush();
      return;
    }
    ChurnReport.Figure fresh = report.figures().getFirst();
    out.println(report.environment().text());
    out.printf(
        Locale.ROOT,
        "%s, %,d records, %d rounds of %.0f%%; recall@10 with the defaults; HNSW m 16,"
            + " efConstruction 200%n%n",
        report.dataset(),
        report.records(),
        report.rounds(),
        100 * report.part());
    out.println(
        ReportTable.of(
            report.figures(),
            List.of(
                ReportTable.name("collection", ChurnReport.Figure::collection),
                ReportTable.number("recall@10", "%.4f", ChurnReport.Figure::recall),
                ReportTable.number("index MiB", "%.1f", it -> it.indexBytes() / MIB),
                ReportTable.number(
                    "of fresh", "%.2f", it -> (double) it.indexBytes() / fresh.indexBytes()),
                ReportTable.number("disk MiB", "%.1f", it -> it.diskBytes() / MIB),
                ReportTable.number(
                    "of fresh", "%.2f", it -> (double) it.diskBytes() / fresh.diskBytes()),
                ReportTable.number("dead", "%,.0f", ChurnReport.Figure::dead),
                ReportTable.number("seconds", "%.0f", ChurnReport.Figure::seconds))));
    out.flush();
  }
}
