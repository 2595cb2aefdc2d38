package dev.akin.cli;

import dev.akin.api.Collection;
import dev.akin.api.CountEstimate;
import dev.akin.api.Database;
import dev.akin.api.filter.Filter;
import dev.akin.server.json.Json;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code akin count NAME}. */
@Command(name = "count", description = "Count the records of a collection.")
final class CountCommand extends ClientCommand {
  @Parameters(paramLabel = "NAME", description = "The collection.")
  private String name;

  @Mixin private FilterOption filter;

  @Option(
      names = "--estimate",
      description = "Tell about how many, from payload indexes, without reading records.")
  private boolean estimate;

  @Override
  int run(Database database) {
    Collection collection = database.collection(name);
    if (estimate) {
      print(collection.estimateCount(filter.filter().orElse(new Filter.All(List.of()))));
      return 0;
    }
    long count = filter.filter().map(collection::count).orElseGet(collection::count);
    out()
        .println(
            json()
                ? Json.object(json -> json.writeNumberField("count", count))
                : Long.toString(count));
    return 0;
  }

  private void print(CountEstimate about) {
    if (json()) {
      out()
          .println(
              Json.object(
                  json -> {
                    json.writeNumberField("count", about.count());
                    json.writeNumberField("at_least", about.atLeast());
                    json.writeNumberField("at_most", about.atMost());
                  }));
    } else {
      out()
          .println(
              about.isExact()
                  ? Long.toString(about.count())
                  : "about %d (%d to %d)"
                      .formatted(about.count(), about.atLeast(), about.atMost()));
    }
  }
}
