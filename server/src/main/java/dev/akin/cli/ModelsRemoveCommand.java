package dev.akin.cli;

import dev.akin.api.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code akin models remove NAME}. */
@Command(name = "remove", description = "Forget a model that was added. Its files stay.")
final class ModelsRemoveCommand extends ClientCommand {
  @Parameters(paramLabel = "NAME", description = "The model.")
  private String name;

  @Override
  int run(Database database) {
    database.removeModel(name);
    if (!json()) {
      out().println("removed " + name);
    }
    return 0;
  }
}
