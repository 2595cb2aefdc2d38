package dev.akin.cli;

import dev.akin.api.Collection;
import dev.akin.api.Database;
import dev.akin.api.PayloadUpdate;
import dev.akin.api.RecordId;
import dev.akin.api.UpdateResult;
import dev.akin.api.filter.Filter;
import dev.akin.cli.format.IdText;
import dev.akin.cli.format.RecordJson;
import dev.akin.server.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code akin payload}: the commands that change payload and nothing else of a record. */
@Command(
    name = "payload",
    description = "Change the payload of records; their vectors stay, and nothing is embedded.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      PayloadCommand.SetAll.class,
      PayloadCommand.Merge.class,
      PayloadCommand.Delete.class,
    })
final class PayloadCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which of set, merge or delete?");
  }

  /** What they share: which records are meant, and what is said afterwards. */
  private abstract static class Update extends ClientCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "The collection.")
    private String name;

    @Mixin private FilterOption filter;

    @Option(
        names = "--if-version",
        paramLabel = "N",
        description = "Only if the record, of which one id is given, has this version.")
    private Long version;

    abstract PayloadUpdate update();

    abstract List<String> ids();

    @Override
    int run(Database database) {
      Optional<Filter> condition = filter.filter();
      List<RecordId> wanted = ids().stream().map(IdText::parse).distinct().toList();
      if (wanted.isEmpty() == condition.isEmpty()) {
        throw new ParameterException(spec().commandLine(), "give either ids or --filter=EXPR");
      }
      if (version != null && wanted.size() != 1) {
        throw new ParameterException(spec().commandLine(), "--if-version is of one id");
      }
      Collection collection = database.collection(name);
      if (condition.isPresent()) {
        print(collection.updatePayload(condition.get(), update()), "");
        return 0;
      }
      UpdateResult result =
          version == null
              ? collection.updatePayload(wanted, update())
              : collection.updatePayload(Map.of(wanted.getFirst(), version), update());
      print(result.updated(), " of " + wanted.size());
      if (result.refused().isEmpty()) {
        return 0;
      }
      out().flush();
      err()
          .println(
              ErrorLine.text(
                  (version == null ? "not found" : "not found with version " + version)
                      + " in collection '"
                      + name
                      + "': "
                      + result.refused().stream()
                          .map(IdText::format)
                          .collect(Collectors.joining(", "))));
      return 1;
    }

    private void print(long count, String of) {
      out()
          .println(
              json()
                  ? Json.object(json -> json.writeNumberField("updated", count))
                  : "updated " + count + of);
    }
  }

  /** The ids of those that take a JSON object before them. */
  private abstract static class WithFields extends Update {
    @Parameters(
        index = "2..*",
        arity = "0..*",
        paramLabel = "ID",
        description = "The ids; or else --filter.")
    private List<String> ids = List.of();

    @Override
    List<String> ids() {
      return ids;
    }
  }

  /** {@code akin payload set NAME PAYLOAD (ID… | --filter EXPR)}. */
  @Command(
      name = "set",
      description = "Replace the payload; '{}' clears it.",
      footer = IdsHelp.FOOTER)
  static final class SetAll extends WithFields {
    @Parameters(index = "1", paramLabel = "PAYLOAD", description = "The payload, a JSON object.")
    private String payload;

    @Override
    PayloadUpdate update() {
      return PayloadUpdate.set(RecordJson.readPayload(payload));
    }
  }

  /** {@code akin payload merge NAME FIELDS (ID… | --filter EXPR)}. */
  @Command(
      name = "merge",
      description = "Set fields of the top level, each as a whole; the others stay.",
      footer = IdsHelp.FOOTER)
  static final class Merge extends WithFields {
    @Parameters(index = "1", paramLabel = "FIELDS", description = "The fields, a JSON object.")
    private String fields;

    @Override
    PayloadUpdate update() {
      return PayloadUpdate.merge(RecordJson.readPayload(fields));
    }
  }

  /** {@code akin payload delete NAME --field FIELD… (ID… | --filter EXPR)}. */
  @Command(
      name = "delete",
      description = "Take fields of the top level away.",
      footer = IdsHelp.FOOTER)
  static final class Delete extends Update {
    @Option(
        names = "--field",
        required = true,
        paramLabel = "FIELD",
        description = "A field; may be given several times.")
    private Set<String> fields;

    @Parameters(
        index = "1..*",
        arity = "0..*",
        paramLabel = "ID",
        description = "The ids; or else --filter.")
    private List<String> ids = List.of();

    @Override
    PayloadUpdate update() {
      return new PayloadUpdate.Delete(fields);
    }

    @Override
    List<String> ids() {
      return ids;
    }
  }
}
