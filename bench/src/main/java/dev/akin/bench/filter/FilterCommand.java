package dev.akin.bench.filter;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.akin.bench.ReportTable;
import dev.akin.bench.data.Dataset;
import dev.akin.bench.data.DatasetOptions;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code akin bench filter}. */
@Command(
    name = "filter",
    description =
        "Measure searches under filters that let 50, 10, 1 and 0.1% of the rows through, beside an"
            + " exact scan of these and searches without a filter.")
public final class FilterCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private DatasetOptions datasets;

  @Option(
      names = "--queries",
      defaultValue = "200",
      description = "Queries, each with filters of its own, 1 to 1,000. Default: ${DEFAULT-VALUE}.")
  private int queries;

  @Option(
      names = "--target-recall",
      defaultValue = "0.97",
      description = "That searches ask for. Default: ${DEFAULT-VALUE}.")
  private double targetRecall;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "Rounds in which the searches take turns. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--seed",
      defaultValue = "42",
      description = "Of what the filters let through. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--json", description = "Print the report as one JSON document.")
  private boolean json;

  /** Called by picocli. */
  public FilterCommand() {}

  @Override
  public Integer call() throws Exception {
    if (queries < 1 || queries > 1000 || rounds < 1 || !(targetRecall > 0 && targetRecall < 1)) {
      throw new ParameterException(
          spec.commandLine(),
          "queries must be 1 to 1,000, rounds 1 or more, target-recall above 0 and below 1");
    }
    PrintWriter errors = spec.commandLine().getErr();
    try (Dataset data = datasets.open(1000)) {
      float[][] rows = new float[data.size()][];
      data.rows(0, rows.length, (ordinal, row) -> rows[ordinal] = row);
      float[][] asked = Arrays.copyOf(data.queries(), Math.min(queries, data.queries().length));
      FilterBench bench =
          new FilterBench(
              rows,
              asked,
              targetRecall,
              rounds,
              line -> {
                errors.println(line);
                errors.flush();
              });
      print(bench.run(data.name(), seed));
      return 0;
    }
  }

  private void print(FilterReport report) throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new ObjectMapper().writeValueAsString(report));
      out.flush();
      return;
    }
    out.println(report.environment().text());
    out.printf(
        Locale.ROOT,
        "%s, %,d rows, %d queries, target recall %.2f, HNSW m 16, efConstruction 200, one thread%n"
            + "without a filter: recall@10 %.3f, %.0f us%n%n",
        report.dataset(),
        report.rows(),
        report.queries(),
        report.targetRecall(),
        report.plainRecall(),
        report.plainMicros());
    out.println(
        ReportTable.of(
            report.figures(),
            List.of(
                ReportTable.number("rows, %", "%.1f", it -> 100 * it.share()),
                ReportTable.name("spread", it -> it.spread().name().toLowerCase(Locale.ROOT)),
                ReportTable.number("recall@10", "%.3f", FilterReport.Figure::recall),
                ReportTable.number("search, us", "%.0f", FilterReport.Figure::micros),
                ReportTable.number("exact scan, us", "%.0f", FilterReport.Figure::exactMicros),
                ReportTable.number("distances", "%,.0f", FilterReport.Figure::distances),
                ReportTable.number("of the faster", "%.2f", FilterReport.Figure::ratio))));
    out.flush();
  }
}
