package dev.akin.cli;

import dev.akin.api.AkinException;
import dev.akin.api.BackupInfo;
import dev.akin.api.Backups;
import dev.akin.server.json.Json;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the commands about backups share: where they are, and whether to answer in JSON. */
abstract class BackupSubcommand implements Callable<Integer> {
  @Mixin private BackupPlace place;

  @Option(names = "--json", description = "Print JSON, one document per line.")
  private boolean json;

  @Spec private CommandSpec spec;

  final BackupPlace place() {
    return place;
  }

  final boolean json() {
    return json;
  }

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  final CommandSpec spec() {
    return spec;
  }

  /** The id that was given, or that of the newest backup. */
  static int idOrNewest(Backups backups, Integer id) {
    if (id != null) {
      return id;
    }
    List<BackupInfo> all = backups.list();
    if (all.isEmpty()) {
      throw new AkinException.NotFound("there are no backups; akin backup create makes one");
    }
    return all.getLast().id();
  }

  /** One line of JSON. */
  static String json(BackupInfo info) {
    return Json.object(
        json -> {
          json.writeNumberField("id", info.id());
          json.writeStringField("created", info.created().toString());
          json.writeNumberField("bytes", info.bytes());
          json.writeNumberField("files", info.files());
          json.writeArrayFieldStart("collections");
          for (String name : info.collections()) {
            json.writeString(name);
          }
          json.writeEndArray();
        });
  }
}
