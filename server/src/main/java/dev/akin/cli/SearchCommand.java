package dev.akin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.github.freva.asciitable.ColumnData;
import dev.akin.api.AkinException;
import dev.akin.api.Database;
import dev.akin.api.Example;
import dev.akin.api.FilterStats;
import dev.akin.api.Fusion;
import dev.akin.api.Hit;
import dev.akin.api.Include;
import dev.akin.api.Input;
import dev.akin.api.Query;
import dev.akin.api.RecommendStrategy;
import dev.akin.api.Record;
import dev.akin.api.Rerank;
import dev.akin.api.SearchResult;
import dev.akin.api.SearchStats;
import dev.akin.api.Target;
import dev.akin.cli.format.IdText;
import dev.akin.cli.format.RecordJson;
import dev.akin.server.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code akin search NAME "text"}. */
@Command(name = "search", description = "Find the records nearest to a text, a vector or an image.")
final class SearchCommand extends ClientCommand {
  private static final int ID_WIDTH = 44;
  private static final int TEXT_WIDTH = 70;
  private static final int GROUP_WIDTH = 30;
  private static final int DEFAULT_TOP = 100;

  @Parameters(index = "0", paramLabel = "NAME", description = "The collection.")
  private String name;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "TEXT",
      description = "The text to search for; or else --vector, --image or --like.")
  private String text;

  @Option(
      names = "--vector",
      paramLabel = "'[…]'",
      description = "The vector to search for, as a JSON array.")
  private String vector;

  @Option(names = "--image", paramLabel = "FILE", description = "The image to search for.")
  private Path image;

  @Option(
      names = "--like",
      paramLabel = "ID",
      description = "A record that hits should be like; may be given several times.")
  private List<String> like = List.of();

  @Option(
      names = "--unlike",
      paramLabel = "ID",
      description = "A record that hits should be unlike; may be given several times.")
  private List<String> unlike = List.of();

  @Option(
      names = "--best-score",
      description =
          "With --like: by the best score against any of them, not by the mean of all of them.")
  private boolean bestScore;

  @Option(
      names = "--batch",
      paramLabel = "FILE",
      description =
          "Instead of one TEXT, a file with one on each line, asked together; - is stdin.")
  private Path batch;

  @Option(
      names = "--sparse",
      paramLabel = "'FIELD={…}'",
      description = {
        "A sparse vector to search for, as a JSON object of terms and weights, and the payload"
            + " field that holds those of the records, such as 'splade={\"rain\": 1.3}'.",
        "With TEXT: what is near to it as well, fused by their ranks."
      })
  private String sparse;

  @ArgGroup private Words words = new Words();

  /** How the words of a text count; at most one. */
  static final class Words {
    @Option(
        names = "--full-text",
        description = "Search for the words of TEXT in the full-text index, not for its meaning.")
    private boolean fullText;

    @Option(
        names = "--hybrid",
        description = "Search for the meaning of TEXT and for its words, fused by their ranks.")
    private boolean hybrid;

    @Option(names = "--hybrid-scores", description = "The same, fused by their scores (DBSF).")
    private boolean hybridScores;
  }

  @Option(
      names = "-k",
      paramLabel = "N",
      description = "Hits wanted (default: ${DEFAULT-VALUE}).",
      defaultValue = "10")
  private int k;

  @ArgGroup private Effort effort = new Effort();

  /** How hard to search; at most one. */
  static final class Effort {
    @Option(
        names = "--ef-search",
        paramLabel = "N",
        description = "HNSW: candidates kept during the search; more finds more and takes longer.")
    private Integer efSearch;

    @Option(
        names = "--slack",
        paramLabel = "SHARE",
        description =
            "HNSW: search until what is left is farther than 1 + SHARE times the last hit, such as"
                + " 0.1; as much as each query needs.")
    private Double slack;

    @Option(
        names = "--nprobe",
        paramLabel = "N",
        description = "IVF: lists scanned; more find more and take longer.")
    private Integer nprobe;

    @Option(
        names = "--target-recall",
        paramLabel = "SHARE",
        description = "Any index: spend what it takes to find this share of the nearest, as 0.95.")
    private Double targetRecall;

    @Option(names = "--exact", description = "Scan all vectors.")
    private boolean exact;
  }

  @Mixin private FilterOption filter;

  @Option(
      names = "--min-score",
      paramLabel = "SCORE",
      description = "Leave out hits that score less; with a large -k, all within the threshold.")
  private Double minScore;

  @Option(
      names = "--mmr",
      paramLabel = "LAMBDA",
      description =
          "Choose hits among the nearest that are unlike each other (maximal marginal relevance):"
              + " 0 to 1; the less, the more they differ.")
  private Double mmr;

  @Option(
      names = "--group-by",
      paramLabel = "FIELD",
      description =
          "Group hits by the values of a payload field: the best -k groups by their best hit.")
  private String groupBy;

  @Option(
      names = "--group-size",
      paramLabel = "N",
      description = "Hits of one group at most (default: ${DEFAULT-VALUE}).",
      defaultValue = "1")
  private int groupSize;

  @Option(
      names = "--rerank",
      paramLabel = "MODEL",
      description = "Order the best hits by a reranker, which reads TEXT and their texts together.")
  private String rerank;

  @Option(
      names = "--rerank-top",
      paramLabel = "N",
      description = "Hits that the reranker scores (default: 100, or -k if that is more).")
  private Integer rerankTop;

  @Option(
      names = "--rerank-field",
      paramLabel = "FIELD",
      description =
          "The payload field with their texts (default: the texts that the vector was made of).")
  private String rerankField;

  @Option(
      names = "--rerank-query",
      paramLabel = "QUESTION",
      description = "What the reranker looks for (default: TEXT).")
  private String rerankQuery;

  @Option(
      names = "--using",
      paramLabel = "VECTOR",
      description = "The vector to search (default: ${DEFAULT-VALUE}).",
      defaultValue = Record.DEFAULT_VECTOR)
  private String using;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "Give up after this long (default: the client's own deadline).")
  private Double timeout;

  @Option(names = "--vectors", description = "With --json, print the vectors of the hits as well.")
  private boolean vectors;

  @Option(
      names = "--explain",
      description = "Say as well how the hits were found: filters, indexes, cost and time.")
  private boolean explain;

  @Option(
      names = {"-v", "--verbose"},
      description = "Say on standard error what the search cost.")
  private boolean verbose;

  @Override
  int run(Database database) throws IOException {
    if (batch == null) {
      show(database.collection(name).search(query(target())));
      return 0;
    }
    if (Stream.of(text, vector, image, sparse).anyMatch(Objects::nonNull)
        || !like.isEmpty()
        || !unlike.isEmpty()) {
      throw new ParameterException(spec().commandLine(), "--batch takes the place of the others");
    }
    List<String> texts = lines();
    List<Query> queries = new ArrayList<>();
    for (String one : texts) {
      queries.add(query(target(one)));
    }
    List<SearchResult> results = database.collection(name).search(queries);
    for (int i = 0; i < results.size(); i++) {
      if (json()) {
        String asked = texts.get(i);
        out().println(json(asked, results.get(i)));
      } else {
        out().println(texts.get(i));
        show(results.get(i));
      }
    }
    return 0;
  }

  private List<String> lines() throws IOException {
    if (batch.toString().equals("-")) {
      try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
        return in.lines().toList();
      }
    }
    return Files.readAllLines(batch);
  }

  private void show(SearchResult result) {
    if (json()) {
      result.hits().forEach(hit -> out().println(json(hit)));
      if (result.plan().isPresent()) {
        out().println(Json.object(json -> writePlan(json, result)));
      }
    } else if (result.hits().isEmpty()) {
      err().println("no hits: " + reason());
    } else {
      out().println(Tables.of(result.hits(), columns(result.hits())));
    }
    if (!json() && result.plan().isPresent()) {
      out().println(PlanText.text(result.plan().get(), result.stats()));
    }
    if (verbose) {
      err().println(cost(result.stats()));
    }
  }

  private String reason() {
    if (minScore != null) {
      return "no record of collection '" + name + "' scores " + minScore + " or more";
    }
    if (groupBy != null) {
      return "no record that is found has a text, number or boolean in field '" + groupBy + "'";
    }
    return filter.filter().isPresent()
        ? "no record of collection '" + name + "' matches the filter"
        : "collection '" + name + "' is empty";
  }

  private Query query(Target target) {
    Query query = Query.of(target).k(k).using(using);
    if (target instanceof Target.Near || target instanceof Target.Recommend) {
      query = withEffort(query);
    }
    if (filter.filter().isPresent()) {
      query = query.filter(filter.filter().get());
    }
    if (minScore != null) {
      query = query.minScore(minScore);
    }
    if (mmr != null) {
      query = query.mmr(mmr);
    }
    if (groupBy != null) {
      query = query.groupBy(groupBy, groupSize);
    }
    if (timeout != null) {
      if (!(timeout > 0 && timeout < Integer.MAX_VALUE)) {
        throw new AkinException.InvalidArgument("timeout must be above zero: " + timeout);
      }
      query = query.timeout(Duration.ofNanos(Math.max(1, Math.round(timeout * 1e9))));
    }
    if (rerank != null) {
      query =
          query.rerank(
              new Rerank(
                  rerank,
                  rerankTop == null ? Math.max(DEFAULT_TOP, k) : rerankTop,
                  Optional.ofNullable(rerankField),
                  Optional.ofNullable(rerankQuery)));
    } else if (rerankTop != null || rerankField != null || rerankQuery != null) {
      throw new ParameterException(
          spec().commandLine(), "--rerank-top, --rerank-field and --rerank-query need --rerank");
    }
    query = query.explain(explain);
    return vectors ? query.include(Include.ALL) : query;
  }

  private Query withEffort(Query query) {
    if (effort.efSearch != null) {
      return query.efSearch(effort.efSearch);
    }
    if (effort.slack != null) {
      return query.slack(effort.slack);
    }
    if (effort.nprobe != null) {
      return query.nprobe(effort.nprobe);
    }
    if (effort.targetRecall != null) {
      return query.targetRecall(effort.targetRecall);
    }
    return effort.exact ? query.exact() : query;
  }

  private Target target(String query) {
    if (words.fullText) {
      return new Target.FullText(query);
    }
    if (!words.hybrid && !words.hybridScores) {
      return new Target.Near(new Input.Text(query));
    }
    return new Target.Fused(
        List.of(
            withEffort(Query.text(query).using(using).k(Query.HYBRID_K)),
            Query.fullText(query).k(Query.HYBRID_K)),
        words.hybrid ? Fusion.RRF : Fusion.DBSF,
        List.of());
  }

  private Target.Sparse sparse() throws IOException {
    int equals = sparse.indexOf('=');
    if (equals < 1) {
      throw new ParameterException(
          spec().commandLine(), "--sparse must be like 'splade={\"rain\": 1.3}': " + sparse);
    }
    return new Target.Sparse(
        sparse.substring(0, equals), RecordJson.sparseVector(sparse.substring(equals + 1)));
  }

  /** What is near to the text, if there is one, and what shares terms. */
  private Target withSparse() throws IOException {
    Target.Sparse terms = sparse();
    if (vector != null || image != null || !like.isEmpty() || !unlike.isEmpty()) {
      throw new ParameterException(spec().commandLine(), "--sparse goes together with TEXT only");
    }
    if (text == null) {
      return terms;
    }
    List<Query> parts = new ArrayList<>();
    parts.add(Query.of(terms).k(Query.HYBRID_K));
    switch (target(text)) {
      case Target.Fused fused -> parts.addAll(fused.queries());
      case Target.FullText words -> parts.add(Query.of(words).k(Query.HYBRID_K));
      case Target other -> parts.add(withEffort(Query.of(other).using(using).k(Query.HYBRID_K)));
    }
    return new Target.Fused(parts, words.hybridScores ? Fusion.DBSF : Fusion.RRF, List.of());
  }

  private Target target() throws IOException {
    if (sparse != null) {
      return withSparse();
    }
    Optional<Input> input = input();
    if (input.isEmpty() && like.isEmpty()) {
      throw new ParameterException(
          spec().commandLine(),
          "give one of TEXT, --vector='[…]', --image=FILE, --sparse='FIELD={…}' and"
              + " --like=ID");
    }
    if (text != null && like.isEmpty() && unlike.isEmpty()) {
      return target(text);
    }
    if (words.fullText || words.hybrid || words.hybridScores) {
      throw new ParameterException(
          spec().commandLine(), "--full-text and --hybrid take a TEXT, and no --like");
    }
    if (input.isPresent() && like.isEmpty() && unlike.isEmpty()) {
      return new Target.Near(input.get());
    }
    List<Example> positives = new ArrayList<>(records(like));
    input.map(Example.OfInput::new).ifPresent(positives::add);
    return new Target.Recommend(
        positives,
        records(unlike),
        bestScore ? RecommendStrategy.BEST_SCORE : RecommendStrategy.AVERAGE_VECTOR);
  }

  private static List<Example> records(List<String> ids) {
    return ids.stream().map(IdText::parse).map(Example::record).toList();
  }

  private Optional<Input> input() throws IOException {
    if (Stream.of(text, vector, image).filter(Objects::nonNull).count() > 1) {
      throw new ParameterException(
          spec().commandLine(), "give one of TEXT, --vector='[…]' and --image=FILE");
    }
    if (vector != null) {
      return Optional.of(new Input.Vector(RecordJson.vector(vector)));
    }
    if (image != null) {
      return Optional.of(new Input.Image(Files.readAllBytes(image)));
    }
    return Optional.ofNullable(text).map(Input.Text::new);
  }

  private static String json(Hit hit) {
    return Json.object(json -> write(json, hit));
  }

  private static String json(String text, SearchResult result) {
    return Json.object(
        json -> {
          json.writeStringField("query", text);
          json.writeArrayFieldStart("hits");
          for (Hit hit : result.hits()) {
            json.writeStartObject();
            write(json, hit);
            json.writeEndObject();
          }
          json.writeEndArray();
          writePlan(json, result);
        });
  }

  private static void writePlan(JsonGenerator json, SearchResult result) throws IOException {
    if (result.plan().isPresent()) {
      json.writeFieldName("plan");
      PlanText.write(json, result.plan().get(), result.stats());
    }
  }

  private static void write(JsonGenerator json, Hit hit) throws IOException {
    json.writeNumberField("score", hit.score());
    json.writeNumberField("distance", hit.distance());
    if (hit.group().isPresent()) {
      json.writeFieldName("group");
      RecordJson.writeValue(json, hit.group().get());
    }
    RecordJson.writeFields(json, hit.record());
  }

  private static List<ColumnData<Hit>> columns(List<Hit> hits) {
    List<ColumnData<Hit>> columns = new ArrayList<>();
    if (hits.stream().anyMatch(hit -> hit.group().isPresent())) {
      columns.add(Tables.text("group", GROUP_WIDTH, SearchCommand::group));
    }
    columns.add(Tables.number("score", hit -> String.format(Locale.ROOT, "%.4f", hit.score())));
    columns.add(Tables.text("id", ID_WIDTH, hit -> IdText.format(hit.id())));
    if (hits.stream().anyMatch(hit -> !RecordText.text(hit.record()).isEmpty())) {
      columns.add(Tables.text("text", TEXT_WIDTH, hit -> RecordText.text(hit.record())));
    }
    columns.add(
        Tables.text("payload", TEXT_WIDTH, hit -> RecordJson.payload(hit.record().payload())));
    return columns;
  }

  private static String group(Hit hit) {
    return hit.group().map(value -> String.valueOf(value.toJava())).orElse("");
  }

  private static String cost(FilterStats stats) {
    return String.format(
        Locale.ROOT,
        "filter matched %d, scanned %d, %.2f ms; ",
        stats.matched(),
        stats.scanned(),
        stats.nanos() / 1e6);
  }

  private static String cost(SearchStats stats) {
    return String.format(
        Locale.ROOT,
        "%s: %d distances, %d hops; %sembed %.2f ms, search %.2f ms, fetch %.2f ms%s",
        stats.strategy(),
        stats.cost().distanceComputations(),
        stats.cost().hops(),
        stats.filter().map(SearchCommand::cost).orElse(""),
        stats.embedNanos() / 1e6,
        stats.searchNanos() / 1e6,
        stats.fetchNanos() / 1e6,
        stats.rerankNanos() == 0
            ? ""
            : String.format(Locale.ROOT, ", rerank %.2f ms", stats.rerankNanos() / 1e6));
  }
}
