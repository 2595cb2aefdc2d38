package dev.akin.cli;

import dev.akin.api.Collection;
import dev.akin.api.Database;
import dev.akin.api.SnapshotInfo;
import dev.akin.server.json.Json;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code akin snapshots}: the commands about snapshots of collections. */
@Command(
    name = "snapshots",
    description = {
      "Create, list, restore or drop snapshots: collections as they were at one moment, kept",
      "within the database. They are no backups: they lie on the same disk."
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      SnapshotsCommand.Create.class,
      SnapshotsCommand.ListAll.class,
      SnapshotsCommand.Restore.class,
      SnapshotsCommand.Drop.class
    })
final class SnapshotsCommand implements Runnable {
  private static final int WIDTH = 40;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which of create, list, restore or drop?");
  }

  private static String json(SnapshotInfo info) {
    return Json.object(
        json -> {
          json.writeStringField("name", info.name());
          json.writeStringField("collection", info.collection());
          json.writeStringField("created", info.created().toString());
          json.writeNumberField("bytes", info.bytes());
        });
  }

  /** {@code akin snapshots create NAME COLLECTION}. */
  @Command(name = "create", description = "Make a snapshot of a collection; writes go on.")
  static final class Create extends ClientCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "The snapshot's name.")
    private String name;

    @Parameters(index = "1", paramLabel = "COLLECTION", description = "The collection.")
    private String collection;

    @Override
    int run(Database database) {
      SnapshotInfo info = database.snapshots().create(name, collection);
      out().println(json() ? SnapshotsCommand.json(info) : "made snapshot " + name);
      return 0;
    }
  }

  /** {@code akin snapshots list}. */
  @Command(name = "list", description = "List the snapshots.")
  static final class ListAll extends ClientCommand {
    @Override
    int run(Database database) {
      List<SnapshotInfo> snapshots = database.snapshots().list();
      if (json()) {
        snapshots.forEach(info -> out().println(SnapshotsCommand.json(info)));
      } else if (snapshots.isEmpty()) {
        err().println("no snapshots yet; akin snapshots create NAME COLLECTION");
      } else {
        out()
            .println(
                Tables.of(
                    snapshots,
                    List.of(
                        Tables.text("name", WIDTH, SnapshotInfo::name),
                        Tables.text("collection", WIDTH, SnapshotInfo::collection),
                        Tables.text("made", WIDTH, info -> info.created().toString()),
                        Tables.number("size", info -> CollectionText.bytes(info.bytes())))));
      }
      return 0;
    }
  }

  /** {@code akin snapshots restore NAME COLLECTION}. */
  @Command(name = "restore", description = "Make a new collection of a snapshot, which stays.")
  static final class Restore extends ClientCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "The snapshot's name.")
    private String name;

    @Parameters(index = "1", paramLabel = "COLLECTION", description = "The new collection's name.")
    private String collection;

    @Override
    int run(Database database) {
      Collection restored = database.snapshots().restore(name, collection);
      out()
          .println(
              json()
                  ? CollectionText.json(restored.info())
                  : "restored " + collection + " (" + restored.count() + " records)");
      return 0;
    }
  }

  /** {@code akin snapshots drop NAME}. */
  @Command(name = "drop", description = "Drop a snapshot.")
  static final class Drop extends ClientCommand {
    @Parameters(paramLabel = "NAME", description = "The snapshot's name.")
    private String name;

    @Override
    int run(Database database) {
      database.snapshots().drop(name);
      out()
          .println(
              json()
                  ? Json.object(json -> json.writeStringField("dropped", name))
                  : "dropped snapshot " + name);
      return 0;
    }
  }
}
