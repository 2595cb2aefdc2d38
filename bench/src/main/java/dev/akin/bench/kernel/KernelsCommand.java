package dev.akin.bench.kernel;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.akin.bench.Environment;
import dev.akin.bench.ReportTable;
import dev.akin.index.VectorOps;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code akin bench kernels}. */
@Command(
    name = "kernels",
    description = "Measure with JMH how fast vectors and codes are scored: scalar and SIMD.")
public final class KernelsCommand implements Callable<Integer> {
  private static final double ITERATION_SECONDS = 0.5;

  @Spec private CommandSpec spec;

  @Option(
      names = "--dimensions",
      split = ",",
      defaultValue = "7,100,207,384,768,1536",
      description = "Numbers per vector. Default: ${DEFAULT-VALUE}.")
  private List<Integer> dimensions;

  @Option(names = "--forks", defaultValue = "3", description = "JVMs per figure. Default: 3.")
  private int forks;

  @Option(
      names = "--iterations",
      defaultValue = "3",
      description = "Half seconds measured in each JVM. Default: 3.")
  private int iterations;

  @Option(names = "--json", description = "Print the report as one JSON document.")
  private boolean json;

  /** Called by picocli. */
  public KernelsCommand() {}

  /**
   * One figure.
   *
   * @param method how rows are asked for: {@code single}, {@code hop} or {@code scan}
   * @param place of the rows, {@code cache} or {@code memory}
   * @param gigaDots inner products per nanosecond
   * @param error of that, half of the interval that holds it with 99.9% confidence; null if there
   *     are too few measurements
   * @param gigabytes of vectors read per second
   */
  public record Figure(
      String method,
      String implementation,
      int dimension,
      String place,
      double gigaDots,
      Double error,
      double gigabytes) {}

  /**
   * One figure of codes.
   *
   * @param kind of code, {@code rabitq}, {@code pq4} or {@code pq8}
   * @param nanos per code of {@value CodeBenchmark#POSITIONS} bytes
   */
  public record CodeFigure(String kind, String implementation, double nanos) {}

  /** All figures of a run. */
  public record Report(Environment environment, List<Figure> figures, List<CodeFigure> codes) {}

  @Override
  public Integer call() throws Exception {
    PrintWriter errors = spec.commandLine().getErr();
    int figures = 3 * 2 * 2 * dimensions.size() + 3 * 3;
    errors.printf(
        Locale.ROOT,
        "%d figures, about %.0f minutes%n",
        figures,
        Math.ceil(figures * forks * (1.5 + (1 + iterations) * ITERATION_SECONDS) / 60));
    errors.flush();
    Report report = new Report(Environment.now(VectorOps.kernels()), measure(), measureCodes());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new ObjectMapper().writeValueAsString(report));
    } else {
      out.println(report.environment().text());
      out.println();
      out.println(table(report.figures()));
      out.println();
      out.println(codeTable(report.codes()));
    }
    out.flush();
    return 0;
  }

  private List<Figure> measure() throws Exception {
    Options options =
        options(DotBenchmark.class)
            .param("dimension", dimensions.stream().map(String::valueOf).toArray(String[]::new))
            .build();
    Collection<RunResult> results = new Runner(options).run();
    List<Figure> figures = new ArrayList<>();
    for (RunResult result : results) {
      BenchmarkParams parameters = result.getParams();
      String benchmark = parameters.getBenchmark();
      int dimension = Integer.parseInt(parameters.getParam("dimension"));
      double error = result.getPrimaryResult().getScoreError();
      double gigaDots = result.getPrimaryResult().getScore();
      figures.add(
          new Figure(
              benchmark.substring(benchmark.lastIndexOf('.') + 1),
              parameters.getParam("implementation").toLowerCase(Locale.ROOT),
              dimension,
              parameters.getParam("place").toLowerCase(Locale.ROOT),
              gigaDots,
              Double.isNaN(error) ? null : error,
              gigaDots * dimension * Float.BYTES));
    }
    return figures;
  }

  private List<CodeFigure> measureCodes() throws Exception {
    List<CodeFigure> figures = new ArrayList<>();
    for (RunResult result : new Runner(options(CodeBenchmark.class).build()).run()) {
      figures.add(
          new CodeFigure(
              result.getParams().getParam("kind").toLowerCase(Locale.ROOT),
              result.getParams().getParam("implementation"),
              result.getPrimaryResult().getScore()));
    }
    return figures;
  }

  private ChainedOptionsBuilder options(Class<?> benchmark) {
    return new OptionsBuilder()
        .include(benchmark.getName())
        .forks(forks)
        .warmupIterations(1)
        .warmupTime(TimeValue.milliseconds((long) (ITERATION_SECONDS * 1000)))
        .measurementIterations(iterations)
        .measurementTime(TimeValue.milliseconds((long) (ITERATION_SECONDS * 1000)))
        .jvmArgs("--add-modules", "jdk.incubator.vector", "-Xmx4g")
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT);
  }

  private static String codeTable(List<CodeFigure> figures) {
    return ReportTable.of(
        figures,
        List.of(
            ReportTable.name("codes of " + CodeBenchmark.POSITIONS + " bytes", CodeFigure::kind),
            ReportTable.name("kernels", CodeFigure::implementation),
            ReportTable.number("ns/code", "%.2f", CodeFigure::nanos)));
  }

  private static String table(List<Figure> figures) {
    return ReportTable.of(
        figures,
        List.of(
            ReportTable.name("rows asked for by", Figure::method),
            ReportTable.name("kernels", Figure::implementation),
            ReportTable.number("dimension", figure -> String.valueOf(figure.dimension())),
            ReportTable.name("rows in", Figure::place),
            ReportTable.number("G dots/s", "%.4f", Figure::gigaDots),
            ReportTable.number(
                "+-",
                figure ->
                    figure.error() == null
                        ? "-"
                        : String.format(Locale.ROOT, "%.4f", figure.error())),
            ReportTable.number("GB/s", "%.1f", Figure::gigabytes)));
  }
}
