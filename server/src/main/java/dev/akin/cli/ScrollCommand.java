package dev.akin.cli;

import dev.akin.api.Database;
import dev.akin.api.Include;
import dev.akin.api.ScrollOrder;
import dev.akin.api.ScrollPage;
import dev.akin.api.filter.Filter;
import dev.akin.cli.format.RecordJson;
import dev.akin.server.json.Json;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code akin scroll NAME}. */
@Command(
    name = "scroll",
    description = "Show records a page at a time, in the order of their ids or of a payload field.")
final class ScrollCommand extends ClientCommand {
  @Parameters(paramLabel = "NAME", description = "The collection.")
  private String name;

  @Option(
      names = "--order-by",
      paramLabel = "FIELD",
      description = "The payload field, a path as in filters; without it the order is that of ids.")
  private String field;

  @Option(names = "--descending", description = "With --order-by, the highest value first.")
  private boolean descending;

  @Mixin private FilterOption filter;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Records wanted (default: ${DEFAULT-VALUE}).",
      defaultValue = "20")
  private int limit;

  @Option(
      names = "--cursor",
      paramLabel = "CURSOR",
      description = "Go on after the page that ended with this cursor.")
  private String cursor;

  @Option(names = "--vectors", description = "With --json, print the vectors as well.")
  private boolean vectors;

  @Override
  int run(Database database) {
    ScrollOrder order = new ScrollOrder(Optional.ofNullable(field), descending);
    ScrollPage page =
        database
            .collection(name)
            .scroll(
                order,
                filter.filter().orElse(new Filter.All(List.of())),
                Optional.ofNullable(cursor),
                limit,
                vectors ? Include.ALL : Include.DEFAULTS);
    if (json()) {
      page.records()
          .forEach(
              record -> out().println(Json.object(json -> RecordJson.writeFields(json, record))));
    } else if (!page.records().isEmpty()) {
      out().println(RecordText.table(page.records()));
    }
    page.next().ifPresent(next -> err().println("more: --cursor " + next));
    return 0;
  }
}
