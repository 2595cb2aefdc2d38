package dev.akin.cli;

import dev.akin.api.Collection;
import dev.akin.api.Database;
import dev.akin.api.RecordId;
import dev.akin.api.filter.Filter;
import dev.akin.cli.format.IdText;
import dev.akin.server.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code akin delete NAME (ID… | --filter EXPR)}. */
@Command(
    name = "delete",
    description =
        "Delete records: those of the given ids, all or none, where unknown ids are passed over; or"
            + " those that match a filter, 10,000 at a time.",
    footer = IdsHelp.FOOTER)
final class DeleteCommand extends ClientCommand {
  @Parameters(index = "0", paramLabel = "NAME", description = "The collection.")
  private String name;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "ID",
      description = "The ids; or else --filter.")
  private List<String> ids = List.of();

  @Mixin private FilterOption filter;

  @Option(names = "--dry-run", description = "Count what would be deleted, and delete nothing.")
  private boolean dryRun;

  @Override
  int run(Database database) {
    Optional<Filter> condition = filter.filter();
    if (ids.isEmpty() == condition.isEmpty()) {
      throw new ParameterException(spec().commandLine(), "give either ids or --filter=EXPR");
    }
    Collection collection = database.collection(name);
    if (condition.isPresent()) {
      Filter unwanted = condition.get();
      print(dryRun ? collection.count(unwanted) : collection.delete(unwanted), "");
    } else {
      List<RecordId> unwanted = ids.stream().map(IdText::parse).distinct().toList();
      print(
          dryRun ? collection.get(unwanted, Set.of()).size() : collection.delete(unwanted),
          " of " + unwanted.size());
    }
    return 0;
  }

  private void print(long count, String of) {
    String field = dryRun ? "would_delete" : "deleted";
    String words = dryRun ? "would delete " : "deleted ";
    out()
        .println(
            json() ? Json.object(json -> json.writeNumberField(field, count)) : words + count + of);
  }
}
