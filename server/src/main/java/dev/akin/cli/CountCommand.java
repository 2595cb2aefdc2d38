package dev.akin.cli;

import dev.akin.api.Collection;
import dev.akin.api.Database;
import dev.akin.server.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code akin count NAME}. */
@Command(name = "count", description = "Count the records of a collection.")
final class CountCommand extends ClientCommand {
  @Parameters(paramLabel = "NAME", description = "The collection.")
  private String name;

  @Mixin private FilterOption filter;

  @Override
  int run(Database database) {
    Collection collection = database.collection(name);
    long count = filter.filter().map(collection::count).orElseGet(collection::count);
    out()
        .println(
            json()
                ? Json.object(json -> json.writeNumberField("count", count))
                : Long.toString(count));
    return 0;
  }
}
