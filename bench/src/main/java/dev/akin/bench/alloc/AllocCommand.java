package dev.akin.bench.alloc;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.akin.bench.Environment;
import dev.akin.bench.ReportTable;
import dev.akin.index.VectorOps;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code akin bench alloc}. */
@Command(
    name = "alloc",
    description = "Measure with JMH what a search of each index allocates beyond its result.")
public final class AllocCommand implements Callable<Integer> {
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  @Spec private CommandSpec spec;

  @Option(
      names = "--indexes",
      split = ",",
      paramLabel = "NAME",
      description = "Such as hnsw,ivf-rabitq. Default: one of each kind.")
  private List<String> indexes;

  @Option(names = "--seconds", defaultValue = "5", description = "Warm-up of each. Default: 5.")
  private int seconds;

  @Option(names = "--json", description = "Print the report as one JSON document.")
  private boolean json;

  /** Called by picocli. */
  public AllocCommand() {}

  /**
   * One index.
   *
   * @param searchBytes that a search allocates
   * @param resultBytes that its result takes
   */
  public record Figure(String index, double searchBytes, double resultBytes) {
    /** What a search allocates beyond its result. */
    public double beyondResult() {
      return searchBytes - resultBytes;
    }
  }

  /** All figures of a run. */
  public record Report(Environment environment, List<Figure> figures) {}

  @Override
  public Integer call() throws Exception {
    Report report = new Report(Environment.now(VectorOps.kernels()), measure());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new ObjectMapper().writeValueAsString(report));
    } else {
      out.println(report.environment().text());
      out.println();
      out.println(
          ReportTable.of(
              report.figures(),
              List.of(
                  ReportTable.name("index", Figure::index),
                  ReportTable.number("search, B/op", "%.1f", Figure::searchBytes),
                  ReportTable.number("result, B/op", "%.1f", Figure::resultBytes),
                  ReportTable.number("beyond, B/op", "%.1f", Figure::beyondResult))));
    }
    out.flush();
    return 0;
  }

  private List<Figure> measure() throws Exception {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(AllocationBenchmark.class.getName())
            .addProfiler(GCProfiler.class)
            .forks(1)
            .warmupIterations(1)
            .warmupTime(TimeValue.seconds(seconds))
            .measurementIterations(2)
            .measurementTime(TimeValue.seconds(1))
            .jvmArgs("--add-modules", "jdk.incubator.vector", "-Xmx2g")
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    if (indexes != null) {
      options.param("index", indexes.toArray(String[]::new));
    }
    Collection<RunResult> results = new Runner(options.build()).run();
    Map<String, Double> search = new LinkedHashMap<>();
    Map<String, Double> result = new LinkedHashMap<>();
    for (RunResult run : results) {
      String benchmark = run.getParams().getBenchmark();
      (benchmark.endsWith(".search") ? search : result)
          .put(run.getParams().getParam("index"), allocated(run));
    }
    List<Figure> figures = new ArrayList<>();
    search.forEach((name, bytes) -> figures.add(new Figure(name, bytes, result.get(name))));
    return figures;
  }

  @SuppressWarnings("rawtypes") // JMH gives them so.
  private static double allocated(RunResult run) {
    for (Map.Entry<String, Result> each : run.getSecondaryResults().entrySet()) {
      if (each.getKey().toLowerCase(Locale.ROOT).contains(ALLOCATED)) {
        return each.getValue().getScore();
      }
    }
    throw new IllegalStateException("the profiler gave no " + ALLOCATED);
  }
}
