package dev.akin.bench.ann;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.akin.bench.Environment;
import dev.akin.bench.data.Dataset;
import dev.akin.bench.data.DatasetCache;
import dev.akin.bench.data.DatasetName;
import dev.akin.bench.peer.Peer;
import dev.akin.bench.peer.Peers;
import dev.akin.index.VectorOps;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code akin bench ann}. */
@Command(
    name = "ann",
    description = "Measure indexes beside their peers: recall, speed, build time, memory.")
public final class AnnCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--dataset",
      defaultValue = "glove",
      paramLabel = "NAME|FILE",
      description =
          "glove (341k x 100, through npm), wordnet or wordnet:COUNT (117k glosses, 384), random"
              + " (1M x 128), random:ROWSxDIMENSION, or a file in .fvecs format. Default:"
              + " ${DEFAULT-VALUE}.")
  private String dataset;

  @Option(
      names = "--akin",
      split = ",",
      defaultValue = "akin-hnsw,akin-engine",
      paramLabel = "NAME",
      description =
          "Which of ours take part: akin-engine; akin-hnsw, akin-ivf and akin-flat, each also with"
              + " -sq8, the last two with -pq, -pq8, -rabitq and -rabitq1 to -rabitq8. Default:"
              + " ${DEFAULT-VALUE}.")
  private List<String> akin;

  @Option(
      names = "--peers",
      split = ",",
      defaultValue = "",
      paramLabel = "NAME",
      description =
          "Which peers take part: lucene, jvector, hnswlib-java, hnswlib, faiss (all of faiss-hnsw,"
              + " faiss-ivf, faiss-ivfpqfs, faiss-flat). Default: none.")
  private List<String> peers;

  @Option(names = "--k", defaultValue = "10", description = "Neighbours. Default: 10.")
  private int k;

  @Option(
      names = "--queries",
      defaultValue = "1000",
      description = "Vectors held out as queries. Default: 1000.")
  private int queries;

  @Option(
      names = "--recalls",
      split = ",",
      defaultValue = "0.80,0.85,0.90,0.95,0.97,0.99",
      description = "Recalls at which all are timed. Default: ${DEFAULT-VALUE}.")
  private List<Double> recalls;

  @Option(
      names = "--seconds",
      defaultValue = "2",
      description = "Timed at each recall, all rounds together. Default: 2.")
  private double seconds;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description = "Rounds in which contestants take turns. Default: 3.")
  private int rounds;

  @Option(
      names = "--build-threads",
      split = ",",
      defaultValue = "2",
      description = "Build with each of these numbers of threads; search the last. Default: 2.")
  private List<Integer> buildThreads;

  @Option(
      names = "--out",
      defaultValue = "bench-out",
      paramLabel = "DIR",
      description = "Folder for result.json, curve.png and curve.svg. Default: ${DEFAULT-VALUE}.")
  private Path out;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = "Folder for data sets. Default: akin/bench in the user's cache folder.")
  private Path cache;

  @Option(
      names = "--python",
      defaultValue = "python3",
      description = "The Python that has faiss. Default: ${DEFAULT-VALUE}.")
  private String python;

  @Option(names = "--json", description = "Print the report as one JSON document.")
  private boolean json;

  /** Called by picocli. */
  public AnnCommand() {}

  @Override
  public Integer call() throws Exception {
    PrintWriter print = spec.commandLine().getOut();
    PrintWriter errors = spec.commandLine().getErr();
    List<Peer> contestants;
    AnnOptions options;
    DatasetName name;
    try {
      contestants = contestants();
      options = new AnnOptions(k, recalls, seconds, rounds, buildThreads);
      name = DatasetName.parse(dataset, errors::println);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    DatasetCache datasets =
        new DatasetCache(cache == null ? DatasetCache.defaultFolder() : cache, errors::println);
    Path work = Files.createTempDirectory("akin-bench");
    try (Dataset data = datasets.open(name.source(), queries)) {
      AnnReport report =
          new AnnBench(data, options, work, errors::println)
              .run(contestants, Environment.now(VectorOps.kernels()));
      write(report);
      if (json) {
        print.println(new ObjectMapper().writeValueAsString(report));
      } else {
        print.print(AnnTables.text(report));
        print.println("written: " + out.resolve("result.json") + ", curve.png, curve.svg");
      }
      print.flush();
      return report.results().isEmpty() ? 1 : 0;
    } finally {
      deleteTree(work);
    }
  }

  private List<Peer> contestants() {
    List<String> words = new ArrayList<>();
    Stream.concat(akin.stream(), peers.stream())
        .filter(word -> !word.isBlank())
        .forEach(words::add);
    if (words.isEmpty()) {
      throw new IllegalArgumentException("no contestant: give --akin or --peers");
    }
    return new Peers(python).named(words);
  }

  private void write(AnnReport report) throws Exception {
    Files.createDirectories(out);
    new ObjectMapper()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .writeValue(out.resolve("result.json").toFile(), report);
    if (report.results().stream().anyMatch(result -> !result.points().isEmpty())) {
      CurveChart.write(report, out);
    }
  }

  private static void deleteTree(Path folder) throws Exception {
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    }
  }
}
