package dev.akin.cli;

import dev.akin.api.Collection;
import dev.akin.api.Database;
import dev.akin.api.Facet;
import dev.akin.api.FacetResult;
import dev.akin.cli.format.RecordJson;
import dev.akin.server.json.Json;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code akin facet NAME FIELD}. */
@Command(
    name = "facet",
    description = "Count how many records have each value of a payload field, most frequent first.")
final class FacetCommand extends ClientCommand {
  private static final int WIDTH = 70;

  @Parameters(index = "0", paramLabel = "NAME", description = "The collection.")
  private String name;

  @Parameters(index = "1", paramLabel = "FIELD", description = "The field, a path as in filters.")
  private String field;

  @Mixin private FilterOption filter;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Values wanted (default: ${DEFAULT-VALUE}).",
      defaultValue = "10")
  private int limit;

  @Override
  int run(Database database) {
    Collection collection = database.collection(name);
    FacetResult result =
        filter
            .filter()
            .map(only -> collection.facet(field, only, limit))
            .orElseGet(() -> collection.facet(field, limit));
    if (json()) {
      for (Facet facet : result.facets()) {
        out()
            .println(
                Json.object(
                    json -> {
                      json.writeFieldName("value");
                      RecordJson.writeValue(json, facet.value());
                      json.writeNumberField("count", facet.count());
                    }));
      }
    } else if (!result.facets().isEmpty()) {
      out()
          .println(
              Tables.of(
                  result.facets(),
                  List.of(
                      Tables.text("value", WIDTH, facet -> text(facet)),
                      Tables.number("count", facet -> Long.toString(facet.count())))));
    }
    long more = result.distinct() - result.facets().size();
    if (more > 0) {
      err().println(more + " more values; --limit shows more");
    }
    if (result.scanned() > 0) {
      err().println(result.scanned() + " records were read, as no payload index could tell");
    }
    return 0;
  }

  private static String text(Facet facet) {
    return Json.document(json -> RecordJson.writeValue(json, facet.value()));
  }
}
