package dev.akin.bench.embed;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.akin.bench.Environment;
import dev.akin.bench.ReportTable;
import dev.akin.cli.quickstart.Gloss;
import dev.akin.cli.quickstart.WordNet;
import dev.akin.index.VectorOps;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code akin bench embed}. */
@Command(
    name = "embed",
    description = {
      "Measure the default model beside langchain4j's run of the same one, and fastText sentences",
      "beside the command fasttext, where that is installed."
    })
public final class EmbedBenchCommand implements Callable<Integer> {
  /** A sentence of fastText's takes microseconds: fewer would measure the clock. */
  private static final int SENTENCES_PER_TEXT = 10;

  @Spec private CommandSpec spec;

  @Option(
      names = "--texts",
      defaultValue = "2000",
      description = "Glosses of WordNet to embed. Default: 2000.")
  private int texts;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description = "Rounds in which the two take turns. Default: 3.")
  private int rounds;

  @Option(names = "--json", description = "Print the report as one JSON document.")
  private boolean json;

  /** Called by picocli. */
  public EmbedBenchCommand() {}

  @Override
  public Integer call() throws Exception {
    if (texts < 1 || rounds < 1) {
      throw new ParameterException(
          spec.commandLine(), "texts and rounds must be above 0: " + texts + ", " + rounds);
    }
    List<String> glosses = WordNet.open().spread(texts).stream().map(Gloss::text).toList();
    EmbedReport report;
    try (TextModel akin = new AkinTextModel();
        TextModel langChain = new LangChainTextModel()) {
      report =
          new EmbedBench(glosses, rounds)
              .run(akin, langChain, Environment.now(VectorOps.kernels()));
    }
    if (FastTextBench.installed()) {
      List<String> sentences =
          WordNet.open().spread(SENTENCES_PER_TEXT * texts).stream().map(Gloss::text).toList();
      report = report.withFastText(new FastTextBench(sentences, rounds).run());
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new ObjectMapper().writeValueAsString(report));
    } else {
      out.println(report.environment().text());
      out.printf(
          Locale.ROOT,
          "%,d glosses, %d rounds, lowest cosine between the two %.5f%n%n",
          report.texts(),
          report.rounds(),
          report.lowestCosine());
      out.println(
          ReportTable.of(
              report.results(),
              List.of(
                  ReportTable.name("model", EmbedReport.Result::model),
                  ReportTable.number(
                      "texts/s, one call", "%,.0f", EmbedReport.Result::batchTextsPerSecond),
                  ReportTable.number(
                      "texts/s, one by one", "%,.0f", EmbedReport.Result::singleTextsPerSecond),
                  ReportTable.number("p50 ms", "%.2f", EmbedReport.Result::p50Millis),
                  ReportTable.number("p99 ms", "%.2f", EmbedReport.Result::p99Millis),
                  ReportTable.number(
                      "p50 ms during import", "%.2f", EmbedReport.Result::p50MillisDuringImport),
                  ReportTable.number(
                      "p99 ms during import", "%.2f", EmbedReport.Result::p99MillisDuringImport))));
      out.println();
      out.println(
          Optional.ofNullable(report.fastText())
              .map(
                  sentences ->
                      String.format(
                          Locale.ROOT,
                          "fastText sentences/s, one thread: Akin %,.0f, fasttext"
                              + " print-sentence-vectors %,.0f",
                          sentences.akinPerSecond(),
                          sentences.commandPerSecond()))
              .orElse("fastText sentences: the command fasttext is not installed"));
    }
    out.flush();
    return 0;
  }
}
