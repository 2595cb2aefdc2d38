package dev.akin.cli;

import dev.akin.api.Collection;
import dev.akin.api.Database;
import dev.akin.api.FullTextSpec;
import dev.akin.api.Record;
import dev.akin.api.TextAnalyzer;
import dev.akin.server.json.Json;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code akin collections text-index NAME FIELD…}. */
@Command(name = "text-index", description = "Create or drop the full-text index of a collection.")
final class CollectionsTextIndexCommand extends ClientCommand {
  @Parameters(index = "0", paramLabel = "NAME", description = "The collection.")
  private String name;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "FIELD",
      description =
          "Fields of the payload to index: paths of names joined by dots. Without any field or"
              + " source, the texts of the default vector.")
  private List<String> fields = List.of();

  @Option(
      names = "--source",
      paramLabel = "VECTOR",
      description = "Index the texts that this vector is made of; may be given several times.")
  private List<String> sources = List.of();

  @Option(
      names = "--analyzer",
      paramLabel = "NAME",
      description =
          "Finds the words: standard, whitespace, or a language such as english, which leaves out"
              + " stop words and takes words by their stems (default: ${DEFAULT-VALUE}).",
      defaultValue = "standard")
  private String analyzer;

  @Option(names = "--drop", description = "Drop the index.")
  private boolean drop;

  @Override
  int run(Database database) {
    Collection collection = database.collection(name);
    if (drop) {
      collection.dropFullTextIndex();
    } else {
      boolean none = fields.isEmpty() && sources.isEmpty();
      collection.createFullTextIndex(
          new FullTextSpec(
              fields, none ? List.of(Record.DEFAULT_VECTOR) : sources, TextAnalyzer.of(analyzer)));
    }
    String done = drop ? "dropped" : "building";
    out()
        .println(
            json()
                ? Json.object(json -> json.writeStringField(done, "full_text"))
                : done + " the full-text index of " + name);
    return 0;
  }
}
