package dev.akin.cli;

import dev.akin.api.Database;
import dev.akin.api.Fusion;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.document.Documents;
import dev.akin.api.document.Passage;
import dev.akin.cli.format.RecordJson;
import dev.akin.server.json.Json;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code akin ask NAME "question"}. */
@Command(
    name = "ask",
    description =
        "Print the passages of documents that a language model should read to answer a question,"
            + " with their sources, cut to a number of tokens.")
final class AskCommand extends ClientCommand {
  @Parameters(index = "0", paramLabel = "NAME", description = "The collection of documents.")
  private String name;

  @Parameters(index = "1", paramLabel = "QUESTION", description = "The question.")
  private String question;

  @Option(
      names = "--tokens",
      paramLabel = "N",
      description =
          "Tokens of all passages together at most, one for each four characters (default:"
              + " ${DEFAULT-VALUE}).",
      defaultValue = "1000")
  private int tokens;

  @Option(
      names = "--per-document",
      paramLabel = "N",
      description = "Passages of one document at most (default: ${DEFAULT-VALUE}).",
      defaultValue = "3")
  private int perDocument;

  @Option(
      names = "-k",
      paramLabel = "N",
      description = "Passages looked at (default: ${DEFAULT-VALUE}).",
      defaultValue = "50")
  private int k;

  @Option(
      names = "--hybrid",
      description = "Search for the words of the question as well, in the full-text index.")
  private boolean hybrid;

  @Option(
      names = "--using",
      paramLabel = "VECTOR",
      description = "The vector of the passages (default: ${DEFAULT-VALUE}).",
      defaultValue = Record.DEFAULT_VECTOR)
  private String using;

  @Mixin private FilterOption filter;

  @Override
  int run(Database database) {
    Query near = Query.text(question).using(using).k(k);
    Query query = hybrid ? Query.fused(Fusion.RRF, near, Query.fullText(question).k(k)).k(k) : near;
    if (filter.filter().isPresent()) {
      query = query.filter(filter.filter().get());
    }
    List<Passage> passages =
        Documents.in(database.collection(name))
            .using(using)
            .ask(query, perDocument, tokens, Documents.ABOUT_TOKENS);
    if (passages.isEmpty() && !json()) {
      err().println("no passage of collection '" + name + "' fits");
    }
    for (int i = 0; i < passages.size(); i++) {
      out().println(json() ? json(passages.get(i)) : text(i + 1, passages.get(i)));
    }
    return 0;
  }

  private static String text(int number, Passage passage) {
    return String.format(
        Locale.ROOT,
        "[%d] %s, characters %d to %d (%.4f)%n%s%n",
        number,
        passage.document(),
        passage.start(),
        passage.end(),
        passage.score(),
        passage.text());
  }

  private static String json(Passage passage) {
    return Json.object(
        json -> {
          json.writeStringField("document", passage.document());
          json.writeNumberField("passage", passage.index());
          json.writeNumberField("start", passage.start());
          json.writeNumberField("end", passage.end());
          json.writeNumberField("score", passage.score());
          json.writeStringField("text", passage.text());
          json.writeFieldName("payload");
          json.writeRawValue(RecordJson.payload(passage.payload()));
        });
  }
}
