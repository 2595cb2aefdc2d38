package dev.akin.cli;

import dev.akin.api.Collection;
import dev.akin.api.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code akin collections clone NAME CLONE}. */
@Command(
    name = "clone",
    description = "Make a new collection of another as it is now; writes to the other go on.")
final class CollectionsCloneCommand extends ClientCommand {
  @Parameters(index = "0", paramLabel = "NAME", description = "The collection.")
  private String name;

  @Parameters(index = "1", paramLabel = "CLONE", description = "The new collection's name.")
  private String clone;

  @Override
  int run(Database database) {
    Collection made = database.cloneCollection(name, clone);
    out()
        .println(
            json()
                ? CollectionText.json(made.info())
                : "cloned " + name + " to " + clone + " (" + made.count() + " records)");
    return 0;
  }
}
