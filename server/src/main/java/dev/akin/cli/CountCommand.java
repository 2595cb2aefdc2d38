package dev.akin.cli;

import dev.akin.api.Database;
import dev.akin.cli.format.RecordJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code akin count NAME}. */
@Command(name = "count", description = "Count the records of a collection.")
final class CountCommand extends ClientCommand {
  @Parameters(paramLabel = "NAME", description = "The collection.")
  private String name;

  @Override
  int run(Database database) {
    long count = database.collection(name).count();
    out()
        .println(
            json()
                ? RecordJson.object(json -> json.writeNumberField("count", count))
                : Long.toString(count));
    return 0;
  }
}
