package dev.akin.cli;

import dev.akin.api.Database;
import dev.akin.api.Include;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.cli.format.IdText;
import dev.akin.cli.format.RecordJson;
import dev.akin.server.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code akin get NAME ID…}. */
@Command(
    name = "get",
    description = "Show records. Fails if one of them does not exist.",
    footer = IdsHelp.FOOTER)
final class GetCommand extends ClientCommand {
  @Parameters(index = "0", paramLabel = "NAME", description = "The collection.")
  private String name;

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "ID", description = "The ids.")
  private List<String> ids;

  @Option(names = "--vectors", description = "With --json, print the vectors as well.")
  private boolean vectors;

  @Override
  int run(Database database) {
    List<RecordId> wanted = ids.stream().map(IdText::parse).toList();
    List<Record> records =
        database.collection(name).get(wanted, vectors ? Include.ALL : Include.DEFAULTS);
    if (json()) {
      records.forEach(
          record -> out().println(Json.object(json -> RecordJson.writeFields(json, record))));
    } else if (!records.isEmpty()) {
      out().println(RecordText.table(records));
    }
    List<RecordId> missing = new ArrayList<>(wanted);
    records.forEach(record -> missing.removeIf(id -> id.equals(record.id())));
    if (missing.isEmpty()) {
      return 0;
    }
    out().flush();
    err()
        .println(
            ErrorLine.text(
                "not found in collection '"
                    + name
                    + "': "
                    + missing.stream().map(IdText::format).collect(Collectors.joining(", "))));
    return 1;
  }
}
