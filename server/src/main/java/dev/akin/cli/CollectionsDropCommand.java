package dev.akin.cli;

import dev.akin.api.Database;
import dev.akin.server.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code akin collections drop NAME}. */
@Command(name = "drop", description = "Drop a collection and all it holds. There is no way back.")
final class CollectionsDropCommand extends ClientCommand {
  @Parameters(paramLabel = "NAME", description = "The collection.")
  private String name;

  @Override
  int run(Database database) {
    database.dropCollection(name);
    out()
        .println(
            json()
                ? Json.object(json -> json.writeStringField("dropped", name))
                : "dropped " + name);
    return 0;
  }
}
