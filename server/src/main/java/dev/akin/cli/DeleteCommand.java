package dev.akin.cli;

import dev.akin.api.Database;
import dev.akin.api.RecordId;
import dev.akin.cli.format.IdText;
import dev.akin.cli.format.RecordJson;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code akin delete NAME ID…}. */
@Command(
    name = "delete",
    description = "Delete records, all or none; unknown ids are passed over.",
    footer = IdsHelp.FOOTER)
final class DeleteCommand extends ClientCommand {
  @Parameters(index = "0", paramLabel = "NAME", description = "The collection.")
  private String name;

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "ID", description = "The ids.")
  private List<String> ids;

  @Override
  int run(Database database) {
    List<RecordId> unwanted = ids.stream().map(IdText::parse).distinct().toList();
    long deleted = database.collection(name).delete(unwanted);
    out()
        .println(
            json()
                ? RecordJson.object(json -> json.writeNumberField("deleted", deleted))
                : "deleted " + deleted + " of " + unwanted.size());
    return 0;
  }
}
