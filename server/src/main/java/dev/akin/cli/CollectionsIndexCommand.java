package dev.akin.cli;

import dev.akin.api.Collection;
import dev.akin.api.Database;
import dev.akin.api.PayloadIndexType;
import dev.akin.server.json.Json;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code akin collections index NAME FIELD}. */
@Command(
    name = "index",
    description = "Create or drop a payload index, so that filters on its field need no scan.")
final class CollectionsIndexCommand extends ClientCommand {
  @Parameters(index = "0", paramLabel = "NAME", description = "The collection.")
  private String name;

  @Parameters(
      index = "1",
      paramLabel = "FIELD",
      description = "The field: a path of names joined by dots.")
  private String field;

  @ArgGroup(multiplicity = "1")
  private Change change;

  /** What to do; exactly one. */
  static final class Change {
    @Option(
        names = "--type",
        paramLabel = "TYPE",
        description = "What the index holds: ${COMPLETION-CANDIDATES}.")
    private PayloadIndexType type;

    @Option(names = "--drop", description = "Drop the index.")
    private boolean drop;
  }

  @Override
  int run(Database database) {
    Collection collection = database.collection(name);
    String done;
    if (change.drop) {
      collection.dropPayloadIndex(field);
      done = "dropped the index on ";
    } else {
      collection.createPayloadIndex(field, change.type);
      done = "building a " + change.type.id() + " index on ";
    }
    out()
        .println(
            json()
                ? Json.object(
                    json -> json.writeStringField(change.drop ? "dropped" : "building", field))
                : done + field);
    return 0;
  }
}
