package dev.akin.cli;

import dev.akin.api.Database;
import dev.akin.server.json.Json;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code akin alias}: the commands about other names of collections. */
@Command(
    name = "alias",
    description = "Set, drop or list aliases: other names that lead to a collection.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      AliasCommand.Set.class,
      AliasCommand.Drop.class,
      AliasCommand.ListAll.class,
    })
final class AliasCommand implements Runnable {
  private static final int WIDTH = 40;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which of set, drop or list?");
  }

  /** {@code akin alias set ALIAS COLLECTION}. */
  @Command(
      name = "set",
      description = "Have an alias lead to a collection, and no longer to another.")
  static final class Set extends ClientCommand {
    @Parameters(index = "0", paramLabel = "ALIAS", description = "The alias.")
    private String alias;

    @Parameters(index = "1", paramLabel = "COLLECTION", description = "The collection.")
    private String collection;

    @Override
    int run(Database database) {
      database.setAlias(alias, collection);
      out()
          .println(
              json() ? AliasCommand.json(alias, collection) : alias + " leads to " + collection);
      return 0;
    }
  }

  /** {@code akin alias drop ALIAS}. */
  @Command(name = "drop", description = "Drop an alias; the collection stays.")
  static final class Drop extends ClientCommand {
    @Parameters(paramLabel = "ALIAS", description = "The alias.")
    private String alias;

    @Override
    int run(Database database) {
      database.dropAlias(alias);
      out()
          .println(
              json()
                  ? Json.object(json -> json.writeStringField("dropped", alias))
                  : "dropped alias " + alias);
      return 0;
    }
  }

  /** {@code akin alias list}. */
  @Command(name = "list", description = "List the aliases.")
  static final class ListAll extends ClientCommand {
    @Override
    int run(Database database) {
      List<Map.Entry<String, String>> aliases = List.copyOf(database.aliases().entrySet());
      if (json()) {
        aliases.forEach(it -> out().println(AliasCommand.json(it.getKey(), it.getValue())));
      } else if (aliases.isEmpty()) {
        err().println("no aliases yet; akin alias set ALIAS COLLECTION");
      } else {
        out()
            .println(
                Tables.of(
                    aliases,
                    List.of(
                        Tables.text("alias", WIDTH, Map.Entry::getKey),
                        Tables.text("collection", WIDTH, Map.Entry::getValue))));
      }
      return 0;
    }
  }

  private static String json(String alias, String collection) {
    return Json.object(
        json -> {
          json.writeStringField("alias", alias);
          json.writeStringField("collection", collection);
        });
  }
}
